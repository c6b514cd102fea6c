"""How far photos stand out of a gallery."""

import numpy as np
import pytest

from core.search.standing import standing


def test_it_is_what_cantelli_promises() -> None:
    values = np.random.default_rng(0).standard_t(3, 2000).astype(np.float32)
    for value, share in zip(values, standing(values), strict=True):
        assert (values < value).mean() >= share - 1e-6
    assert standing(np.array([0, 0, 0, 4], np.float32)) == pytest.approx([0, 0, 0, 0.75])


@pytest.mark.parametrize("values", [[], [0.3], [0.2, 0.2, 0.2]])
def test_nothing_stands_out_of_its_like(values: list[float]) -> None:
    assert standing(np.array(values, np.float32)).tolist() == [0] * len(values)
