"""A Hugging Face hub of one model, as far as `snapshot_download` needs one, with its troubles."""

import hashlib
import json
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import pytest

COMMIT = hashlib.sha1(b"the test hub").hexdigest()
SMALL = 4096  # bytes: larger files are called by their sha256
PIECES = 20  # in which a slow file comes
RESET = struct.pack("ii", 1, 0)  # closing a socket with this tells the other side that it broke

Trouble = Literal["breaks once", "breaks", "wrong", "404", "slow"]


class Hub:
    """Its files, what is wrong with which of them, and what it was asked."""

    def __init__(self, model: str, files: Mapping[str, bytes]) -> None:
        self.model = model
        self.files = dict(files)
        self.troubles: dict[str, Trouble] = {}
        self.asked: list[str] = []  # files that somebody has begun to download
        self.seconds = 0.05  # between two pieces of a slow file
        self.address = ""

    def entry(self, name: str) -> dict[str, object]:
        content = self.files[name]
        entry: dict[str, object] = {
            "type": "file",
            "path": name,
            "size": len(content),
            "oid": git_id(content),
        }
        if len(content) > SMALL:
            sha256 = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"oid": sha256, "size": len(content), "pointerSize": 130}
        return entry


def git_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfHub", (Handler,), {"hub": hub}))
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def use_hub(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process and those that it starts ask the hub at this address."""
    monkeypatch.setenv("HF_ENDPOINT", address)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)


class Handler(BaseHTTPRequestHandler):
    """Asks `hub` what to answer: `serving` makes a class for each."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._file(self._begin_file)

    def do_GET(self) -> None:
        if self.path.startswith(f"/api/models/{self.hub.model}/tree/{COMMIT}"):
            self._json([self.hub.entry(name) for name in self.hub.files])
        elif self.path.startswith(f"/api/models/{self.hub.model}/revision/"):
            self._json({"id": self.hub.model, "sha": COMMIT, "siblings": []})
        else:
            self._file(self._send_file)

    def _file(self, answer: Callable[[str], None]) -> None:
        name = self.path.removeprefix(f"/{self.hub.model}/resolve/{COMMIT}/")
        if name not in self.hub.files:
            self._refuse("RepoNotFound")
        elif self.hub.troubles.get(name) == "404":
            self._refuse("EntryNotFound")
        else:
            answer(name)

    def _refuse(self, code: str) -> None:
        self.send_response(HTTPStatus.NOT_FOUND)
        self._end({"X-Error-Code": code, "Content-Length": "0"})

    def _json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(HTTPStatus.OK)
        self._end({"Content-Type": "application/json", "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _begin_file(self, name: str, start: int = 0) -> None:
        content, entry = self.hub.files[name], self.hub.entry(name)
        lfs = entry.get("lfs")
        etag = lfs["oid"] if isinstance(lfs, dict) else entry["oid"]
        self.send_response(HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK)
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{etag}"', "X-Linked-Size": str(len(content))}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._end(headers | {"Content-Length": str(len(content) - start)})

    def _end(self, headers: dict[str, str]) -> None:
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()

    def _send_file(self, name: str) -> None:
        self.hub.asked.append(name)
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        content, trouble = self.hub.files[name][start:], self.hub.troubles.get(name)
        self._begin_file(name, start)
        if trouble == "breaks once":
            del self.hub.troubles[name]
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif trouble == "breaks":
            self.wfile.write(content[: len(content) // 2])
            self._break()
        elif trouble == "wrong":
            self.wfile.write(bytes(byte ^ 1 for byte in content))
        else:
            self._send(content, self.hub.seconds if trouble == "slow" else 0)

    def _send(self, content: bytes, seconds: float) -> None:
        size = -(-len(content) // (PIECES if seconds else 1))
        for start in range(0, len(content), max(size, 1)):
            self.wfile.write(content[start : start + size])
            time.sleep(seconds)

    def _break(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()
        self.close_connection = True


def environment(address: str, hf_cache: os.PathLike[str], **more: str) -> dict[str, str]:
    """For a process of its own that is to ask the hub at this address."""
    return {**os.environ, "HF_ENDPOINT": address, "HF_HUB_CACHE": str(hf_cache), **more}
