"""/healthz and /metrics, for this machine alone.

They are served by threads, not by the loop: so they can tell that the loop does not answer.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from bot.ports import naming_port

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
ANSWER_SECONDS = 5.0
POLL_SECONDS = 0.1  # in which it notices that it is to stop


class Health:
    """What answers. To be asked by threads."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        database: Callable[[], object],
        workers: Callable[[float], bool],
    ) -> None:
        """`workers` is given the seconds that it may take to say whether they answer."""
        self._loop = loop
        self._database = database
        self._workers = workers
        self._threads = ThreadPoolExecutor(2, "health")

    def troubles(self) -> list[str]:
        """What does not answer; none as a rule."""
        checks = {
            "loop": self._loop_answers,
            "database": self._database_answers,
            "workers": self._workers_answer,
        }
        return [name for name, is_fine in checks.items() if not is_fine()]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _loop_answers(self) -> bool:
        asked = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop)
        try:
            asked.result(ANSWER_SECONDS)
        except FutureTimeoutError:
            asked.cancel()
            return False
        return True

    def _database_answers(self) -> bool:
        asked = self._threads.submit(self._database)
        try:
            asked.result(ANSWER_SECONDS)
        except FutureTimeoutError:
            asked.cancel()
            return False
        except Exception:
            logger.exception("The database does not answer")
            return False
        return True

    def _workers_answer(self) -> bool:
        return self._workers(ANSWER_SECONDS)


@contextmanager
def monitoring(port: int, registry: CollectorRegistry, health: Health) -> Iterator[None]:
    """Serve both for as long as the context lasts. Raises PortTakenError."""
    with naming_port("METRICS_PORT", port):
        server = _Server((HOST, port), _Handler)
    server.registry, server.health = registry, health
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name="monitor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        health.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    registry: CollectorRegistry
    health: Health


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        if self.path == "/healthz":
            troubles = self.server.health.troubles()
            status = HTTPStatus.SERVICE_UNAVAILABLE if troubles else HTTPStatus.OK
            self._answer(status, "text/plain", (" ".join(troubles) or "ok").encode())
        elif self.path == "/metrics":
            self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self.server.registry))
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"/healthz or /metrics")

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Somebody asks every few seconds: that is no news."""
