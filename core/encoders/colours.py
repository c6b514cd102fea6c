"""The colours and the light of a photo, as 18 numbers."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.types import RgbImage

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shade:
    """A part of the HSV space: hues in degrees from the first on, saturation and value above to up to."""

    hue: tuple[int, int] = (0, 360)
    saturation: tuple[float, float] = (-1, 1)
    value: tuple[float, float] = (-1, 1)

    def share(self, hue: Plane, saturation: Plane, value: Plane) -> float:
        """How much of the photo has this shade, 0 to 1."""
        start, end = self.hue
        inside = (hue - start) % 360 < end - start
        for plane, (low, high) in ((saturation, self.saturation), (value, self.value)):
            inside &= (plane > low) & (plane <= high)
        return float(inside.mean())


# Limits set by eye on everyday photos.
_SHADES = {
    "red": Shade((346, 372), (0.35, 1), (0.3, 1)),
    "orange": Shade((12, 38), (0.5, 1), (0.6, 1)),
    "yellow": Shade((42, 68), (0.35, 1), (0.5, 1)),
    "green": Shade((68, 165), (0.35, 1), (0.25, 1)),
    "blue": Shade((185, 255), (0.35, 1), (0.25, 1)),
    "purple": Shade((255, 300), (0.35, 1), (0.25, 1)),
    "pink": Shade((300, 346), (0.2, 1), (0.5, 1)),
    "brown": Shade((10, 42), (0.35, 1), (0.25, 0.6)),
    "black": Shade(value=(-1, 0.15)),
    "white": Shade(saturation=(-1, 0.12), value=(0.85, 1)),
    "gray": Shade(saturation=(-1, 0.12), value=(0.2, 0.85)),
}
_SKY = Shade((191, 255), (0.12, 1), (0.45, 1))
_WARM = Shade((331, 405), (0.35, 1), (0.35, 1))
_DARK = 0.15  # grey values below this are night
_SIDE = 64
_UPPER = 24  # rows where sky and sunset are looked for

COLOURS = tuple(_SHADES)
"""The first eleven numbers: the share of the photo that has each of these colours."""

BRIGHTNESS, CONTRAST, SATURATION, DARKNESS, SKY, WARMTH, VIVIDNESS = range(len(COLOURS), len(COLOURS) + 7)
"""The others: mean and deviation of the grey value, mean saturation, share of near-black, shares of the upper
part that are sky blue and red to yellow, 95th percentile of saturation; all 0 to 1."""

DIMENSIONS = len(COLOURS) + 7


def colours(photo: RgbImage) -> NDArray[np.float32]:
    """(18,) float32: `COLOURS`, then `BRIGHTNESS` to `VIVIDNESS`."""
    small = cv2.resize(photo, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV).astype(np.float32)
    planes = hsv[..., 0] * 2, hsv[..., 1] / 255, hsv[..., 2] / 255  # OpenCV halves hues to fit a byte
    upper = [plane[:_UPPER] for plane in planes]
    saturation = planes[1]
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    light = (grey.mean(), grey.std(), saturation.mean(), (grey < _DARK).mean())
    shares = [shade.share(*planes) for shade in _SHADES.values()]
    scene = (_SKY.share(*upper), _WARM.share(*upper), np.percentile(saturation, 95))
    return np.array([*shares, *light, *scene], np.float32)
