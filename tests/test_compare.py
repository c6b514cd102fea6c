"""Two photos compared: pairs, verdicts, matches, boxes."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from bench.collection import Collection
from bench.pairs import fit_pairs
from core.boxes import COLOURS, boxed, numbered
from core.comparison import (
    MATCH,
    VERDICTS,
    Comparison,
    Comparisons,
    Pair,
    face_pairs,
    matched,
    pictures,
    recognisable,
)
from core.encoders.calibration import Calibration, calibration_for, pair_calibration_for
from core.errors import UnreadablePhotoError
from core.indexer import Indexer
from core.intake.images import LONGEST_RATIO, preview
from core.pixels import decode_jpeg
from core.types import Box, EncodedFaces, EncodedPhoto, Face, RgbImage
from tests.conftest import PhotoPath

CURVE = pair_calibration_for("embedded")
EVEN = Calibration(slope=20, intercept=-10)  # 50% at a cosine of ½
MIDDLE = Box(0.25, 0.25, 0.5, 0.5)


def faces(*angles: float, qualities: Sequence[float] = ()) -> EncodedFaces:
    """Faces whose vectors point this many degrees away from the first axis."""
    radians = np.radians(angles)
    vectors = np.column_stack([np.cos(radians), np.sin(radians)]).astype(np.float32)
    given = qualities or [0.9] * len(angles)
    return EncodedFaces(tuple(Face(MIDDLE, None, 0.9, one) for one in given), vectors)


def plain(width: int, height: int, *boxes: Box) -> EncodedPhoto:
    """A photo all black, with faces in these places."""
    found = tuple(Face(box, None, 0.9, 0.9) for box in boxes)
    vectors = np.zeros((len(boxes), 2), np.float32)
    pixels = np.zeros((height, width, 3), np.uint8)
    return EncodedPhoto(width, height, None, EncodedFaces(found, vectors), preview(pixels))


def framed(photo: EncodedPhoto, numbers: dict[int, int]) -> bytes:
    faces = [face.box for face in photo.faces.faces]
    marks = {place: numbered(number) for place, number in numbers.items()}
    return boxed(photo.preview, (photo.width, photo.height), faces, marks)


def places(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in pairs]


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        (100, "very_likely"),
        (90, "very_likely"),
        (89.9, "likely"),
        (70, "likely"),
        (50, "unsure"),
        (29.9, "unlikely"),
        (9.9, "very_unlikely"),
        (0, "very_unlikely"),
    ],
)
def test_verdicts(percent: float, verdict: str) -> None:
    assert Pair(0, 0, percent).verdict == verdict


def test_verdicts_are_as_sure_of_two_people_as_of_one() -> None:
    levels = [least for least, _ in VERDICTS]
    assert levels[:-1] == [100 - least for least in levels[-2::-1]]


def test_two_faces_alone_have_the_percentage_of_the_curve() -> None:
    (pair,) = face_pairs(faces(0), faces(60), EVEN)
    assert pair.percent == pytest.approx(50)


def test_every_pair_is_there_most_alike_first() -> None:
    pairs = face_pairs(faces(0, 40), faces(10, 90, 35), EVEN)
    assert sorted(places(pairs)) == list(itertools.product(range(2), range(3)))
    assert places(pairs)[:2] == [(1, 2), (0, 0)]
    percents = [pair.percent for pair in pairs]
    assert percents == sorted(percents, reverse=True)


@pytest.mark.parametrize("count", [2, 5, 20])
def test_more_faces_ask_for_more_likeness(count: int) -> None:
    """A face that is as likely one of n as none: where the cosine says nothing, a chance of 1/(2n)."""
    pairs = face_pairs(faces(0), faces(*[60] * count), EVEN)
    assert [pair.percent for pair in pairs] == pytest.approx([100 / (2 * count)] * count, rel=1e-3)


def test_one_picture_twice_is_certain() -> None:
    assert face_pairs(faces(0, 90), faces(90, 0), EVEN)[0].percent == 100


def test_faces_too_blurred_match_nobody_unless_there_is_no_better_one() -> None:
    blurred, clear, alone = faces(0, 30, qualities=(0.9, 0.2)), faces(0), faces(0, qualities=[0.2])
    assert places(face_pairs(blurred, clear, EVEN)) == [(0, 0), (1, 0)]
    assert places(recognisable(face_pairs(blurred, clear, EVEN), blurred, clear)) == [(0, 0)]
    assert places(recognisable(face_pairs(alone, blurred, EVEN), alone, blurred)) == [(0, 0)]


@pytest.mark.parametrize(("one", "other"), [((), ()), ((), (0, 10)), ((0,), ())])
def test_without_faces_there_are_no_pairs(one: Sequence[float], other: Sequence[float]) -> None:
    assert face_pairs(faces(*one), faces(*other), EVEN) == ()


def test_nobody_is_twice_in_one_photo() -> None:
    pairs = [Pair(0, 0, 99), Pair(0, 1, 98), Pair(1, 0, 97), Pair(2, 2, 80), Pair(1, 1, MATCH - 0.1)]
    assert places(matched(pairs)) == [(0, 0), (2, 2)]


def test_pairs_alone_are_judged_less_strictly_than_results_of_a_search() -> None:
    cosines = np.linspace(0.8, 0.95, 30)
    assert (CURVE.percent(cosines) >= calibration_for("embedded").percent(cosines)).all()


def test_the_embedded_model_tells_lfws_strangers_from_friends_in_pairs() -> None:
    """The medians of LFW's development pairs, as `python -m bench.calibrate` prints them."""
    strangers, friends = CURVE.percent(np.array([0.771, 0.930]))
    assert strangers < 1
    assert friends > 99


