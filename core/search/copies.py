"""Photos that are nearly the same: shown once, the others below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.encoders.fingerprint import BYTES, LIMIT


@dataclass(slots=True)
class Group:
    head: int  # the id of the photo that is shown
    similar: list[int] = field(default_factory=list)  # ids of those that are not


def grouped(photo_ids: Sequence[int], fingerprints: Mapping[int, bytes], most: int) -> list[Group]:
    """The first `most` photos that are no copies of those before them, each with all its copies, in order.

    A photo is below the head that it is nearest to, if it is near enough: copies of copies make no chain.
    Photos without a fingerprint have no copies.
    """
    groups: list[Group] = []
    heads = np.zeros((most, BYTES), np.uint8)
    for photo_id in photo_ids:
        print_ = fingerprints.get(photo_id)
        near = _nearest(heads[: len(groups)], print_) if print_ else None
        if near is not None:
            groups[near].similar.append(photo_id)
        elif len(groups) < most:
            if print_:
                heads[len(groups)] = np.frombuffer(print_, np.uint8)
            groups.append(Group(photo_id))
    return groups


def _nearest(heads: NDArray[np.uint8], fingerprint: bytes) -> int | None:
    """Zeros stand for a head without a fingerprint: half of a photo's own bits are set, more than LIMIT."""
    if not len(heads):
        return None
    differing = np.bitwise_count(heads ^ np.frombuffer(fingerprint, np.uint8)).sum(axis=1)
    nearest = int(differing.argmin())
    return nearest if differing[nearest] <= LIMIT else None
