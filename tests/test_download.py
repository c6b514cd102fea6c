"""Zips from the web, from a real server with HTTPS on this machine."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from core.errors import DownloadError
from core.intake import download
from core.intake.download import Downloader, Fetched, Source
from core.intake.links import direct, shown_name
from core.intake.public import is_public
from core.store.store import Store
from tests.web import HOST, Page, Web, serving

ZIP = b"PK\x03\x04" + random.Random(1).randbytes(600_000)
TAG = {"ETag": '"1"'}
LINK = "https://files.example/party.zip"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(download, "PAUSE_SECONDS", 0.01)
    with serving(tmp_path) as opened:
        yield opened


@dataclass
class Getting:
    """A download, and what was told of it."""

    path: Path
    found: list[Source] = field(default_factory=list)
    progress: list[Fetched] = field(default_factory=list)

    def run(self, downloader: Downloader, source: Source | str, stop_after: int | None = None) -> bool:
        asked = Source(source) if isinstance(source, str) else source

        def is_stopped() -> bool:
            return stop_after is not None and bool(self.progress) and self.progress[-1].done >= stop_after

        return downloader.fetch(asked, self.path, self.found.append, self.progress.append, is_stopped)


@pytest.fixture
def getting(tmp_path: Path) -> Getting:
    return Getting(tmp_path / "1.zip")


def refused(getting: Getting, downloader: Downloader, link: str) -> str:
    with pytest.raises(DownloadError) as caught:
        getting.run(downloader, link)
    return caught.value.reason


def test_a_zip(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG)
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP
    assert getting.progress[-1] == Fetched(len(ZIP), len(ZIP))
    assert getting.found == [Source(LINK, '"1"', "party.zip")]
    assert [(one.host, one.range) for one in web.requests] == [("files.example", None)]


def test_a_connection_that_breaks_is_gone_on_with(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[200_000, 0, 150_000])
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP
    assert [one.range for one in web.requests] == [
        None,
        "bytes=200000-",
        "bytes=200000-",
        "bytes=350000-",
    ]


def test_without_a_validator_the_size_must_be_the_same(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, breaks=[200_000])
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP
    assert [one.range for one in web.requests] == [None, "bytes=200000-"]


def test_another_version_is_begun_anew(web: Web, getting: Getting) -> None:
    other = Page(b"PK\x03\x04" + b"other" * 100_000, headers={"ETag": '"2"'})
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[200_000])
    web.then["/party.zip"] = other
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == other.body
    assert getting.found[-1].validator == '"2"'
    assert [one.range for one in web.requests] == [None, "bytes=200000-"]


def test_a_server_that_knows_no_ranges(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[200_000], ranges=False)
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP


def test_a_server_that_sends_small_parts(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[200_000], most=150_000)
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP
    assert [one.range for one in web.requests[1:]] == [f"bytes={200_000 + 150_000 * i}-" for i in range(3)]


def test_a_connection_that_breaks_for_ever(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[200_000, *[0] * 100])
    assert refused(getting, web.downloader(), LINK) == "broken_off"
    assert len(web.requests) == 1 + download.RETRIES


def test_a_stopped_download_goes_on_after_a_restart(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG)
    assert not getting.run(web.downloader(), LINK, stop_after=100_000)
    begun = getting.path.stat().st_size
    assert 100_000 <= begun < len(ZIP)
    assert getting.run(web.downloader(), getting.found[-1])
    assert getting.path.read_bytes() == ZIP
    assert web.requests[-1].range == f"bytes={begun}-"


NINES = "9" * 5000  # more digits than int() takes
JUNK = ("٣", "²", "\xff\xfe", "Ảnh.zip", NINES, "x" * 60_000, "%00%zz", "[::")


def as_sent(text: str) -> str:
    """In UTF-8: the server writes headers in Latin-1."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
@pytest.mark.parametrize("junk", JUNK[:4] + JUNK[5:6])
def test_a_validator_that_cannot_be_sent_back_is_none(
    web: Web, getting: Getting, validator: str, junk: str
) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers={validator: as_sent(junk)}, breaks=[200_000])
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP
    assert {source.validator for source in getting.found} == {None}


