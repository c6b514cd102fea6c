"""What a search has to know of the model that made its vectors."""

from dataclasses import dataclass

from core.encoders.calibration import Calibration, calibration_for
from core.encoders.scale import Scale, scale_for


@dataclass(frozen=True, slots=True)
class FaceModelNames:
    """By which a face model is loaded: "embedded", or one of DeepFace's."""

    detector: str = "embedded"
    model: str = "embedded"


@dataclass(frozen=True, slots=True)
class FaceModel:
    names: FaceModelNames
    identity: str  # as the indexer gives it to every vector
    scale: Scale
    calibration: Calibration

    @classmethod
    def named(cls, names: FaceModelNames, identity: str) -> "FaceModel":
        """The model that is called so. KeyError for one without numbers."""
        return cls(names, identity, scale_for(names.model), calibration_for(names.model))
