"""Faces in their photo: boxes around them, numbered and in colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.pixels import decode_jpeg, encode_jpeg
from core.types import Box

Colour = tuple[int, int, int]

# Told apart by colour-blind people too: Okabe and Ito, "Color Universal Design" (2008), without black.
COLOURS: tuple[Colour, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (213, 94, 0),
    (204, 121, 167),
    (0, 114, 178),
)
GREEN = COLOURS[2]
GREY: Colour = (200, 200, 200)
INK: Colour = (0, 0, 0)

# Parts of the picture's long side: a phone shows two photos of an album side by side, 1280 pixels on 500.
LINE = 1 / 160
THIN = 1 / 320
TAG = 1 / 20  # the height, at most
SMALL_TAG = 1 / 36  # at least: half a face between these two, or crowds would disappear behind their numbers

Rectangle = tuple[float, float, float, float]
"""left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    colour: Colour


def boxed(preview: bytes, size: tuple[int, int], faces: Sequence[Box], marks: Mapping[int, Mark]) -> bytes:
    """A photo's preview as a JPEG, with a box around each face; `size`: the photo's width and height.

    Face i is marked by `marks[i]`; faces without are thin and grey.
    """
    picture = Image.fromarray(decode_jpeg(preview))
    draw = ImageDraw.Draw(picture)
    side = max(picture.size)
    areas = [rectangle(face, size, picture.size) for face in faces]
    for index, area in enumerate(areas):
        if index not in marks:
            _outline(draw, area, GREY, max(1, round(side * THIN)))
    for index, mark in marks.items():
        _outline(draw, areas[index], mark.colour, max(3, round(side * LINE)))
    for index, mark in marks.items():  # above all lines
        height = (areas[index][3] - areas[index][1]) / 2
        _tag(draw, areas[index], mark, min(max(height, side * SMALL_TAG), side * TAG))
    return encode_jpeg(np.asarray(picture))


def numbered(number: int) -> Mark:
    """From 1 on, each in a colour of its own as long as there are any."""
    return Mark(str(number), COLOURS[(number - 1) % len(COLOURS)])


def scored(percent: float) -> Mark:
    return Mark(f"{int(percent)}%", GREEN)


def rectangle(box: Box, photo: tuple[int, int], preview: tuple[int, int]) -> Rectangle:
    """A face in the preview, which is padded on two sides if the photo is very long."""
    scale = max(preview) / max(photo)
    width, height = photo[0] * scale, photo[1] * scale
    left, top = (preview[0] - width) / 2 + box.x * width, (preview[1] - height) / 2 + box.y * height
    return left, top, left + box.width * width, top + box.height * height


def _outline(draw: ImageDraw.ImageDraw, area: Rectangle, shade: Colour, width: int) -> None:
    """Around the area, with dark edges to be seen on bright ground; never beyond the picture."""
    edge = -(-width // 4)
    border = width + edge
    right, bottom = draw.im.size
    inner = np.clip(area, border, (right - border, bottom - border) * 2)
    outwards = np.array([-1, -1, 1, 1])
    for by, line, ink in ((border, border + edge, INK), (width, width, shade)):
        draw.rounded_rectangle((inner + by * outwards).tolist(), 2 * width, outline=ink, width=line)


def _tag(draw: ImageDraw.ImageDraw, area: Rectangle, mark: Mark, height: float) -> None:
    """A label at a face's upper left corner: above it, or below where there is no room."""
    font = ImageFont.load_default(max(10, height * 0.8))
    right, bottom = draw.im.size
    width = max(height, draw.textlength(mark.label, font) + height / 2)
    left = min(area[0], right - width)
    top = area[1] - height if area[1] >= height else min(area[3], bottom - height)
    tag = (left, top, left + width, top + height)
    draw.rounded_rectangle(tag, height / 5, mark.colour, INK, round(height / 20))
    draw.text((left + width / 2, top + height / 2), mark.label, INK, font, anchor="mm")