@pytest.mark.parametrize(
    "part",
    [
        *(f"bytes {place}" for place in (f"{NINES}-{NINES}/{NINES}", f"200000-600003/{NINES}", f"*/{NINES}")),
        *("bytes ٢٠٠٠٠٠-٦٠٠٠٠٣/٦٠٠٠٠٤", "bytes 200000-600003/٣", "bytes -1--1/-1", *JUNK),
        *("bytes 200000-600003/1", "bytes 200000-100000/200000"),  # less than there is already
    ],
)
def test_a_part_that_is_none_is_not_taken(web: Web, getting: Getting, part: str) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[200_000, 200_000], part=as_sent(part))
    assert getting.run(web.downloader(), LINK)
    assert getting.path.read_bytes() == ZIP
    assert {one.total for one in getting.progress} == {len(ZIP)}
    getting.path.write_bytes(ZIP + b"more")
    assert getting.run(web.downloader(), Source(LINK, '"1"'))
    assert getting.path.read_bytes() == ZIP


@pytest.mark.parametrize("header", ["Content-Length", "Content-Disposition", "Content-Type", "Set-Cookie"])
@pytest.mark.parametrize("junk", JUNK)
def test_other_headers_that_are_junk(web: Web, getting: Getting, header: str, junk: str) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers={header: as_sent(junk)})
    if header == "Content-Length":  # where a body of such a length ends nobody knows
        assert refused(getting, web.downloader(), LINK) == "unreachable"
    else:
        assert getting.run(web.downloader(), LINK)


@pytest.mark.parametrize(
    "link",
    [
        *(
            r"https:\\x",
            "data:,x",
            "https:",
            "https:///x",
            "https://[::",
            "https://[v1.a]/",
            "//",
            "https://℀.x/",
        ),
        *("https://files.example:99999999/", "https://files.example:٤٤٣/", f"https://files.example:{NINES}/"),
        *("https://a%00b.example/", "https://.example/", f"https://{'a' * 64}.example/", "/" + "x" * 70_000),
        *JUNK,
    ],
)
def test_redirects_to_junk(web: Web, getting: Getting, link: str) -> None:
    web.pages["/party.zip"] = Page(status=302, headers={"Location": as_sent(link)})
    assert refused(getting, web.downloader(), LINK) in {
        *("no_link", "not_https", "not_found", "redirects", "unreachable"),
    }


@pytest.mark.parametrize(
    "page",
    [
        b'<form id="download-form" action="https://[::">',
        b'<form id="download-form" action="https://x:y/">',
        b"<p>&#" + NINES.encode() + b";",
        b"<![junk[ ]]>",
    ],
)
def test_pages_of_google_drive_that_are_somebodys_own(web: Web, getting: Getting, page: bytes) -> None:
    web.pages["/uc"] = Page(page, headers={"Content-Type": "text/html"})
    assert refused(getting, web.downloader(), "https://drive.google.com/open?id=1AbC_d-9") == "page"


def test_a_restart_after_the_last_byte(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG)
    getting.path.write_bytes(ZIP)
    assert getting.run(web.downloader(), Source(LINK, '"1"'))
    assert getting.path.read_bytes() == ZIP
    assert len(web.requests) == 1


def test_a_restart_that_does_not_know_the_version_begins_anew(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP)
    getting.path.write_bytes(b"PK something else")
    assert getting.run(web.downloader(), Source(LINK))
    assert getting.path.read_bytes() == ZIP


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(status=404), "not_found"),
        (Page(status=410), "not_found"),
        (Page(status=401), "login"),
        (Page(status=403), "login"),
        (Page(status=503), "unreachable"),
        (Page(b"<html>Please log in</html>", headers={"Content-Type": "text/html; charset=utf-8"}), "page"),
        (Page(b"%PDF-1.7 and more"), "not_a_zip"),
        (Page(b""), "not_a_zip"),
        (Page(ZIP), "too_large"),
        (Page(ZIP, headers={"Content-Length": ""}), "too_large"),  # it does not say how large
    ],
)
def test_what_is_no_zip_to_fetch(web: Web, getting: Getting, page: Page, reason: str) -> None:
    web.pages["/party.zip"] = page
    assert refused(getting, web.downloader(limit=500_000), LINK) == reason
    assert not getting.path.exists() or getting.path.stat().st_size <= 500_000


def test_a_disk_without_room(web: Web, getting: Getting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "SPARE_BYTES", 1 << 62)
    web.pages["/party.zip"] = Page(ZIP)
    assert refused(getting, web.downloader(), LINK) == "no_space"


