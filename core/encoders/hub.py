"""Models of the Hugging Face hub: fetched into its cache on this machine, and whole there or not."""

import errno
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

import huggingface_hub
from huggingface_hub import errors
from huggingface_hub.file_download import repo_folder_name
from huggingface_hub.utils.tqdm import tqdm

from core.errors import WeightsMissingError

OnProgress: TypeAlias = Callable[[int, int], None]
"""Is told bytes that are done, and bytes in all: of those files that are not there yet."""

STALE_SECONDS = 3600
"""Nobody writes any more to a part of a file that has not grown for so long."""

_GIT_DIGITS, _SHA256_DIGITS = 40, 64

_NONE_SUCH = (
    *(errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.RemoteEntryNotFoundError),
    errors.HFValidationError,
)
_WHY = {
    "not_found": "the hub has no such model",
    "no_space": "the disk is full",
    "broken_off": "the connection broke off",
    "unreachable": "the hub cannot be reached",
}


def nobody(done: int, total: int) -> None:
    """Is told of progress, and does nothing."""


def download(
    model_name: str, files: Sequence[str], *, again: bool = False, on_progress: OnProgress = nobody
) -> None:
    """Download those `files` of a model that are missing or damaged, or all of them `again`.

    Raises WeightsMissingError.
    """
    counter = _Counter(on_progress)
    fetch = partial(
        huggingface_hub.snapshot_download,
        model_name,
        allow_patterns=list(files),
        force_download=again,
        tqdm_class=partial(_Bar, counter),
    )
    try:
        _sweep(model_name)
        listed: Any = fetch(dry_run=True)
        counter.total = sum(file.file_size or 0 for file in listed if file.will_download)
        counter.reach(0)
        fetch()
    except Exception as error:  # network, proxy, disk, a name that is none: each library has its own tree
        reason = _reason(error, begun=counter.done > 0)
        line = str(error.__cause__ or error).strip().partition("\n")[0]
        raise WeightsMissingError(
            f"The weights of {model_name} could not be fetched: {_WHY[reason]} ({line})", reason
        ) from error


def cached(model_name: str, files: Sequence[str]) -> Path:
    """The folder in the cache with all `files` of a model, asking no network. Raises WeightsMissingError."""
    try:
        snapshot = Path(
            huggingface_hub.snapshot_download(model_name, allow_patterns=list(files), local_files_only=True)
        )
    except errors.IncompleteSnapshotError as error:
        snapshot = Path(str(error.snapshot_path))
    except Exception as error:
        raise WeightsMissingError(
            f"The weights of {model_name} are not in the cache.", "unreachable"
        ) from error
    for name in files:
        if not (snapshot / name).is_file():
            raise WeightsMissingError(
                f"The weights of {model_name} are half there: {name} is missing.", "not_found"
            )
        if _is_damaged((snapshot / name).resolve()):
            raise WeightsMissingError(f"The weights of {model_name} are damaged: {name} is not as published.")
    return snapshot


def _sweep(model_name: str) -> None:
    """Remove what the hub's client would take for whole, or leave for ever: damaged files, and parts."""
    repository = repo_folder_name(repo_id=model_name, repo_type="model")
    for blob in Path(huggingface_hub.constants.HF_HUB_CACHE, repository, "blobs").glob("*"):
        with suppress(OSError):  # another process may be at it, too
            if _is_left_over(blob) if blob.suffix == ".incomplete" else _is_damaged(blob):
                blob.unlink()


def _is_left_over(part: Path) -> bool:
    return time.time() - part.stat().st_mtime > STALE_SECONDS


def _is_damaged(blob: Path) -> bool:
    """Whether a file belies its name: the cache calls large ones by their sha256, small ones by git's id."""
    if len(blob.name) == _SHA256_DIGITS:
        with blob.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() != blob.name
    if len(blob.name) == _GIT_DIGITS:
        content = blob.read_bytes()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() != blob.name  # noqa: S324
    return False


def _reason(error: BaseException, *, begun: bool) -> str:
    chain = list(_chain(error))
    if any(isinstance(one, _NONE_SUCH) for one in chain):
        return "not_found"
    if any(isinstance(one, OSError) and one.errno == errno.ENOSPC for one in chain):
        return "no_space"
    return "broken_off" if begun else "unreachable"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class _Counter:
    """How many bytes the threads of one download have got."""

    def __init__(self, on_progress: OnProgress) -> None:
        self.done = 0
        self.total = 0
        self.lock = Lock()
        self._on_progress = on_progress

    def reach(self, count: int) -> None:
        self.done = max(self.done, min(count, self.total))
        self._on_progress(self.done, self.total)


class _Bar(tqdm):
    """One of the client's progress bars: shows nothing, and counts bytes.

    The client makes several: of files, of bytes that come in, of bytes that are written. The last two tell
    the same, or one of them is still.
    """

    def __init__(self, counter: _Counter, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "disable": True})  # type: ignore[no-untyped-call]
        self._counter = counter
        self._is_counted = options.get("unit") == "B"

    def update(self, n: float | None = 1) -> None:
        if self._is_counted:
            with self._counter.lock:
                self.n += int(n or 0)
                self._counter.reach(self.n)
