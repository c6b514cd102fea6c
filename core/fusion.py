"""One order out of several."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

_CONSTANT = 60


def fuse(*rankings: Iterable[Item]) -> list[Item]:
    """Merge rankings, best first, by reciprocal rank: an item's score is the sum of 1 / (60 + its rank).

    Ranks count from 1; an item that a ranking lacks gets nothing from it; ties keep the order of appearance.
    Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods", where 60 was found to serve.
    """
    scores: defaultdict[Item, float] = defaultdict(float)
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] += 1 / (_CONSTANT + rank)
    return sorted(scores, key=lambda item: -scores[item])
