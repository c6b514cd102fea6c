"""How well a face can be recognised, going by its picture alone."""

from math import log1p, sqrt

import cv2
import numpy as np

from core.encoders.alignment import ARCFACE, Points, chip
from core.encoders.detection import Detection, five_points
from core.types import RgbImage

# LFW's pairs with one side made smaller are as alike at 40 pixels (median cosine 0.922) as at 107 (0.928).
GOOD_SIDE = 40
GOOD_SHARPNESS = 120  # variance of the Laplacian on a chip: five of six group photo faces have less
GOOD_SCORE = 0.9
WORST = 0.1  # of each part, so that no single one decides


def quality(image: RgbImage, face: Detection) -> float:
    """The geometric mean of size, sharpness (twice), frontal pose and the detector's score, each WORST to 1.

    Chosen on one side of LFW's pairs as it is, blurred, made smaller, both, darkened and with noise: its rank
    correlation with the cosine is 0.49; 0.29 with sharpness counted once and 80 pixels for a good side.
    """
    points = five_points(face)
    sharpness = log1p(_sharpness(image, points)) / log1p(GOOD_SHARPNESS)
    parts = (sqrt(face.area) / GOOD_SIDE, sharpness, sharpness, frontality(points), face.score / GOOD_SCORE)
    return float(np.prod(np.clip(parts, WORST, 1)) ** (1 / len(parts)))


def frontality(points: Points) -> float:
    """1 for a face that looks into the camera, 0 where the nose is in front of an eye or beyond.

    Along the line between the eyes, the nose's distance from their middle, in halves of that line.
    """
    line = points[1] - points[0]
    off = (points[2] - points[:2].mean(axis=0)) @ line / max(float(line @ line), 1e-9)
    return float(np.clip(1 - 2 * abs(off), 0, 1))


def _sharpness(image: RgbImage, points: Points) -> float:
    grey = cv2.cvtColor(chip(image, points, ARCFACE), cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())