@pytest.mark.parametrize("length", [{}, {"Content-Length": ""}], ids=["told", "untold"])
def test_a_disk_that_others_fill_meanwhile(
    web: Web, getting: Getting, monkeypatch: pytest.MonkeyPatch, length: dict[str, str]
) -> None:
    """Here what has to stay free grows once the first bytes have come."""
    monkeypatch.setattr(download, "LOOK_BYTES", 100_000)
    monkeypatch.setattr(download, "SPARE_BYTES", 0)
    web.pages["/party.zip"] = Page(ZIP, headers=TAG | length)

    def fill(_: Fetched) -> None:
        monkeypatch.setattr(download, "SPARE_BYTES", 1 << 62)

    with pytest.raises(DownloadError, match="no_space"):
        web.downloader().fetch(Source(LINK), getting.path, getting.found.append, fill, lambda: False)
    assert 0 < getting.path.stat().st_size < len(ZIP) / 2


def test_nobody_listens(web: Web, getting: Getting) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        address = taken.getsockname()
        web.elsewhere["gone.example"] = [address]
        downloader = Downloader(1, allowed={address}, resolve=web.resolve, certificates=web.certificates)
        assert refused(getting, downloader, "https://gone.example/a.zip") == "unreachable"


def test_a_name_that_there_is_not(web: Web, getting: Getting) -> None:
    assert refused(getting, web.downloader(), "https://no-such-name.invalid/a.zip") == "unreachable"


def test_a_server_that_is_not_who_it_says(web: Web, getting: Getting) -> None:
    web.elsewhere["stranger.example"] = [web.address]
    web.pages["/party.zip"] = Page(ZIP)
    assert refused(getting, web.downloader(), "https://stranger.example/party.zip") == "unreachable"
    assert web.requests == []


def test_a_second_address_is_tried_where_the_first_is_dead(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP)
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        dead = taken.getsockname()
        web.elsewhere["files.example"] = [dead, web.address]
        downloader = Downloader(
            10**9, allowed={dead, web.address}, resolve=web.resolve, certificates=web.certificates
        )
        assert getting.run(downloader, LINK)


PRIVATE = (
    *("https://127.0.0.1/a.zip", "https://10.1.2.3/a.zip", "https://169.254.169.254/latest/meta-data"),
    *("https://192.168.1.1/a.zip", "https://172.16.0.1/a.zip", "https://100.64.0.1/", "https://0.0.0.0/"),
    *("https://[::1]/a.zip", "https://[fc00::1]/a.zip", "https://[fe80::1]/", "https://[::]/"),
    *("https://[::ffff:127.0.0.1]/a.zip", "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/"),
    *("https://[2002:7f00:1::]/", "https://2130706433/a.zip", "https://0x7f000001/", "https://127.1/"),
    *("https://017700000001/", "https://localhost/a.zip"),
)


@pytest.mark.parametrize("link", PRIVATE)
def test_private_addresses_are_refused(getting: Getting, link: str) -> None:
    assert refused(getting, Downloader(10**9), link) == "private"
    assert not getting.path.exists()


@pytest.mark.parametrize("link", PRIVATE)
def test_redirects_to_private_addresses_are_refused(web: Web, getting: Getting, link: str) -> None:
    web.pages["/party.zip"] = Page(status=302, headers={"Location": link})
    assert refused(getting, web.downloader(), LINK) == "private"


@pytest.mark.parametrize("link", ["https://xn--/", "https://xn--a/", "https://\ud800/a.zip"])
def test_names_of_hosts_that_are_none(web: Web, getting: Getting, link: str) -> None:
    assert refused(getting, Downloader(10**9), link) == "no_link"
    if link.isascii():
        web.pages["/party.zip"] = Page(status=302, headers={"Location": link})
        assert refused(getting, web.downloader(), LINK) == "no_link"


def test_octal_parts_are_no_address(getting: Getting) -> None:
    assert refused(getting, Downloader(10**9), "https://0177.0.0.1/a.zip") == "no_link"


def test_the_test_server_itself_is_refused_without_the_rule(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP)
    for link in (LINK, f"https://{HOST}:{web.address[1]}/party.zip"):
        plain = Downloader(10**9, resolve=web.resolve, certificates=web.certificates)
        assert refused(getting, plain, link) == "private"
    other = Downloader(10**9, allowed={(HOST, 1)}, resolve=web.resolve, certificates=web.certificates)
    assert refused(getting, other, LINK) == "private"
    assert web.requests == []


def test_one_private_address_among_public_ones_is_one_too_many(web: Web, getting: Getting) -> None:
    web.elsewhere["mixed.example"] = [("8.8.8.8", 443), ("10.0.0.1", 443)]
    assert refused(getting, web.downloader(), "https://mixed.example/a.zip") == "private"


