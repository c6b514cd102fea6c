"""From a face somewhere in a photo to the small upright picture that a model was trained on."""

from dataclasses import dataclass
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from core.types import RgbImage

Points = NDArray[np.float64]
"""(n, 2): x, y in pixels."""

Matrix = NDArray[np.float64]
"""(2, 3): takes x, y, 1 in one image to x, y in another."""

INTERPOLATION_MARGIN = 2  # pixels around the region that bilinear sampling may touch


@dataclass(frozen=True, slots=True)
class Template:
    """Where a model wants eye, eye, nose, mouth corner, mouth corner in a square of `size` pixels."""

    size: int
    points: tuple[tuple[float, float], ...]

    def scaled(self, size: int) -> "Template":
        factor = size / self.size
        return Template(size, tuple((x * factor, y * factor) for x, y in self.points))


# The mean places of the five points in the chips of dlib's face_recognition_resnet_model_v1.
DLIB = Template(150, ((46.26, 44.94), (101.69, 45.21), (73.79, 77.88), (49.74, 100.35), (98.81, 100.57)))

# InsightFace's arcface_dst, which OpenCV's FaceRecognizerSF (SFace) and GhostFaceNets use as well.
ARCFACE = Template(
    112,
    ((38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)),
)


# ARCFACE at 224 pixels, drawn together by 0.908 about (112, its mean height): the VGGFace2 MobileNet tells
# strangers apart a little better with more around the face (of LFW's development photos, all pairs: 97.0% of
# those that show one person are right at a false match rate of 0.1%, instead of 96.3%).
LOOSE = Template(
    224, ((79.84, 107.10), (143.84, 106.75), (112.05, 143.50), (85.75, 180.97), (138.76, 180.68))
)


def umeyama(source: Points, target: Points) -> Matrix:
    """The rotation, uniform scale and shift that bring `source` nearest to `target`, by least squares.

    Both are (n, 2) with n of two or more, not all in one place. S. Umeyama, "Least-squares estimation of
    transformation parameters between two point patterns", IEEE TPAMI 13 (4), 1991, equations 40 to 42.
    """
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    centred = source - source_mean
    covariance = (target - target_mean).T @ centred / len(source)
    u, singular, vt = np.linalg.svd(covariance)
    signs = np.array([1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt)) or 1.0])  # never a mirror image
    rotation = (u * signs) @ vt
    variance = max((centred**2).sum() / len(source), np.finfo(np.float64).tiny)
    scaled = rotation * ((singular * signs).sum() / variance)
    return np.column_stack([scaled, target_mean - scaled @ source_mean])


def chip(image: RgbImage, landmarks: Points, template: Template) -> RgbImage:
    """The face with these five landmarks (5, 2), in the template's place: (size, size, 3)."""
    matrix = umeyama(landmarks, np.array(template.points))
    return warp(image, matrix, (template.size, template.size))


def rotated_crop(
    image: RgbImage, box: tuple[float, float, float, float], eyes: Points | None, size: tuple[int, int]
) -> RgbImage:
    """The box (x, y, width, height), turned until the eyes are level, fitted into `size` with black bars.

    The same picture as DeepFace's align_img_wrt_eyes, project_facial_area and resize_image make one after
    the other: rotation about the box's centre by the angle between the eyes, a crop of the box's own size,
    letterboxing to `size` (width, height). Here it is one warp, and of the original pixels.
    """
    x, y, width, height = box
    angle = 0.0 if eyes is None else float(np.arctan2(*(eyes[1] - eyes[0])[::-1]))
    if abs(np.sin(angle)) > abs(np.cos(angle)):  # a face that lies on its side: so does its box
        width, height = height, width
    scale = min(size[0] / width, size[1] / height)
    inner = max(1, int(width * scale)), max(1, int(height * scale))
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    linear = np.array([[cos, sin], [-sin, cos]])
    # A box's edges are edges of pixels, where warping counts from their centres: hence the halves.
    centre = np.array([x + box[2] / 2, y + box[3] / 2]) - 0.5
    shift = np.array(inner) / 2 - 0.5 - linear @ centre
    return letterboxed(warp(image, np.column_stack([linear, shift]), inner), size)


def letterboxed(image: RgbImage, size: tuple[int, int]) -> RgbImage:
    """The image in the middle of a black one of `size` (width, height), which is not smaller."""
    canvas = np.zeros((size[1], size[0], 3), np.uint8)
    top, left = (size[1] - image.shape[0]) // 2, (size[0] - image.shape[1]) // 2
    canvas[top : top + image.shape[0], left : left + image.shape[1]] = image
    return canvas


def warp(image: RgbImage, matrix: Matrix, size: tuple[int, int]) -> RgbImage:
    """What `matrix` brings into `size` (width, height); black where the image ends.

    Only the region that is needed is touched, and a large one is first shrunk by a whole number with area
    averaging: bilinear sampling alone would skip pixels, and fine detail would turn into noise (aliasing).
    """
    region, matrix = _needed_region(image, matrix, size)
    if region.size == 0:
        return np.zeros((size[1], size[0], 3), np.uint8)
    region, matrix = _shrunk(region, matrix)
    warped: RgbImage = cv2.warpAffine(region, matrix, size, flags=cv2.INTER_LINEAR)
    return warped


def transformed(matrix: Matrix, points: Points) -> Points:
    return points @ matrix[:, :2].T + matrix[:, 2]


def inverted(matrix: Matrix) -> Matrix:
    linear = np.linalg.inv(matrix[:, :2])
    return np.column_stack([linear, -linear @ matrix[:, 2]])


def _needed_region(image: RgbImage, matrix: Matrix, size: tuple[int, int]) -> tuple[RgbImage, Matrix]:
    width, height = size
    corners = np.array([(0, 0), (width, 0), (0, height), (width, height)], np.float64)
    needed = transformed(inverted(matrix), corners)
    left, top = (max(floor(low) - INTERPOLATION_MARGIN, 0) for low in needed.min(axis=0))
    margin = INTERPOLATION_MARGIN + _factor(matrix)  # whole blocks are left of it, whatever its size
    right, bottom = (max(ceil(high) + margin, 0) for high in needed.max(axis=0))
    shift = matrix[:, 2] + matrix[:, :2] @ (left, top)
    return image[top:bottom, left:right], np.column_stack([matrix[:, :2], shift])


def _factor(matrix: Matrix) -> int:
    """How many times smaller `matrix` makes an image, as a whole number."""
    return max(1, int(1 / float(np.hypot(matrix[0, 0], matrix[1, 0]))))


def _shrunk(region: RgbImage, matrix: Matrix) -> tuple[RgbImage, Matrix]:
    """By a whole number, in whole blocks: OpenCV averages those twenty times as fast as fractions of them."""
    factor = _factor(matrix)
    width, height = region.shape[1] // factor, region.shape[0] // factor
    if factor == 1 or not width or not height:
        return region, matrix
    whole = region[: height * factor, : width * factor]
    small = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    # A small pixel's centre is the centre of the block it averages, not the block's first pixel.
    shift = matrix[:, 2] + matrix[:, :2].sum(axis=1) * (factor - 1) / 2
    return small, np.column_stack([matrix[:, :2] * factor, shift])
