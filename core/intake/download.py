"""Zips from the web, streamed to the disk, and gone on with where the connection broke."""

import logging
import os
import re
import shutil
import ssl
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from core.errors import DownloadError
from core.intake.cutoff import Cutoff
from core.intake.links import DRIVE, NO_LINK, confirmed, direct, next_link, read_link, shown_name
from core.intake.pace import Pace
from core.intake.public import Address, PublicTransport, Resolve, resolve

logger = logging.getLogger(__name__)

REDIRECTS = 5
RETRIES = 5
"""Times in a row that a connection may break without having brought anything, or at a pace too slow."""

FIRST_RETRIES = 1
"""The same before anything has been heard of the server."""

PAUSE_SECONDS = 1.0
"""Before the first retry; each of the next takes twice as long."""

READ_SECONDS = 30.0
"""Without a byte; then the connection counts as broken."""

ANSWER_SECONDS = 60.0
"""For a server to say what it has, however slowly."""

LONGEST_SECONDS = 12 * 3600.0
"""For all of a download: whoever sends just fast enough does not keep a thread for ever."""

SPARE_BYTES = 1_000_000_000
"""Of the disk, that a download must leave free: the photos are unpacked beside it."""

LOOK_BYTES = 8_000_000
"""After as many the disk is looked at again: not every server tells the size, and others write, too."""

PAGE_BYTES = 500_000
_ZIP = b"PK"
_RANGE = re.compile(r"bytes (?:([0-9]{1,18})-[0-9]{1,18}|\*)/([0-9]{1,18})")
"""No more digits than are read without a fuss: int() refuses thousands."""

_VALIDATOR = re.compile(r"[ -~]{1,500}")
"""One that can be sent back: neither the client nor servers take any letter, or tens of thousands."""

