"""One bot at a time in a folder: a second one would take what the first is writing for strays."""

from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import FolderError
from core.store.refusals import telling_refusals

NAME = ".lock"


class FolderLock:
    """Held until it is released, or the process ends in whatever way. The file stays, and says nothing."""

    def __init__(self, folder: Path) -> None:
        """Raises FolderError if another process holds it, and DiskError where nothing can be written."""
        self._lock = FileLock(folder / NAME, timeout=0, thread_local=False)
        try:
            with telling_refusals():
                self._lock.acquire()
        except Timeout as error:
            raise FolderError(
                f"Another bot is at work in {folder.absolute()}. Stop it first, or set another DATA_DIR."
            ) from error

    def release(self) -> None:
        self._lock.release()