def test_a_name_that_changes_its_address_gains_nothing(web: Web, getting: Getting) -> None:
    """The first answer is what is connected to; the next connection looks at the next answer."""
    web.pages["/party.zip"] = Page(ZIP, breaks=[100_000], headers=TAG)
    answers = [[web.address], [(HOST, 443)]]
    downloader = Downloader(
        10**9,
        allowed={web.address},
        resolve=lambda _host, _port: answers.pop(0),
        certificates=web.certificates,
    )
    assert refused(getting, downloader, LINK) == "private"
    assert answers == []
    assert len(web.requests) == 1


def test_other_ports_are_refused(web: Web, getting: Getting) -> None:
    web.elsewhere["public.example"] = [("8.8.8.8", 8443)]
    assert refused(getting, web.downloader(), "https://public.example:8443/a.zip") == "port"


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://files.example/party.zip", "not_https"),
        ("ftp://files.example/party.zip", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("https://me:" + "secret@files.example/", "no_link"),
    ],
)
def test_links_and_redirects_that_are_none_of_https(
    web: Web, getting: Getting, link: str, reason: str
) -> None:
    assert refused(getting, web.downloader(), link) == reason
    web.pages["/party.zip"] = Page(status=302, headers={"Location": link})
    assert refused(getting, web.downloader(), LINK) == reason


@pytest.mark.parametrize(
    "link", ["https://", "https:///party.zip", "https://files.example:x/", "https://[::"]
)
def test_links_that_are_none(getting: Getting, link: str) -> None:
    assert refused(getting, Downloader(1), link) == "no_link"


def test_redirects(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP)
    for hop in range(download.REDIRECTS):
        after = "/party.zip" if hop == 0 else f"https://other.example/{hop - 1}"
        web.pages[f"/{hop}"] = Page(status=302, headers={"Location": after})
    assert getting.run(web.downloader(), f"https://files.example/{download.REDIRECTS - 1}")
    assert len(web.requests) == download.REDIRECTS + 1
    web.pages["/more"] = Page(status=302, headers={"Location": f"/{download.REDIRECTS - 1}"})
    assert refused(getting, web.downloader(), "https://files.example/more") == "redirects"


CONFIRM = b"""<html><body><form id="download-form" action="https://drive.usercontent.google.com/download"
method="get"><input type="submit" id="uc-download-link" value="Download anyway"/><input type="hidden"
name="id" value="1AbC_d-9"><input type="hidden" name="export" value="download"><input type="hidden"
name="confirm" value="t"><input type="hidden" name="uuid" value="5f0e"></form></body></html>"""


def test_google_drive_and_its_question(web: Web, getting: Getting) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    there = "https://drive.usercontent.google.com/download?id=1AbC_d-9&export=download"
    named = TAG | {"Content-Disposition": "attachment; filename=\"party.zip\"; filename*=UTF-8''party.zip"}
    web.pages["/uc"] = Page(status=303, headers={"Location": there})
    web.pages["/download"] = Page(CONFIRM, headers=html)
    web.pages["/download?id=1AbC_d-9&export=download&confirm=t&uuid=5f0e"] = Page(ZIP, headers=named)
    assert getting.run(web.downloader(), "https://drive.google.com/file/d/1AbC_d-9/view?usp=sharing")
    assert getting.path.read_bytes() == ZIP
    assert getting.found[-1].name == "party.zip"
    assert web.requests[0].path == "/uc?export=download&id=1AbC_d-9"
    web.pages["/download"] = Page(b"<html>Sign in</html>", headers=html)
    assert refused(getting, web.downloader(), "https://drive.google.com/open?id=1AbC_d-9") == "page"


def test_dropbox(web: Web, getting: Getting) -> None:
    web.pages["/scl/fi/abc/party.zip?rlkey=xyz&dl=1"] = Page(ZIP)
    assert getting.run(web.downloader(), "https://www.dropbox.com/scl/fi/abc/party.zip?rlkey=xyz&dl=0")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://drive.google.com/open?id=a_B", "https://drive.google.com/uc?export=download&id=a_B"),
        (
            "https://drive.google.com/file/u/1/d/a_B/view?resourcekey=0-k",
            "https://drive.google.com/uc?export=download&id=a_B&resourcekey=0-k",
        ),
        ("https://docs.google.com/uc?id=a_B", "https://drive.google.com/uc?export=download&id=a_B"),
        ("https://drive.google.com/drive/folders/a_B", "https://drive.google.com/drive/folders/a_B"),
        ("https://dropbox.com/s/x/a.zip", "https://dropbox.com/s/x/a.zip?dl=1"),
        ("https://files.example/file/d/a_B/view?dl=0", "https://files.example/file/d/a_B/view?dl=0"),
    ],
)
def test_pages_that_show_a_file(link: str, expected: str) -> None:
    assert str(direct(httpx.URL(link))) == expected


