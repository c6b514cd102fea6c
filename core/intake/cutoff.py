"""A connection that has not answered in time is cut, however slowly it trickles.

Timeouts of the client are for one byte: a server that sends a header a letter at a time keeps within them.
"""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self


class Cutoff:
    """For as long as the context lasts; `trace` goes into the extensions of its requests."""

    def __init__(self, seconds: float) -> None:
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    def cancel(self) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by the client at each step of a request."""
        if event == "connection.start_tls.complete":
            self._socket = info["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                # As of any socket: that of TLS would pull its state from under whoever reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
