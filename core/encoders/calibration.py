"""From a cosine, which means something else with every model, to a percentage that means one thing.

A percentage is the estimated chance that this result shows the same person, in a gallery of hundreds to
thousands of strangers' faces. 50% is break-even: of the results shown with it, as many are right as wrong.
"""

from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray

REFERENCE_FACES = 1000
"""In a gallery: what the intercepts are for."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve: percent = 100 · σ(slope · cosine + intercept)."""

    slope: float
    intercept: float
    crowd: float = 0.0  # what a gallery's size changes: see `among`

    def percent(self, cosines: NDArray[np.floating]) -> NDArray[np.float32]:
        """Of the same shape, 0 to 100."""
        logits = np.clip(self.slope * np.asarray(cosines, np.float64) + self.intercept, -80, 80)
        return (100 / (1 + np.exp(-logits))).astype(np.float32)

    def cosine(self, percent: float) -> float:
        """The inverse; `percent` lies strictly between 0 and 100."""
        return (_logit(percent / 100) - self.intercept) / self.slope

    def among(self, faces: int) -> "Calibration":
        """The curve for a gallery of so many faces.

        Each stranger more is one more who may look like the person: by Bayes' rule the odds that a result is
        right fall as they become more, by the power `crowd` of their number.
        """
        return replace(self, intercept=self.intercept - self.crowd * log(max(faces, 1) / REFERENCE_FACES))

    @classmethod
    def through(cls, slope: float, break_even: float) -> "Calibration":
        """The curve of this slope that is at 50% where the cosine is `break_even`."""
        return cls(slope, -slope * break_even)


# Printed by `make calibrate`; bench/calibrate.py says how they are fitted.
FITTED = {"embedded": Calibration(slope=128.08, intercept=-113.59, crowd=0.719)}

# Printed by `make calibrate`, too: two faces alone, as likely one person's as not.
PAIRS = {"embedded": Calibration(slope=107.97, intercept=-92.59)}

# Halfway between DeepFace's threshold and an identical picture, the median of its models' confidences.
USUAL_HALFWAY = 0.8


def calibration_for(model_name: str) -> Calibration:
    """The curve of a face model: fitted here, or from what DeepFace has published for it.

    DeepFace publishes the cosine distance below which two faces are one person's (config/threshold.py),
    and a logistic regression of that distance (config/confidence.py, find_confidence in
    modules/verification.py): 100 · σ(w · distance + b), which it then stretches linearly, so that faces
    at the threshold get 51 and identical ones 100. Here 50% is that threshold, and the curve has
    DeepFace's confidence again halfway between the threshold and distance 0: one logistic curve instead
    of a stretched one with a jump. DeepFace's numbers are of pairs, of which half are right, so in a large
    gallery they promise more than ours. KeyError for a model that has neither.
    """
    return FITTED[model_name] if model_name in FITTED else _published(model_name)


def pair_calibration_for(model_name: str) -> Calibration:
    """The curve for two faces alone, without a gallery: of such pairs, half are taken to be one person's.

    That is also what DeepFace's published numbers are of, so its models have one curve for both. KeyError for
    a model that has neither.
    """
    return PAIRS[model_name] if model_name in PAIRS else _published(model_name)


def _published(model_name: str) -> Calibration:
    from deepface.config.threshold import thresholds  # noqa: PLC0415

    threshold = thresholds[model_name]["cosine"]
    return Calibration.through(_logit(_halfway(model_name, threshold)) / (threshold / 2), 1 - threshold)


def _halfway(model_name: str, threshold: float) -> float:
    from deepface.config.confidence import confidences  # noqa: PLC0415

    if model_name not in confidences:
        return USUAL_HALFWAY
    fit = confidences[model_name]["cosine"]
    distance = threshold / 2 / max(fit["normalizer"], 1)  # DeepFace divides by normalizers above 1 only
    confidence = 100 / (1 + exp(-(fit["w"] * distance + fit["b"])))
    low, high = fit["denorm_min_true"], fit["denorm_max_true"]
    bottom = max(51, low)
    return float((confidence - low) / (high - low) * (100 - bottom) + bottom) / 100


def _logit(probability: float) -> float:
    return log(probability / (1 - probability))
