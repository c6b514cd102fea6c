"""Logistic regression."""

import numpy as np
from numpy.typing import NDArray

from bench.collection import Cosines, Truth
from core.encoders.calibration import Calibration


def fit(cosines: Cosines, right: Truth) -> Calibration:
    """The curve of one feature."""
    slope, intercept = logistic(cosines[:, None], right, np.ones(len(right)))
    return Calibration(round(float(slope), 2), round(float(intercept), 2))


def logistic(
    features: NDArray[np.floating], right: Truth, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coefficients of a logistic regression, the intercept last; by Newton's method, on scaled features."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scaled = np.column_stack([(features - mean) / scale, np.ones(len(features))])
    found = np.zeros(scaled.shape[1])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(scaled @ found, -80, 80)))
        curvature = (scaled * (weights * chances * (1 - chances))[:, None]).T @ scaled
        slopes = scaled.T @ (weights * (right - chances))
        found += np.linalg.solve(curvature + 1e-9 * np.eye(len(found)), slopes)
    slopes = found[:-1] / scale
    return np.append(slopes, found[-1] - slopes @ mean)
