"""The models that compare photos with descriptions."""

from typing import TYPE_CHECKING, TypeAlias

from core.encoders.basic_text import BasicText

if TYPE_CHECKING:
    from core.encoders.uform import UForm

TextEncoder: TypeAlias = "BasicText | UForm"

BASIC = "basic"


def load_text_encoder(name: str) -> TextEncoder:
    """Load "basic" or a UForm model by its name on the hub; raises WeightsMissingError."""
    if name == BASIC:
        return BasicText()
    from core.encoders.uform import UForm  # noqa: PLC0415 (20 MB and 0.2 s of a worker)

    return UForm(name)