def test_deepfaces_models_have_one_curve_for_both() -> None:
    assert pair_calibration_for("Facenet512") == calibration_for("Facenet512")


def test_a_model_without_numbers_has_no_percentages() -> None:
    with pytest.raises(KeyError):
        pair_calibration_for("unheard of")


def test_the_curve_of_pairs_is_found_whatever_the_number_of_strangers() -> None:
    """There are many more pairs of strangers than of friends, and both count for half."""
    random = np.random.default_rng(5)
    people, photos = 60, 4
    centres = random.normal(size=(people, 1, 32))
    vectors = (centres + random.normal(scale=0.9, size=(people, photos, 32))).reshape(-1, 32)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    names = [f"lfw_dev/{person}/{photo}.jpg" for person in range(people) for photo in range(photos)]
    rows, all_rows = {name: row for row, name in enumerate(names)}, np.arange(len(names))
    quality = np.ones(len(names), np.float32)
    fitted = fit_pairs(Collection(names, names, 0 * all_rows, vectors, all_rows, quality, rows))
    owner = np.arange(len(names)) // photos
    one, other = np.triu_indices(len(names), 1)
    cosines, same = (vectors @ vectors.T)[one, other], owner[one] == owner[other]
    percents = fitted.percent(cosines)
    assert (percents[same] >= 50).mean() == pytest.approx((percents[~same] < 50).mean(), abs=0.03)
    means = percents[same].mean(), percents[~same].mean()
    assert sum(means) == pytest.approx(100, abs=0.5)  # as the best fit has it where both are equally many


@pytest.fixture(scope="module")
def comparisons(indexer: Indexer) -> Comparisons:
    return Comparisons(indexer, CURVE)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("obama.jpg", "obama2.jpg", "very_likely"),
        ("obama.jpg", "obama.jpg", "very_likely"),
        ("obama.jpg", "biden.jpg", "very_unlikely"),
        ("obama.jpg", "astronaut.png", "very_unlikely"),
    ],
)
def test_real_photos(comparisons: Comparisons, photos: PhotoPath, one: str, other: str, verdict: str) -> None:
    comparison = comparisons.compare(photos(one).read_bytes(), photos(other).read_bytes())
    assert [pair.verdict for pair in comparison.pairs] == [verdict]
    assert places(comparison.matches) == ([(0, 0)] if verdict == "very_likely" else [])


def test_a_group_and_its_mirror_image(comparisons: Comparisons, photos: PhotoPath) -> None:
    group = decode_jpeg(photos("t1.jpg").read_bytes())
    comparison = comparisons.compare(preview(group), preview(group[:, ::-1]))
    assert len(comparison.pairs) == 36
    centres = [
        (
            comparison.first.faces.faces[pair.first].box.x,
            comparison.second.faces.faces[pair.second].box.x,
            comparison.second.faces.faces[pair.second].box.width,
        )
        for pair in comparison.matches
    ]
    assert len(centres) == 6
    for left, mirrored, width in centres:
        assert left == pytest.approx(1 - mirrored - width, abs=0.03)


