"""Links to zips: which can be fetched, and where the file behind a page of Google Drive or Dropbox is."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import httpx

from core.errors import DownloadError

HTTPS_PORT = 443
LONGEST_NAME = 200  # characters that are kept
DRIVE = frozenset({"drive.google.com", "docs.google.com", "drive.usercontent.google.com"})
DROPBOX = frozenset({"dropbox.com", "www.dropbox.com"})
NO_LINK = (httpx.InvalidURL, ValueError)
"""What is raised for addresses that are none; the latter for names of hosts, UnicodeError among others."""
_DRIVE_FILE = re.compile(r"/file/(?:u/\d+/)?d/([\w-]+)")
_FILE_NAME = re.compile(r"""filename\*?=(?:utf-8'[^']*')?"?([^";]+)"?""", re.IGNORECASE)


def read_link(text: str) -> httpx.URL:
    """Raises DownloadError: "no_link" or "not_https"."""
    try:
        url = httpx.URL(text)
        host = url.host  # only now is it looked at
    except NO_LINK as error:
        raise DownloadError("no_link") from error
    if url.scheme != "https":
        raise DownloadError("not_https")
    if not host or url.userinfo:
        raise DownloadError("no_link")
    return url


def next_link(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads. Raises DownloadError."""
    try:
        return read_link(str(url.join(location)))
    except NO_LINK as error:
        raise DownloadError("no_link") from error


def direct(url: httpx.URL) -> httpx.URL:
    """The file itself, where people copy the address of a page that shows it."""
    if url.host in DROPBOX:
        return url.copy_set_param("dl", "1")
    found = _DRIVE_FILE.match(url.path)
    file_id = found[1] if found else url.params.get("id")
    if url.host not in DRIVE or not file_id:
        return url
    asked = {"export": "download", "id": file_id}
    if "resourcekey" in url.params:  # of files that were shared long ago
        asked["resourcekey"] = url.params["resourcekey"]
    return httpx.URL("https://drive.google.com/uc", params=asked)


def confirmed(page: str) -> str | None:
    """Where the button leads by which Google Drive gives a file that it has not looked into for viruses.

    None for other pages. They may be anybody's, for Drive shows what people keep there.
    """
    form = _DownloadForm()
    try:
        form.feed(page)
        return str(httpx.URL(form.action).copy_merge_params(form.fields)) if form.action else None
    except (*NO_LINK, AssertionError):  # by which the parser refuses some declarations
        return None


def shown_name(url: httpx.URL, disposition: str = "") -> str:
    """What a download is called: as its answer says, else by the link's last part, else by its host."""
    if found := _FILE_NAME.search(disposition):
        name = unquote(found[1]).replace("\\", "/").rpartition("/")[2].strip()
        return name[-LONGEST_NAME:] or url.host
    last = unquote(url.path.rpartition("/")[2])
    return last[-LONGEST_NAME:] if "." in last else url.host


class _DownloadForm(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("id") == "download-form":
            self.action = values.get("action", "")
        elif tag == "input" and self.action and values.get("name"):
            self.fields[values["name"]] = values.get("value", "")
