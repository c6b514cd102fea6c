"""The models that compare photos with descriptions."""

from core.encoders.basic_text import BasicText
from core.encoders.uform import UForm

BASIC = "basic"


def load_text_encoder(name: str) -> BasicText | UForm:
    """Load "basic" or a UForm model by its name on the hub; raises WeightsMissingError."""
    return BasicText() if name == BASIC else UForm(name)
