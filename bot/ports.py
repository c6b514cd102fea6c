"""Ports that settings name, and who has them already."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class PortTakenError(Exception):
    """Somebody else listens where a setting says."""

    def __init__(self, setting: str, port: int) -> None:
        super().__init__(f"Port {port} is taken: is the bot running already? {setting} sets another.")


@contextmanager
def naming_port(setting: str, port: int) -> Iterator[None]:
    """Say whose setting it is, if a port cannot be had. Raises PortTakenError, and OSError otherwise."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(setting, port) from error
