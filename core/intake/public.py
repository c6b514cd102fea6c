"""Connections to the public internet alone: links come from strangers, and this machine is trusted by others.

Names are looked up once, and the connection goes to an address that was checked: a name that answers
differently the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Collection

import httpx

from core.errors import DownloadError
from core.intake.links import HTTPS_PORT

Address = tuple[str, int]
"""An IP address, and a port."""

Resolve = Callable[[str, int], list[Address]]

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""How machines with IPv6 alone reach those with IPv4, whose address is its last 32 bits (RFC 6052)."""


def resolve(host: str, port: int) -> list[Address]:
    """As the system does it, which also reads IPv4 addresses in forms such as 2130706433 and 0177.1."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(one[4][0]), int(one[4][1])) for one in found))


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not (ip.is_multicast or ip.is_reserved)
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    # 6to4 and Teredo wrap an IPv4 address; IPv4-mapped ones and the like are outside of global unicast.
    return ip in _GLOBAL_UNICAST and ip.is_global and ip.sixtofour is None and ip.teredo is None


class PublicTransport(httpx.BaseTransport):
    """HTTPS to port 443 of public addresses, and to those `allowed`. Raises DownloadError for all others.

    Proxies of the environment are not used: they would look names up themselves.
    """

    def __init__(
        self, certificates: ssl.SSLContext, resolve: Resolve, allowed: Collection[Address] = ()
    ) -> None:
        # A connection is not kept: it would serve another name at the same address, whose certificate
        # nobody has checked.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.HTTPTransport(verify=certificates, trust_env=False, limits=limits)
        self._resolve = resolve
        self._allowed = allowed

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            raise DownloadError("not_https")
        host = request.url.raw_host.decode("ascii").strip("[]")
        failed: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address, port in self._addresses(host, request.url.port or HTTPS_PORT):
            url = request.url.copy_with(host=address, port=port)
            extensions = {**request.extensions, "sni_hostname": host}  # whose certificate it must be
            try:
                return self._inner.handle_request(
                    httpx.Request(request.method, url, headers=request.headers, extensions=extensions)
                )
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    def close(self) -> None:
        self._inner.close()

    def _addresses(self, host: str, port: int) -> list[Address]:
        """All of a name's addresses; none of them may be another than allowed."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} cannot be looked up") from error
        for one in found:
            if one not in self._allowed:
                if not is_public(one[0]):
                    raise DownloadError("private")
                if port != HTTPS_PORT:
                    raise DownloadError("port")
        return found
