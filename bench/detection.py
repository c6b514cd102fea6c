"""How many faces are found, by their size: `python -m bench.detection DATA`.

Data (not part of the project): `wider_dev`, photos of groups with boxes.csv (file, x, y, w, h, invalid), and
`lfw_dev`, portraits in folders by person. Large photos are made of them: groups beside and below each other
at their own scale, and portraits cut to the face and enlarged. Right is a detection that shares OVERLAP with
a face, one for each face. Those on faces that are labelled as invalid or below 20 pixels are neither right
nor wrong, and nothing is counted that is too small to be kept.
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from core.encoders.detection import Detection, overlap
from core.encoders.embedded import EmbeddedDetector, distinct
from core.encoders.faces import MINIMUM_SIDE, find_faces, usable
from core.pixels import shrink
from core.types import RgbImage

Boxes: TypeAlias = NDArray[np.float64]
"""(n, 5): x, y, width, height, and 1 where a box is not to be counted."""

Photo: TypeAlias = tuple[RgbImage, Boxes]
Finder: TypeAlias = Callable[[RgbImage], list[Detection]]

SIZES = (20, 40, 80, 10_000)  # pixels of the photo: the geometric mean of width and height
OVERLAP = 0.4  # as intersection over union; dlib's square boxes share less with WIDER's than ours do
ON_AN_UNCOUNTED_FACE = 0.2
LOOKS = (320, 640, 832, 960, 1280, 1600, 2048)
FACE_OF_LFW = (77, 70, 96, 118)  # x, y, width, height of the face in the middle, on average, of 250 pixels
PORTRAITS = 100
LARGE = 2000  # pixels: what a photo of 12 megapixels is decoded to


@dataclass(slots=True)
class Counts:
    """One way to find faces, on one set of photos."""

    faces: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(SIZES) - 1, np.int64))
    found: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(SIZES) - 1, np.int64))
    right: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, boxes: Boxes, detections: list[Detection]) -> None:
        sides = np.sqrt(boxes[:, 2] * boxes[:, 3])
        counted = (sides >= MINIMUM_SIDE) & (boxes[:, 4] == 0)
        open_boxes = set(range(len(boxes)))
        for detection in sorted(detections, key=lambda face: -face.score):
            shared = {i: overlap(detection.box, tuple(boxes[i, :4])) for i in range(len(boxes))}
            best = max(open_boxes, key=shared.__getitem__, default=None)
            if best is not None and shared[best] >= OVERLAP:
                open_boxes.remove(best)
                self.right += int(counted[best])
            else:
                near = max((shared[i] for i in np.flatnonzero(~counted).tolist()), default=0)
                self.wrong += near < ON_AN_UNCOUNTED_FACE
        taken = np.array([i not in open_boxes for i in range(len(boxes))], bool)
        self.faces += np.histogram(sides[counted], SIZES)[0]
        self.found += np.histogram(sides[counted & taken], SIZES)[0]

    def __str__(self) -> str:
        recalls = "".join(f"{_part(*pair):>9}" for pair in zip(self.found, self.faces, strict=True))
        precision = _part(self.right, self.right + self.wrong)
        return f"{recalls} {_part(self.found.sum(), self.faces.sum()):>9} {precision:>9} {self._time()}"

    def _time(self) -> str:
        return f"{1000 * np.median(self.seconds):7.0f} {1000 * np.mean(self.seconds):6.0f}"


def main() -> None:
    options = _options()
    cv2.setNumThreads(1)
    finders = dict(_finders(hog=not options.without_hog))
    for name, photos in _sets(options.data):
        if options.sets and name.split(":")[0] not in options.sets:
            continue
        counts = _counted(finders, photos)
        print(f"\n{name}")
        header = ("20-40", "40-80", ">= 80", "all", "precision")
        print(" " * 22 + " ".join(f"{column:>8}" for column in header) + "  median   mean ms")
        print(" " * 22 + "".join(f"{f'({faces})':>9}" for faces in next(iter(counts.values())).faces))
        for way, count in counts.items():
            print(f"{way:21}{count}")


def _counted(finders: dict[str, Finder], photos: Iterator[Photo]) -> dict[str, Counts]:
    """The ways take turns on each photo: whatever else the machine does slows all of them."""
    counts = {way: Counts() for way in finders}
    for photo, boxes in photos:
        for way, finder in finders.items():
            start = time.perf_counter()
            found = finder(photo)
            counts[way].seconds.append(time.perf_counter() - start)
            counts[way].add(boxes, [face for face in found if usable(face, photo)])
    return counts


def _finders(*, hog: bool) -> Iterator[tuple[str, Finder]]:
    detector = EmbeddedDetector()
    yield "ours", lambda photo: find_faces(detector, photo)
    for long_side in LOOKS:
        yield f"one look at {long_side}", partial(_one_look, detector, long_side=long_side)
    yield "all in tiles", lambda photo: _one_look(detector, photo, max(photo.shape))
    if hog:
        for upsampled in (0, 1):
            yield f"HOG upsampled {upsampled}", _hog(upsampled)


def _one_look(detector: EmbeddedDetector, photo: RgbImage, long_side: int) -> list[Detection]:
    """The net sees no further than a tile's border: one look at a whole photo is a look at all its tiles."""
    view = shrink(photo, long_side)
    rows = detector.look(view)
    back = np.diag(np.divide(photo.shape[1::-1], view.shape[1::-1])) @ np.eye(2, 3)
    faces = [
        Detection(tuple(row[1:5].tolist()), float(row[0])).moved(back) for row in distinct(rows, rows[:, 3])
    ]
    return [face for face in faces if face.score >= detector.minimum_score]


