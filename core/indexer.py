"""The pipeline from bytes to vectors, on all cores."""

import logging
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import TypeAlias, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool

from core import worker_process
from core.encoders.face_model import FaceModelNames
from core.errors import PhotoFinderError, UnreadablePhotoError
from core.turns import Turns
from core.types import EncodedPhoto, Vector, Vectors

logger = logging.getLogger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")

Outcome: TypeAlias = EncodedPhoto | UnreadablePhotoError | None
"""What became of a photo; None for one that was not wanted."""

_Pending: TypeAlias = ProcessFuture[EncodedPhoto] | UnreadablePhotoError | None

MEMORY = 3_000_000_000
"""Bytes for a worker's models and the photo in hand: 200 megapixels with transparency take 800 MB."""

LOADING_SECONDS = 60.0
"""What a worker may take to load a model beside its work: half a gigabyte, from a slow disk."""

AHEAD = 3
"""Photos for each worker that imports may have in memory, those included that wait for the ones before them.

Photos come back in order, and one with twenty faces takes five times as long as one with none. Simulated
with such a mix, and one photo more than there are workers, two of those are idle for a tenth of the time, and
eight for half of it; with these, for a hundredth and a seventh.
"""


class Indexer:
    """Worker processes that decode photos and run the models.

    One photo is one task: a codec that crashes or hangs takes a worker and that photo with it, no more.
    """

    def __init__(  # noqa: PLR0913
        self,
        workers: int,
        models: FaceModelNames | None = None,
        *,
        max_pixels: int = 200_000_000,
        seconds: float = 60.0,
        memory: int | None = MEMORY,
        on_death: Callable[[], object] = lambda: None,
    ) -> None:
        """`models` are those of calls that name none.

        `seconds`, and `memory` in bytes (None: unlimited), are what one photo may take. `on_death` is called,
        by any thread, for every worker that has crashed or hung, and was replaced.
        """
        self._models = models or FaceModelNames()
        self._max_pixels = max_pixels
        self._seconds = seconds
        self._memory = memory
        self._on_death = on_death
        CONSTS.term_timeout = 0  # SIGKILL at once: workers ignore SIGTERM
        self._workers = workers
        self._pool = self._new_pool()
        self._pool_lock = threading.Lock()
        self._closed = False
        self._turns = Turns(workers * AHEAD)
        # One photo waits for every two workers, so that none has to; a search waits behind no more.
        self._queue = Turns(workers + -(-workers // 2))
        # Of descriptions no more are in it: those of hundreds of chats would keep an import waiting.
        self._describing = Turns(workers)
        self._imports = 0  # that are going on
        self._imports_lock = threading.Lock()

    def close(self) -> None:
        with self._pool_lock:
            self._closed = True
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def ping(self) -> ProcessFuture[None]:
        """Done once a worker has answered."""
        return self._schedule(worker_process.ping)

    def face_identity(self, models: FaceModelNames | None = None) -> str:
        """Load face models. Raises UnknownModelError or WeightsMissingError."""
        return self._schedule(worker_process.face_identity, models or self._models).result()

    def encode(self, data: bytes, models: FaceModelNames | None = None) -> EncodedPhoto:
        """Encode the photo of a search: it goes ahead of all imports. Raises UnreadablePhotoError."""
        return _result(lambda: self._schedule_photo(data, models))

    def encode_all(
        self,
        items: Iterable[Item],
        read: Callable[[Item], bytes | None],
        models: FaceModelNames | None = None,
    ) -> Iterator[tuple[Item, bytes, Outcome]]:
        """Encode the photos of an import, in order, a few at a time.

        `read` gives a photo's bytes, None for one that is not wanted, or raises UnreadablePhotoError.
        Imports of several chats take turns. A photo has its turn from before it is read until it is given
        back, so that of however many imports no more than workers * AHEAD are in memory, beside those that
        the imports have in hand. An import that has its share of them, or finds no turn free, gives back what
        it has before it waits for one: nobody keeps a turn and waits for another. (A place in the queue,
        which a photo has until it is encoded, may be waited for: it comes free whatever the imports do.)
        """
        window: deque[tuple[Item, bytes, _Pending]] = deque()
        self._count_imports(1)
        try:
            for item in items:
                while window and not (len(window) < self._share() and self._turns.acquire(wait=False)):
                    yield self._finished(*window.popleft(), models)
                if not window:
                    self._turns.acquire()
                window.append((item, *self._begin(item, read, models)))
            while window:
                yield self._finished(*window.popleft(), models)
        finally:
            self._count_imports(-1)
            for _, _, pending in window:
                # Not cancelled: Pebble kills the worker for that, which may be at a search by then.
                if isinstance(pending, ProcessFuture):
                    pending.add_done_callback(lambda _: self._turns.release())

    def text_identity(self, model: str) -> str:
        """Load a text model. Raises WeightsMissingError."""
        return self._schedule(worker_process.text_identity, model).result()

    def encode_texts(self, previews: list[bytes], model: str) -> Vectors:
        """(n, dimensions), one row a preview. Raises WeightsMissingError or UnreadablePhotoError."""
        seconds = LOADING_SECONDS + self._seconds * len(previews)
        self._describing.acquire()
        self._queue.acquire()
        try:
            return _result(
                lambda: self._schedule(worker_process.encode_texts, previews, model, timeout=seconds)
            )
        finally:
            self._queue.release()
            self._describing.release()

    def fingerprints(self, previews: list[bytes]) -> list[bytes]:
        """One a preview. Raises UnreadablePhotoError."""
        seconds = self._seconds * len(previews)
        return _result(lambda: self._schedule(worker_process.fingerprints, previews, timeout=seconds))

    def encode_query(self, text: str, model: str) -> Vector:
        """(dimensions,). Raises EmptyQueryError."""
        seconds = LOADING_SECONDS + self._seconds
        return self._schedule(worker_process.encode_query, text, model, timeout=seconds).result()

    def _count_imports(self, change: int) -> None:
        with self._imports_lock:
            self._imports += change

    def _share(self) -> int:
        """Photos that one import may have in memory: with more than others it would overtake them."""
        return max(1, self._workers * AHEAD // max(1, self._imports))

    def _begin(
        self, item: Item, read: Callable[[Item], bytes | None], models: FaceModelNames | None
    ) -> tuple[bytes, _Pending]:
        """Read a photo in a turn that was taken for it; if there is nothing to encode, that is over."""
        data, pending = None, None
        try:
            data = read(item)
            pending = None if data is None else self._queue_photo(data, models)
        except UnreadablePhotoError as error:
            return b"", error
        finally:
            if pending is None:
                self._turns.release()
        return data or b"", pending

    def _queue_photo(self, data: bytes, models: FaceModelNames | None) -> ProcessFuture[EncodedPhoto]:
        self._queue.acquire()
        try:
            pending = self._schedule_photo(data, models)
        except BaseException:
            self._queue.release()
            raise
        pending.add_done_callback(lambda _: self._queue.release())
        return pending

    def _schedule_photo(self, data: bytes, models: FaceModelNames | None) -> ProcessFuture[EncodedPhoto]:
        models = models or self._models
        loading = 0.0 if models == FaceModelNames() else LOADING_SECONDS  # the embedded ones are small
        photo = (data, models, self._max_pixels)
        return self._schedule(worker_process.encode_photo, *photo, timeout=loading + self._seconds)

    def _schedule(
        self, function: Callable[..., Result], *args: object, timeout: float | None = None
    ) -> ProcessFuture[Result]:
        with self._pool_lock:
            if not self._pool.active and not self._closed:
                # The pool gives up when a worker dies that has nothing to do.
                logger.warning("The worker processes have died; starting others")
                self._on_death()
                self._pool.join()
                self._pool = self._new_pool()
            future = self._pool.schedule(function, args, timeout=timeout)
        future.add_done_callback(self._note_death)
        return future

    def _note_death(self, future: Future[Result]) -> None:
        if not future.cancelled() and isinstance(future.exception(), ProcessExpired | FutureTimeoutError):
            self._on_death()

    def _new_pool(self) -> ProcessPool:
        # A fork would copy the locks of this process's threads as they are.
        context = multiprocessing.get_context("spawn")
        return ProcessPool(
            max_workers=self._workers,
            initializer=worker_process.start,
            initargs=(self._memory,),
            context=context,
        )

    def _finished(
        self, item: Item, data: bytes, pending: _Pending, models: FaceModelNames | None
    ) -> tuple[Item, bytes, Outcome]:
        if not isinstance(pending, ProcessFuture):
            return item, data, pending
        try:
            return item, data, _result(lambda: self._schedule_photo(data, models), pending)
        except UnreadablePhotoError as error:
            return item, data, error
        finally:
            self._turns.release()


def _result(begin: Callable[[], ProcessFuture[Result]], begun: ProcessFuture[Result] | None = None) -> Result:
    """What a call gives, begun again if its worker dies before it. Raises UnreadablePhotoError."""
    try:
        return _photo_result(begun or begin())
    except BrokenProcessPool:
        return _photo_result(begin())


def _photo_result(future: ProcessFuture[Result]) -> Result:
    try:
        return future.result()
    except FutureTimeoutError as error:
        raise UnreadablePhotoError("too_slow") from error
    except ProcessExpired as error:
        raise UnreadablePhotoError("crashed") from error
    except (PhotoFinderError, CancelledError, BrokenProcessPool):
        raise
    except Exception as error:  # whatever a codec or a model does, it costs one photo
        logger.exception("A photo could not be encoded")
        raise UnreadablePhotoError("crashed") from error