@pytest.mark.parametrize(
    ("link", "disposition", "name"),
    [
        ("https://a.example/x/Anna%20%26%20Ben.zip?dl=1", "", "Anna & Ben.zip"),
        ("https://a.example/uc", "", "a.example"),
        ("https://a.example/uc", 'attachment; filename="a b.zip"', "a b.zip"),
        ("https://a.example/uc", "attachment; filename*=UTF-8''%E1%BA%A2nh.zip", "Ảnh.zip"),
        ("https://a.example/uc", 'attachment; filename="../../etc/x.zip"', "x.zip"),
    ],
)
def test_names(link: str, disposition: str, name: str) -> None:
    assert shown_name(httpx.URL(link), disposition) == name


def test_public_addresses() -> None:
    for address in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"):
        assert is_public(address)


def test_proxies_of_the_environment_are_not_asked(
    web: Web, getting: Getting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "HTTPS_PROXY", "http://127.0.0.1:9")
    web.pages["/party.zip"] = Page(ZIP)
    assert getting.run(web.downloader(), LINK)


def test_a_header_without_end_is_cut_off(web: Web, getting: Getting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "ANSWER_SECONDS", 0.3)
    web.pages["/party.zip"] = Page(trickle=0.02)
    began = time.monotonic()
    assert refused(getting, web.downloader(), LINK) == "unreachable"
    assert 0.6 < time.monotonic() - began < 10
    web.pages["/party.zip"] = Page(ZIP, chunk=100_000, pause=lambda: time.sleep(0.1))  # the body has its time
    assert getting.run(web.downloader(), LINK)


def test_a_body_without_end_is_given_up(web: Web, getting: Getting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "LONGEST_SECONDS", 0.3)
    web.pages["/party.zip"] = Page(ZIP, chunk=1000, pause=lambda: time.sleep(0.02))
    assert refused(getting, web.downloader(), LINK) == "broken_off"
    assert len(web.requests) == 1


def test_a_server_that_is_too_slow_is_given_up(
    web: Web, getting: Getting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.intake.pace.SLOW_SECONDS", 0.5)
    web.pages["/party.zip"] = Page(ZIP, chunk=100, pause=lambda: time.sleep(0.05))
    assert refused(getting, web.downloader(), LINK) == "too_slow"
    assert len(web.requests) == 1
    web.pages["/party.zip"] = Page(ZIP, chunk=50_000, pause=lambda: time.sleep(0.1))
    assert getting.run(web.downloader(), LINK)


def test_a_server_that_breaks_off_after_each_byte_is_given_up(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, breaks=[1] * 100)
    assert refused(getting, web.downloader(), LINK) == "broken_off"
    assert len(web.requests) == 1 + download.RETRIES


def test_a_kill_costs_what_was_not_written(web: Web, tmp_path: Path) -> None:
    web.pages["/party.zip"] = Page(ZIP, headers=TAG, chunk=50_000, pause=lambda: time.sleep(0.1))
    store = Store(tmp_path / "data")
    store.chats.ensure(1)
    job = store.imports.begin(1, "party.zip", "en", url=LINK)
    path = store.files(1).arriving(job.id)
    store.close()
    program = [sys.executable, "-m", "tests.downloading_process", str(tmp_path / "data")]
    program += [str(web.address[1]), str(tmp_path / "server.pem")]
    with subprocess.Popen(program, cwd=Path(__file__).parent.parent) as process:
        while not path.exists() or path.stat().st_size < 100_000:
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    begun = path.stat().st_size
    assert begun < len(ZIP)
    subprocess.run(program, cwd=Path(__file__).parent.parent, check=True)
    assert path.read_bytes() == ZIP
    assert [one.range for one in web.requests] == [None, f"bytes={begun}-"]


def test_a_stop_is_heard_while_a_server_is_slow(web: Web, getting: Getting) -> None:
    web.pages["/party.zip"] = Page(ZIP, chunk=50_000, pause=lambda: threading.Event().wait(0.05))
    assert not getting.run(web.downloader(), LINK, stop_after=100_000)
    assert getting.path.stat().st_size < len(ZIP)
