"""Vectors together with the model that made them, while another model may take its place."""

from collections.abc import Callable
from typing import TypeVar

Model = TypeVar("Model")
Vectors = TypeVar("Vectors")


def settled(model_now: Callable[[], Model], load: Callable[[Model], Vectors]) -> tuple[Model, Vectors]:
    """The model that answers and what was loaded of it; loaded again if another answers by then.

    The vectors of before, and their files, go when another model takes over.
    """
    while True:
        model = model_now()
        try:
            loaded = load(model)
        except FileNotFoundError:
            if model_now() == model:
                raise
            continue
        if model_now() == model:
            return model, loaded
