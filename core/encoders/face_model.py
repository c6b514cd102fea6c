"""What a search has to know of the model that made its vectors."""

from dataclasses import dataclass

from core.encoders.calibration import Calibration, calibration_for
from core.encoders.scale import Scale, scale_for


@dataclass(frozen=True, slots=True)
class FaceModel:
    identity: str  # as the indexer gives it to every vector
    scale: Scale
    calibration: Calibration

    @classmethod
    def named(cls, name: str, identity: str) -> "FaceModel":
        """The model that is called so: "embedded", or one of DeepFace's. KeyError for one without numbers."""
        return cls(identity, scale_for(name), calibration_for(name))
