import cv2
import numpy as np
import pytest
from deepface.models.Detector import FacialAreaRegion
from deepface.modules.detection import extract_face
from deepface.modules.preprocessing import resize_image

from core.encoders.alignment import (
    ARCFACE,
    DLIB,
    Points,
    Template,
    chip,
    inverted,
    rotated_crop,
    transformed,
    umeyama,
    warp,
)
from tests.conftest import PhotoPath

TEMPLATE = np.array(ARCFACE.points)


def similarity(scale: float, degrees: float, shift: tuple[float, float]) -> np.ndarray:
    turn = np.radians(degrees)
    return np.array(
        [
            (scale * np.cos(turn), -scale * np.sin(turn), shift[0]),
            (scale * np.sin(turn), scale * np.cos(turn), shift[1]),
        ]
    )


@pytest.mark.parametrize("degrees", [0, 30, -90, 180])
@pytest.mark.parametrize("scale", [0.1, 1, 25])
def test_umeyama_recovers_a_similarity(scale: float, degrees: float) -> None:
    known = similarity(scale, degrees, (400, -20))
    np.testing.assert_allclose(
        umeyama(TEMPLATE, transformed(known, TEMPLATE)), known, atol=1e-9 * scale + 1e-9
    )


def test_umeyama_is_the_least_squares_solution() -> None:
    noisy = TEMPLATE + np.random.default_rng(1).normal(0, 3, TEMPLATE.shape)
    fitted = umeyama(noisy, TEMPLATE)

    def error(matrix: np.ndarray) -> float:
        return float(((transformed(matrix, noisy) - TEMPLATE) ** 2).sum())

    for i in np.ndindex(2, 2):
        wiggle = np.zeros((2, 2))
        wiggle[i] = 1e-3
        turned = similarity(1 + wiggle[0, 0], wiggle[0, 1], (wiggle[1, 0], wiggle[1, 1]))
        moved = np.vstack([fitted, (0, 0, 1)])
        assert error(turned @ moved) > error(fitted)


def test_umeyama_never_mirrors() -> None:
    matrix = umeyama(TEMPLATE * (-1, 1), TEMPLATE)
    assert np.linalg.det(matrix[:, :2]) > 0


def test_inverted_undoes() -> None:
    matrix = similarity(3, 40, (7, 8))
    np.testing.assert_allclose(transformed(inverted(matrix), transformed(matrix, TEMPLATE)), TEMPLATE)


@pytest.mark.parametrize("template", [DLIB, ARCFACE, ARCFACE.scaled(224)])
@pytest.mark.parametrize("scale", [0.5, 1.3, 9])
def test_chip_brings_landmarks_to_the_template(template: Template, scale: float) -> None:
    spots = np.array(template.scaled(112).points)
    landmarks = transformed(similarity(scale, 20, (300, 100)), spots)
    image = np.zeros((1600, 1600, 3), np.uint8)
    for x, y in landmarks:
        cv2.circle(image, (round(x), round(y)), round(6 * scale), (255, 255, 255), -1)
    aligned = chip(image, landmarks, template)
    assert aligned.shape == (template.size, template.size, 3)
    assert all(aligned[round(y), round(x)].min() > 100 for x, y in template.points)


def test_warp_does_not_alias() -> None:
    stripes = np.zeros((800, 800, 3), np.uint8)
    stripes[:, ::2] = 255
    matrix = similarity(0.125, 0, (0, 0))
    inner = warp(stripes, matrix, (100, 100))[5:-5, 5:-5]
    assert inner.std() < 10
    assert abs(inner.mean() - 127.5) < 10


@pytest.mark.parametrize("scale", [0.49, 0.26, 0.1])
def test_warp_keeps_the_place_when_it_shrinks_first(scale: float) -> None:
    ramp = (
        np.repeat(np.linspace(0, 250, 1001)[None, :, None], 1000, axis=0).repeat(3, axis=2).astype(np.uint8)
    )
    size = int(1000 * scale)
    warped = warp(ramp, similarity(scale, 0, (0, 0)), (size, size))
    columns = np.arange(5, size - 5)
    np.testing.assert_allclose(warped[size // 2, columns, 0], columns / scale / 4, atol=1.2)


def test_warp_is_black_beyond_the_image() -> None:
    image = np.full((20, 20, 3), 200, np.uint8)
    assert warp(image, similarity(1, 0, (500, 500)), (50, 40)).shape == (40, 50, 3)
    assert not warp(image, similarity(1, 0, (500, 500)), (50, 40)).any()
    half = warp(image, similarity(1, 0, (10, 0)), (20, 20))
    assert not half[:, :9].any()
    assert (half[:-1, 11:] == 200).all()


def deepface_crop(image: np.ndarray, box: tuple[int, ...], eyes: Points, size: tuple[int, int]) -> np.ndarray:
    region = FacialAreaRegion(*box, left_eye=tuple(eyes[1]), right_eye=tuple(eyes[0]))
    face = extract_face(region, image, align=True, expand_percentage=0, width_border=0, height_border=0,
                        detector_backend="embedded").img  # fmt: skip
    return np.asarray(resize_image(face / 255, (size[1], size[0]))[0] * 255)


@pytest.mark.parametrize("size", [(160, 160), (47, 55)])
@pytest.mark.parametrize("eyes", [((360, 320), (480, 330)), ((360, 360), (470, 290))])
def test_rotated_crop_is_deepfaces(photos: PhotoPath, size: tuple[int, int], eyes: object) -> None:
    # Smooth: DeepFace shrinks by skipping pixels, which makes noise out of detail.
    image = cv2.GaussianBlur(cv2.imread(str(photos("obama.jpg"))), (0, 0), 4)
    box, points = (310, 230, 220, 300), np.array(eyes, np.float64)
    ours, theirs = rotated_crop(image, box, points, size), deepface_crop(image, box, points, size)
    assert ours.shape == theirs.shape
    assert np.abs(ours.astype(float) - theirs).mean() < 4


def test_rotated_crop_turns_the_box_of_a_face_that_lies_on_its_side() -> None:
    image = np.zeros((300, 300, 3), np.uint8)
    image[100:150, 50:150] = 255  # a face 50 wide and 100 high, turned by a quarter
    crop = rotated_crop(image, (50, 100, 100, 50), np.array([(80.0, 110.0), (80.0, 140.0)]), (100, 100))
    assert (crop[5:-5, 28:-28] == 255).all()
    assert not crop[:, :22].any()
    assert not crop[:, -22:].any()