def test_what_cannot_be_read(comparisons: Comparisons, photos: PhotoPath) -> None:
    with pytest.raises(UnreadablePhotoError, match="not_a_photo"):
        comparisons.compare(photos("obama.jpg").read_bytes(), b"not a picture")


def lines(picture: RgbImage, shade: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """Around everything in this colour: left, top, right, bottom."""
    near = np.abs(picture.astype(int) - shade).max(axis=2) < 40
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize(("width", "height"), [(2000, 1000), (1000, 2000), (600, 600), (480, 320)])
def test_a_box_is_around_its_face(width: int, height: int) -> None:
    picture = decode_jpeg(framed(plain(width, height, MIDDLE), {0: 1}))
    left, top, right, bottom = lines(picture[picture.shape[0] // 3 :], numbered(1).colour)  # below the number
    thick = max(picture.shape) / 100 + 3
    assert (left, right) == pytest.approx((picture.shape[1] * 0.25, picture.shape[1] * 0.75), abs=thick)
    assert (top, bottom + picture.shape[0] // 3) == pytest.approx((0, picture.shape[0] * 0.75), abs=thick)


@pytest.mark.parametrize("flat", [True, False])
def test_boxes_of_very_long_photos_are_not_moved_by_their_padding(flat: bool) -> None:
    size = (12_000, 300) if flat else (300, 12_000)
    face = Box(0.48, 0.2, 0.04, 0.6) if flat else Box(0.2, 0.48, 0.6, 0.04)
    picture = decode_jpeg(framed(plain(*size, face), {}))
    height, width = picture.shape[:2]
    assert max(width, height) == pytest.approx(min(width, height) * LONGEST_RATIO, rel=0.01)
    content = 1280 * 300 / 12_000
    left, top, right, bottom = lines(picture, (200, 200, 200))
    long, short = ((left, right), (top, bottom)) if flat else ((top, bottom), (left, right))
    middle = min(width, height) / 2
    assert short == pytest.approx((middle - 0.3 * content, middle + 0.3 * content), abs=6)
    assert long == pytest.approx((0.48 * 1280, 0.52 * 1280), abs=6)


def test_boxes_stay_within_the_picture() -> None:
    picture = decode_jpeg(framed(plain(800, 600, Box(0.7, 0.4, 0.3, 0.6)), {0: 2}))
    left, _, right, bottom = lines(picture, numbered(2).colour)
    assert left == pytest.approx(560, abs=10)
    assert right in range(790, 801)
    assert bottom in range(590, 601)


def test_numbers_beyond_the_colours_begin_again() -> None:
    assert len(set(COLOURS)) == 7
    assert numbered(8).colour == numbered(1).colour


def test_a_match_has_one_colour_in_both_photos() -> None:
    left, right = Box(0.1, 0.4, 0.2, 0.3), Box(0.7, 0.4, 0.2, 0.3)
    one, other = plain(900, 600, left, right), plain(900, 600, left, right)
    matches = (Pair(0, 1, 99), Pair(1, 0, 90))
    first, second = map(decode_jpeg, pictures(Comparison(one, other, matches, matches)))
    for picture, places_ in ((first, (1, 2)), (second, (2, 1))):
        halves = np.array_split(picture, 2, axis=1)
        for half, number in zip(halves, places_, strict=True):
            assert near(half, numbered(number).colour) > 500
            assert near(half, numbered(3 - number).colour) == 0


def near(picture: RgbImage, shade: tuple[int, int, int]) -> int:
    return int((np.abs(picture.astype(int) - shade).max(axis=2) < 30).sum())


def test_a_picture_can_be_sent(comparisons: Comparisons, photos: PhotoPath) -> None:
    data = photos("t1.jpg").read_bytes()
    for picture in pictures(comparisons.compare(data, data)):
        assert len(picture) < 10_000_000
        assert max(decode_jpeg(picture).shape) <= 1280