_NEEDS_LOGIN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far a download is, in bytes."""

    done: int
    total: int | None  # None: the server does not say


@dataclass(frozen=True, slots=True)
class Source:
    """What a download goes on from, after a restart too."""

    url: str
    validator: str | None = None  # of the version that was begun with; None: it must be begun anew
    name: str = ""  # as the server calls it


class Downloader:
    """`limit` is in bytes. `allowed`: addresses that may be connected to besides public ones' port 443."""

    def __init__(
        self,
        limit: int,
        *,
        allowed: Collection[Address] = (),
        resolve: Resolve = resolve,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        self.limit = limit
        self._allowed = allowed
        self._resolve = resolve
        self._certificates = certificates

    def fetch(
        self,
        source: Source,
        path: Path,
        on_found: Callable[[Source], None],
        on_progress: Callable[[Fetched], None],
        is_stopped: Callable[[], bool],
    ) -> bool:
        """Stream a zip into `path`, from where that ends if it is the same version still.

        `on_found` is told what to go on from once the server has answered. False if it was stopped. Raises
        DownloadError and OSError.
        """
        certificates = self._certificates or httpx.create_ssl_context(trust_env=False)
        transport = PublicTransport(certificates, self._resolve, self._allowed)
        with httpx.Client(transport=transport, trust_env=False, timeout=READ_SECONDS) as client:
            return _Run(client, source, path, self.limit, on_found, on_progress, is_stopped).run()


class _Run:
    """One download, over as many connections as it takes."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        client: httpx.Client,
        source: Source,
        path: Path,
        limit: int,
        on_found: Callable[[Source], None],
        on_progress: Callable[[Fetched], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        self._client = client
        self._url = direct(read_link(source.url))
        self._source = source
        self._path = path
        self._limit = limit
        self._on_found = on_found
        self._on_progress = on_progress
        self._is_stopped = is_stopped
        self._deadline = time.monotonic() + LONGEST_SECONDS
        self._validator = source.validator
        self._total: int | None = None
        self._heard = False
        self._done = path.stat().st_size if self._validator and path.exists() else 0

    def run(self) -> bool:
        failures = 0
        while not self._is_stopped():
            pace = Pace(self._done)
            try:
                return self._attempt()
            except httpx.TransportError as error:
                logger.info("A download from %s broke off: %s", self._url.host, error)
            failures = failures + 1 if pace.is_slow(self._done) else 1
            if failures > (RETRIES if self._heard else FIRST_RETRIES):
                if self._done:
                    raise DownloadError("broken_off")
                raise DownloadError("unreachable")
            self._pause(PAUSE_SECONDS * 2 ** (failures - 1))
        return False

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._is_stopped():
            time.sleep(min(0.1, seconds))

    def _attempt(self) -> bool:
        """Whether it is whole; False if it was stopped. Raises httpx.TransportError if it broke off."""
        with self._answer() as (url, response):
            self._heard = True
            if self._is_whole(response):
                return True
            self._check_status(response)
            self._find_place(response)
            self._check_sizes(response)
            self._tell(url, response)
            return self._write(response)

    @contextmanager
    def _answer(self) -> Iterator[tuple[httpx.URL, httpx.Response]]:
        """What the link leads to in the end, and where that is."""
        url = self._url
        for _ in range(REDIRECTS + 1):
            with Cutoff(ANSWER_SECONDS) as cutoff, self._asked(url, cutoff) as response:
                if (location := _location(url, response)) is None:
                    cutoff.cancel()
                    yield url, response
                    return
                url = next_link(url, location)
        raise DownloadError("redirects")

    @contextmanager
    def _asked(self, url: httpx.URL, cutoff: Cutoff) -> Iterator[httpx.Response]:
        extensions = {"trace": cutoff.trace}
        request = self._client.build_request("GET", url, headers=self._headers(), extensions=extensions)
        try:
            response = self._client.send(request, stream=True)
        except NO_LINK as error:  # httpx looks at where a redirect leads
            raise DownloadError("no_link") from error
        try:
            yield response
        finally:
            response.close()

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity", "User-Agent": "photo-finder-bot"}
        if self._done:
            headers["Range"] = f"bytes={self._done}-"
            if self._validator:
                headers["If-Range"] = self._validator
        return headers

    def _is_whole(self, response: httpx.Response) -> bool:
        """Whether nothing was left to ask for; begins anew where more is there than the server has."""
        if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return False
        _, total = _range(response)
        if self._done and total == self._done:
            return True
        self._begin_anew()
        raise httpx.ReadError("there is less than was asked for")

    @staticmethod
    def _check_status(response: httpx.Response) -> None:
        status = response.status_code
        if status in _NEEDS_LOGIN:
            raise DownloadError("login")
        if status in _GONE:
            raise DownloadError("not_found")
        if status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            raise httpx.ReadError(f"status {status}")  # it may be overloaded
        if response.headers.get("content-type", "").startswith("text/html"):
            raise DownloadError("page")

    def _find_place(self, response: httpx.Response) -> None:
        """Whether the server goes on where this has ended, and how much there is."""
        length = response.headers.get("content-length", "")
        total = int(length) if length.isdecimal() else None
        if response.status_code == HTTPStatus.PARTIAL_CONTENT:
            start, total = _range(response)
            if start != self._done or (not self._validator and total != self._total):
                self._begin_anew()
                raise httpx.ReadError("another part than was asked for")
        else:
            self._begin_anew()
        self._total = total

    def _begin_anew(self) -> None:
        """What is there goes at once: a stop must not leave it beside what is known of another version."""
        self._path.write_bytes(b"")
        self._done, self._validator, self._total = 0, None, None

    def _check_sizes(self, response: httpx.Response) -> None:
        if (self._total or 0) > self._limit:
            raise DownloadError("too_large")
        self._require_room(max(0, (self._total or 0) - self._done))
        self._validator = _validator(response) or self._validator

    def _require_room(self, left: int = 0) -> None:
        if left > shutil.disk_usage(self._path.parent).free - SPARE_BYTES:
            raise DownloadError("no_space")

    def _tell(self, url: httpx.URL, response: httpx.Response) -> None:
        name = shown_name(url, response.headers.get("content-disposition", ""))
        self._on_found(Source(self._source.url, self._validator, name))

    def _write(self, response: httpx.Response) -> bool:
        pace = Pace(self._done)
        with self._path.open("r+b" if self._done else "wb") as file:
            file.truncate(self._done)
            file.seek(self._done)
            looked = self._done
            # As it comes: what waits to be a larger piece would be lost with the connection.
            for chunk in response.iter_raw():
                if self._is_stopped():
                    return False
                if not self._done and chunk[: len(_ZIP)] != _ZIP[: len(chunk)]:
                    raise DownloadError("not_a_zip")
                if self._done + len(chunk) > self._limit:
                    raise DownloadError("too_large")
                if time.monotonic() > self._deadline:
                    raise DownloadError("broken_off")
                if self._done - looked >= LOOK_BYTES:
                    self._require_room()
                    looked = self._done
                file.write(chunk)
                self._done += len(chunk)
                pace = self._checked(pace)
                self._on_progress(Fetched(self._done, self._total))
            file.flush()
            os.fsync(file.fileno())
        if not self._done:
            raise DownloadError("not_a_zip")
        if self._done < (self._total or 0):
            raise httpx.ReadError("less than was asked for")  # a server may send parts as small as it likes
        return True

    def _checked(self, pace: Pace) -> Pace:
        """Once a pace is known, the next one counts."""
        if not pace.is_known():
            return pace
        if pace.is_slow(self._done):
            raise DownloadError("too_slow")
        return Pace(self._done)


def _location(url: httpx.URL, response: httpx.Response) -> str | None:
    """Where an answer leads on to; None if it is what was asked for."""
    return response.headers.get("location") if response.is_redirect else _confirmed(url, response)


def _confirmed(url: httpx.URL, response: httpx.Response) -> str | None:
    """Of Google Drive's page before a large file, the address of the file."""
    if url.host not in DRIVE or not response.headers.get("content-type", "").startswith("text/html"):
        return None
    page = b""
    for chunk in response.iter_raw():
        page += chunk
        if len(page) > PAGE_BYTES:
            break
    return confirmed(page.decode("utf-8", "replace"))


def _range(response: httpx.Response) -> tuple[int | None, int | None]:
    """Where a part begins, and how large the whole is."""
    found = _RANGE.fullmatch(response.headers.get("content-range", ""))
    if found is None:
        return None, None
    start, total = int(found[1]) if found[1] else None, int(found[2])
    return (start, total) if start is None or start < total else (None, None)


def _validator(response: httpx.Response) -> str | None:
    """By what the server knows whether it is the same version still; a weak tag does not tell."""
    known = (response.headers.get(name, "") for name in ("etag", "last-modified"))
    usable = (one for one in known if _VALIDATOR.fullmatch(one) and not one.startswith("W/"))
    return next(usable, None)
