"""A web server with HTTPS on this machine, whose certificate it has made itself."""

import datetime as dt
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.intake.download import Downloader
from core.intake.public import Address, resolve

HOST = "127.0.0.1"
NAMES = (
    *("files.example", "other.example"),
    *("drive.google.com", "drive.usercontent.google.com", "www.dropbox.com"),
)
"""Whose certificate it has, besides that of its address."""


@dataclass
class Page:
    """What a path answers with."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)  # bytes after which each of the next answers breaks off
    ranges: bool = True
    most: int = 10**9  # bytes of a part
    part: str = ""  # what it says of the part that it sends, where that is not so
    chunk: int = 1 << 16
    trickle: float = 0.0  # seconds between the letters of a header that does not end
    pause: Callable[[], object] = lambda: None  # before each chunk


@dataclass
class Request:
    host: str
    path: str
    range: str | None


class Web:
    def __init__(self, port: int, certificate: Path) -> None:
        self.address: Address = (HOST, port)
        self.certificates = ssl.create_default_context(cafile=str(certificate))
        self.pages: dict[str, Page] = {}
        self.then: dict[str, Page] = {}  # after the first answer
        self.requests: list[Request] = []
        self.elsewhere: dict[str, list[Address]] = {}  # what other names are said to be

    def resolve(self, host: str, port: int) -> list[Address]:
        """The names of the certificate are here; what others are, the system knows."""
        if host in self.elsewhere:
            return self.elsewhere[host]
        return [self.address] if host in NAMES else resolve(host, port)

    def downloader(self, limit: int = 10**9) -> Downloader:
        """May connect to this very server, and else to what every downloader may."""
        allowed = {self.address}
        return Downloader(limit, allowed=allowed, resolve=self.resolve, certificates=self.certificates)


@contextmanager
def serving(folder: Path) -> Iterator[Web]:
    certificate = folder / "server.pem"
    certificate.write_bytes(_certificate())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = _Server((HOST, 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.web = Web(server.server_address[1], certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.web
    server.shutdown()
    server.server_close()
    thread.join()


def _certificate() -> bytes:
    """Key and certificate of one who vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    alternatives = [*(x509.DNSName(one) for one in NAMES), x509.IPAddress(ipaddress.ip_address(HOST))]
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that do not like the certificate hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        web, asked = self.server.web, self.headers.get("Range")
        web.requests.append(Request(self.headers["Host"], self.path, asked))
        page = web.pages.get(self.path) or web.pages.get(self.path.partition("?")[0]) or Page(status=404)
        if self.path in web.then:
            web.pages[self.path] = web.then.pop(self.path)
        if page.trickle:
            self._trickle(page.trickle)
            return
        start = self._start(page, asked)
        if start is None:
            self._begin(page, 416, 0, {"Content-Range": page.part or f"bytes */{len(page.body)}"})
            return
        end = min(start + page.most, len(page.body)) if start else len(page.body)
        if start:
            part = f"bytes {start}-{end - 1}/{len(page.body)}"
            self._begin(page, 206, end - start, {"Content-Range": page.part or part})
        else:
            self._begin(page, page.status, len(page.body), {})
        self._write(page, page.body[start:end])

    def _trickle(self, seconds: float) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(OSError):  # until who asked hangs up
            while True:
                self.wfile.write(b"x")
                time.sleep(seconds)

    def _start(self, page: Page, asked: str | None) -> int | None:
        """Where to begin; None: beyond the end."""
        if asked is None or not page.ranges:
            return 0
        if self.headers.get("If-Range") not in {None, page.headers.get("ETag")}:
            return 0
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        return start if start < len(page.body) else None

    def _begin(self, page: Page, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(length)} | page.headers | headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def _write(self, page: Page, body: bytes) -> None:
        end = page.breaks.pop(0) if page.breaks else len(body)
        for place in range(0, min(end, len(body)), page.chunk):
            page.pause()
            self.wfile.write(body[place : min(place + page.chunk, end)])
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass
