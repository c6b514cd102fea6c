"""What a description search answers with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class DescriptionScores:
    """How well each photo of a gallery fits a description.

    `scores`: (n,) float32, for people and for levels; row i for row i of the vectors that were searched.
    UForm: cosine × 100. Basic search: the estimated chance, in per cent, that the photo fits.
    `unknown`: words of the description that the model does not understand, in lower case.
    `unbent`: (n,) float32, what `scores` were made of, where they are more than multiples of a cosine: in the
    same order, and 0 where there is nothing of the description in a photo.
    """

    scores: NDArray[np.float32]
    unknown: tuple[str, ...] = ()
    unbent: NDArray[np.float32] | None = None

    @property
    def raw(self) -> NDArray[np.float32]:
        """(n,) float32: what to tell by what stands out; `scores` are flat in places."""
        return self.scores if self.unbent is None else self.unbent
