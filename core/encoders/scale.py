"""Where a face model's cosines lie: each has a range of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Two cosines that tell what all others of a model mean."""

    same: float
    """Above it, two faces in one gallery are rather one person's than not."""

    typical: float
    """The mean cosine of a face and the hundredth part of all strangers that is most like it."""


# Printed by `make calibrate`.
MEASURED = {"embedded": Scale(same=0.90, typical=0.864)}

# dlib's net spreads strangers' cosines around 0.77 (as the embedded model, which has it inside, does); the
# nets that were trained on angles, around 0.
MIDDLE = {"Dlib": 0.77}
TYPICAL_PART = 0.55  # of the way from there to `same`, as measured with the embedded model


def scale_for(model_name: str) -> Scale:
    """Measured here, or from the cosine distance that DeepFace publishes as its threshold for the model.

    KeyError for a model that has neither.
    """
    return MEASURED[model_name] if model_name in MEASURED else _published(model_name)


def _published(model_name: str) -> Scale:
    from deepface.config.threshold import thresholds  # noqa: PLC0415

    same = 1 - thresholds[model_name]["cosine"]
    middle = MIDDLE.get(model_name, 0.0)
    return Scale(same, middle + TYPICAL_PART * (same - middle))
