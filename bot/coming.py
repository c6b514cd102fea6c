"""Galleries that photos are coming to, from when they are sent until an import of them is noted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Coming:
    """To search one that is empty finds that its photos are on their way."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def __contains__(self, gallery_id: int) -> bool:
        return gallery_id in self._counts

    @contextmanager
    def to(self, gallery_id: int) -> Iterator[None]:
        self._counts[gallery_id] += 1
        try:
            yield
        finally:
            self._counts[gallery_id] -= 1
            if not self._counts[gallery_id]:
                del self._counts[gallery_id]