def _hog(upsampled: int) -> Finder:
    try:
        import dlib  # noqa: PLC0415 (only to compare with)
    except ImportError as error:
        raise SystemExit(
            "dlib is only here to compare with: pip install dlib-bin, or --without-hog"
        ) from error
    detector = dlib.get_frontal_face_detector()

    def find(photo: RgbImage) -> list[Detection]:
        found = detector(photo, upsampled)
        return [Detection((box.left(), box.top(), box.width(), box.height()), score=1) for box in found]

    return find


def _sets(data: Path) -> Iterator[tuple[str, Iterator[Photo]]]:
    groups = list(_groups(data / "wider_dev"))
    yield "groups: as they are, 1024 pixels", iter(groups)
    yield "enlarged: groups, enlarged to 2000 pixels", (_enlarged(*group) for group in groups)
    yield "2x2: groups, four in one photo of 2048 pixels and more", _collages(groups, 2)
    yield "3x3: groups, nine in one photo of 3072 pixels and more", _collages(groups, 3)
    yield (
        "turned: groups, enlarged and lying on their side",
        (_turned(*_enlarged(*group)) for group in groups),
    )
    for part in (1.0, 0.6, 0.45):
        name = f"portraits-{part}: of 2000 pixels, faces {0.42 / part:.0%} of the width"
        yield name, _portraits(data / "lfw_dev", part)


def _groups(folder: Path) -> Iterator[Photo]:
    boxes = defaultdict(list)
    with (folder / "boxes.csv").open() as file:
        for row in csv.DictReader(file):
            boxes[row["file"]].append([float(row[name]) for name in ("x", "y", "w", "h", "invalid")])
    for name, rows in sorted(boxes.items()):
        yield _read(folder / name), np.array(rows)


def _enlarged(photo: RgbImage, boxes: Boxes) -> Photo:
    scale = LARGE / max(photo.shape)
    larger = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return larger, boxes * (scale, scale, scale, scale, 1)


def _turned(photo: RgbImage, boxes: Boxes) -> Photo:
    """A quarter, anticlockwise."""
    x, y, width, height, uncounted = boxes.T
    return np.rot90(photo), np.column_stack([y, photo.shape[1] - x - width, height, width, uncounted])


def _collages(groups: list[Photo], side: int) -> Iterator[Photo]:
    """Side by side on grey, photos of much the same shape together."""
    groups = sorted(groups, key=lambda group: group[0].shape[0] / group[0].shape[1])
    for start in range(0, len(groups) - side**2 + 1, side**2):
        photos, boxes = zip(*groups[start : start + side**2], strict=True)
        height, width = np.max([photo.shape[:2] for photo in photos], axis=0)
        if side * max(height, width) < 3400:  # what photos are decoded to is not larger
            canvas = np.full((side * height, side * width, 3), 110, np.uint8)
            corners = [(width * (i % side), height * (i // side)) for i in range(side**2)]
            for (x, y), photo in zip(corners, photos, strict=True):
                canvas[y : y + photo.shape[0], x : x + photo.shape[1]] = photo
            moved = [rows + np.array([*corner, 0, 0, 0]) for corner, rows in zip(corners, boxes, strict=True)]
            yield canvas, np.concatenate(moved)


def _portraits(folder: Path, part: float) -> Iterator[Photo]:
    """The middle of LFW's photos, enlarged; only the face in it is labelled."""
    files = sorted(folder.glob("*/*.jpg"))
    for file in islice(files, 0, None, max(1, len(files) // PORTRAITS)):
        photo = _read(file)
        side = round(len(photo) * part)
        left, top = (len(photo) - side) // 2, min((len(photo) - side) // 2 + 4, len(photo) - side)
        crop = photo[top : top + side, left : left + side]
        box = np.subtract(FACE_OF_LFW, (left, top, 0, 0)) * (LARGE / side)
        large = cv2.resize(crop, (LARGE, LARGE), interpolation=cv2.INTER_CUBIC)
        yield large, np.array([[*box, 0]])


def _read(file: Path) -> RgbImage:
    return np.asarray(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB))


def _part(some: int, of: int) -> str:
    return f"{some / of:.1%}" if of else "-"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with wider_dev and lfw_dev")
    parser.add_argument("--sets", nargs="*", help="only these: groups, enlarged, 2x2, 3x3, turned, …")
    parser.add_argument("--without-hog", action="store_true", help="do not compare with dlib's HOG")
    return parser.parse_args()


if __name__ == "__main__":
    main()
