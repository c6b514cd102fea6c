"""How well faces can be recognised, told by their pictures."""

import cv2
import numpy as np
import pytest

from core.encoders.alignment import ARCFACE
from core.encoders.detection import USUAL_PLACE, Detection
from core.encoders.embedded import EmbeddedDetector
from core.encoders.faces import find_faces
from core.encoders.quality import frontality, quality
from core.types import RgbImage
from tests.conftest import PhotoPath, rgb


@pytest.fixture(scope="module")
def photo(photos: PhotoPath) -> RgbImage:
    return rgb(photos("obama.jpg"))


def of(photo: RgbImage) -> float:
    (face,) = find_faces(EmbeddedDetector(), photo)
    return quality(photo, face)


def smaller(photo: RgbImage, scale: float) -> RgbImage:
    return cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def test_falls_with_every_blur(photo: RgbImage) -> None:
    small = smaller(photo, 0.5)
    values = [of(small), *(of(cv2.GaussianBlur(small, (0, 0), sigma)) for sigma in (2, 4, 8))]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.9
    assert values[-1] < 0.7


def test_falls_with_size_only_where_recognition_does(photo: RgbImage) -> None:
    assert of(smaller(photo, 0.25)) > 0.9  # a face of 70 pixels
    assert of(smaller(photo, 0.08)) < 0.8  # of 22


def test_a_small_sharp_face_is_better_than_a_large_blurred_one(photo: RgbImage) -> None:
    assert of(smaller(photo, 0.12)) > of(cv2.GaussianBlur(photo, (0, 0), 12))


def test_falls_with_the_score(photo: RgbImage) -> None:
    (face,) = find_faces(EmbeddedDetector(), photo)
    values = [quality(photo, Detection(face.box, score, face.landmarks)) for score in (0.95, 0.8, 0.6, 0.0)]
    assert values[0] > values[1] > values[2] > values[3] > 0


@pytest.mark.parametrize(("nose", "expected"), [(0, 1), (0.25, 0.5), (-0.25, 0.5), (0.5, 0), (-0.8, 0)])
def test_frontality_is_where_the_nose_is_between_the_eyes(nose: float, expected: float) -> None:
    points = np.array([(0, 0), (40, 0), (20 + 40 * nose, 20), (5, 40), (35, 40)], np.float64)
    assert frontality(points) == pytest.approx(expected)
    turn = np.array([(0.6, 0.8), (-0.8, 0.6)])
    assert frontality(points @ turn * 3 + 7) == pytest.approx(expected)


def test_bounds_and_faces_without_landmarks() -> None:
    flat = np.zeros((100, 100, 3), np.uint8)
    for box in ((0.0, 0.0, 1.0, 1.0), (-50.0, -50.0, 90.0, 90.0), (20.0, 20.0, 60.0, 60.0)):
        assert 0 < quality(flat, Detection(box, 0.0)) < 0.6
    assert 0.9 < frontality(USUAL_PLACE) <= 1
    assert 0.9 < frontality(np.array(ARCFACE.points)) <= 1
