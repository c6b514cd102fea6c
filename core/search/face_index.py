"""All face embeddings of one gallery, in memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.types import Vectors


@dataclass(frozen=True, slots=True)
class PhotoScores:
    """One score a photo, best first."""

    photo_ids: NDArray[np.int64]  # (n,)
    scores: NDArray[np.float32]  # (n,)


class FaceIndex:
    """Ranks a gallery's photos by how alike their faces are to those of a query.

    `vectors` is (faces, dimensions) with L2 norm 1; `photo_ids` says in which photo each face is.
    """

    def __init__(self, vectors: Vectors, photo_ids: list[int]) -> None:
        self._vectors = vectors
        self._photos, self._photo_of_face = np.unique(np.array(photo_ids, np.int64), return_inverse=True)

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, queries: Vectors) -> PhotoScores:
        """Rank all photos by their best face for any of the queries, (people, dimensions) with L2 norm 1.

        A score is the cosine of the two faces. All faces against all queries is one matrix product.
        """
        if not len(self):
            return PhotoScores(np.zeros(0, np.int64), np.zeros(0, np.float32))
        best_of_face = (self._vectors @ queries.T).max(axis=1)
        best = np.full(len(self._photos), -1, np.float32)
        np.maximum.at(best, self._photo_of_face, best_of_face)
        order = np.argsort(-best, kind="stable")
        return PhotoScores(self._photos[order], best[order])
