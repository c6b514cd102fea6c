"""The embedded models on real photos."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.encoders import weights
from core.encoders.detection import OfSmallCopies
from core.encoders.embedded import BATCH, EmbeddedDetector, EmbeddedEmbedder, register
from core.encoders.faces import LONG_SIDE, MINIMUM_SIDE, FaceEncoder, find_faces
from core.errors import WeightsMissingError
from core.types import EncodedFaces, RgbImage
from tests.conftest import PhotoPath, rgb

Read = Callable[[str], RgbImage]

STRANGERS = 0.87  # cosine; on LFW one pair of strangers in a hundred has more
FRIENDS = 0.92


@pytest.fixture(scope="module")
def encoder() -> FaceEncoder:
    return FaceEncoder()


@pytest.fixture(scope="module")
def read(photos: PhotoPath) -> Read:
    return lambda name: rgb(photos(name))


def cosine(one: EncodedFaces, other: EncodedFaces) -> float:
    return float(one.vectors[0] @ other.vectors[0])


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("obama.jpg", 1),
        ("biden.jpg", 1),
        ("astronaut.png", 1),
        ("t1.jpg", 6),
        ("coffee.png", 0),
        ("rocket.jpg", 0),
    ],
)
def test_finds_every_face_and_no_other(encoder: FaceEncoder, read: Read, name: str, count: int) -> None:
    found = encoder.encode(read(name))
    assert len(found.faces) == count
    assert found.vectors.shape == (count, encoder.dimensions)
    assert found.vectors.dtype == np.float32


def test_describes_a_face(encoder: FaceEncoder, read: Read) -> None:
    for face in encoder.encode(read("t1.jpg")).faces:
        assert 0 < face.box.x < face.box.x + face.box.width < 1
        assert 0 < face.box.y < face.box.y + face.box.height < 1
        assert face.landmarks is not None
        (left, top), (right, _), (_, nose), (corner, mouth), (other, _) = face.landmarks
        assert face.box.x < left < right < face.box.x + face.box.width
        assert face.box.y < top < nose < mouth < face.box.y + face.box.height
        assert corner < other
        assert 0.6 <= face.score <= 1
        assert 0 < face.quality <= 1


def test_vectors_have_length_one_and_faces_are_sorted_by_area(encoder: FaceEncoder, read: Read) -> None:
    found = encoder.encode(read("t1.jpg"))
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
    areas = [face.box.width * face.box.height for face in found.faces]
    assert areas == sorted(areas, reverse=True)


@pytest.mark.parametrize(
    "name", ["obama2.jpg", "obama3.jpg", "obama_partial_face.jpg", "obama_partial_face2.jpg", "32bit.png"]
)
def test_one_person_is_near(encoder: FaceEncoder, read: Read, name: str) -> None:
    assert cosine(encoder.encode(read("obama.jpg")), encoder.encode(read(name))) > FRIENDS


@pytest.mark.parametrize("name", ["biden.jpg", "astronaut.png", "Tom_Hanks_54745.png", "t1.jpg"])
def test_strangers_are_far(encoder: FaceEncoder, read: Read, name: str) -> None:
    obama, others = encoder.encode(read("obama.jpg")), encoder.encode(read(name))
    assert (others.vectors @ obama.vectors[0] < STRANGERS).all()


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("name", ["obama.jpg", "t1.jpg"])
def test_a_turned_photo_is_found_the_right_way_up(
    encoder: FaceEncoder, read: Read, name: str, turns: int
) -> None:
    upright, turned = encoder.encode(read(name)), encoder.encode(np.rot90(read(name), turns))
    assert len(turned.faces) == len(upright.faces)
    assert ((turned.vectors @ upright.vectors.T).max(axis=0) > 0.97).all()
    face, same = turned.faces[0].box, upright.faces[0].box
    x, y = same.x + same.width / 2, same.y + same.height / 2
    expected = {1: (y, 1 - x), 2: (1 - x, 1 - y), 3: (1 - y, x)}[turns]
    if name == "obama.jpg":
        assert (face.x + face.width / 2, face.y + face.height / 2) == pytest.approx(expected, abs=0.02)


def test_the_size_of_the_photo_does_not_matter(encoder: FaceEncoder, read: Read) -> None:
    photo = read("obama.jpg")
    usual = encoder.encode(photo)
    for scale in (0.3, 3.2):
        other = encoder.encode(cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        assert cosine(usual, other) > 0.97
        box, expected = other.faces[0].box, usual.faces[0].box
        assert (box.x, box.y, box.width, box.height) == pytest.approx(
            (expected.x, expected.y, expected.width, expected.height), abs=0.02
        )


@pytest.mark.parametrize("height", [200, 800, 2400, 3190])
def test_a_face_that_fills_the_frame(encoder: FaceEncoder, read: Read, height: int) -> None:
    photo = read("obama.jpg")
    box = encoder.encode(photo).faces[0].box
    rows, columns = (slice(round(start * n), round((start + size) * n)) for start, size, n in (
        (box.y, box.height, photo.shape[0]), (box.x, box.width, photo.shape[1])))  # fmt: skip
    crop = photo[rows, columns]
    scale = height / crop.shape[0]
    close_up = encoder.encode(cv2.resize(crop, None, fx=scale, fy=scale))
    assert cosine(close_up, encoder.encode(photo)) > FRIENDS
    clipped = close_up.faces[0].box
    assert clipped.x >= 0
    assert clipped.y >= 0
    assert clipped.x + clipped.width <= 1
    assert clipped.y + clipped.height <= 1


@pytest.mark.parametrize("cut", [0.15, 0.3])
@pytest.mark.parametrize("side", ["left", "right", "bottom"])
def test_a_face_cut_by_the_edge(encoder: FaceEncoder, read: Read, side: str, cut: float) -> None:
    photo = read("obama.jpg")
    whole = encoder.encode(photo)
    box = whole.faces[0].box
    left, right = ((box.x + part * box.width) * photo.shape[1] for part in (cut, 1 - cut))
    bottom = (box.y + (1 - cut) * box.height) * photo.shape[0]
    rest = {
        "left": photo[:, round(left) :],
        "right": photo[:, : round(right)],
        "bottom": photo[: round(bottom)],
    }[side]
    found = encoder.encode(rest)
    assert len(found.faces) == 1
    assert cosine(found, whole) > STRANGERS
    clipped = found.faces[0].box
    assert 0 <= clipped.x < clipped.x + clipped.width <= 1
    assert 0 <= clipped.y < clipped.y + clipped.height <= 1


def test_a_close_up_beside_a_small_face(encoder: FaceEncoder, read: Read) -> None:
    photo = np.zeros((1280, 1280, 3), np.uint8)
    photo[:, :980] = cv2.resize(read("obama.jpg")[190:680, 300:675], (980, 1280))
    photo[:250, 1000:] = cv2.resize(read("biden.jpg")[200:900, 200:900], (280, 250))
    found = encoder.encode(photo)
    assert len(found.faces) == 2
    assert cosine(found, encoder.encode(read("obama.jpg"))) > FRIENDS


def test_faces_too_small_to_tell_apart_are_left_out(encoder: FaceEncoder, read: Read) -> None:
    photo = np.full((400, 400, 3), 90, np.uint8)
    face = read("obama.jpg")[190:680, 300:675]
    for side in (MINIMUM_SIDE - 5, MINIMUM_SIDE * 3):
        small = photo.copy()
        small[50 : 50 + side, 50 : 50 + side] = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
        assert len(encoder.encode(small).faces) == (side > MINIMUM_SIDE)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 5000, 3), (3000, 2, 3), (500, 700, 3)])
@pytest.mark.parametrize("value", [0, 255])
def test_nothing_to_see(encoder: FaceEncoder, shape: tuple[int, int, int], value: int) -> None:
    found = encoder.encode(np.full(shape, value, np.uint8))
    assert found.faces == ()
    assert found.vectors.shape == (0, encoder.dimensions)


def test_any_memory_layout(encoder: FaceEncoder, read: Read) -> None:
    photo = read("obama.jpg")
    expected = encoder.encode(photo).vectors
    photo.setflags(write=False)
    mirrored_twice = np.ascontiguousarray(photo[:, ::-1])[:, ::-1]
    np.testing.assert_array_equal(encoder.encode(photo).vectors, expected)
    np.testing.assert_array_equal(encoder.encode(mirrored_twice).vectors, expected)


def test_more_faces_than_a_batch(encoder: FaceEncoder, read: Read) -> None:
    face = cv2.resize(read("obama.jpg")[150:720, 260:715], (114, 142), interpolation=cv2.INTER_AREA)
    crowd = np.tile(face, (5, 5, 1))
    found = encoder.encode(crowd)
    assert len(found.faces) == 25 > BATCH
    assert (found.vectors @ found.vectors[0] > 0.97).all()


def test_five_hundred_faces(encoder: FaceEncoder, read: Read) -> None:
    face = cv2.resize(read("obama.jpg")[150:720, 260:715], (80, 100), interpolation=cv2.INTER_AREA)
    found = encoder.encode(np.tile(face, (20, 25, 1)))
    assert len(found.faces) == 500
    assert (found.vectors @ found.vectors[0] > 0.95).all()


def test_small_faces_of_a_large_group_photo(read: Read) -> None:
    """Too small for one look at the whole photo; in tiles each is found once."""
    photo = crowd(read("t1.jpg"), 8)
    found = find_faces(EmbeddedDetector(), photo)
    assert len(found) == 8 * 8 * 6
    assert min(face.area for face in found) > 20**2
    assert len(find_faces(OfSmallCopies(EmbeddedDetector(), 1280), photo)) < 0.6 * len(found)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_large_group_photo_is_found_the_right_way_up(read: Read, turns: int) -> None:
    photo = np.rot90(crowd(read("t1.jpg"), 3), turns)
    found = find_faces(EmbeddedDetector(), photo)
    assert len(found) == 3 * 3 * 6
    sides = [face.landmarks[0] - face.landmarks[1] for face in found if face.landmarks is not None]
    assert (np.array(sides) @ {1: (0, 1), 2: (1, 0), 3: (0, -1)}[turns] > 0).all()


def crowd(group: RgbImage, side: int) -> RgbImage:
    """So many groups beside and below each other, in a photo of 3072 pixels."""
    width = 3072 // side
    height = round(width * group.shape[0] / group.shape[1])
    return np.tile(cv2.resize(group, (width, height), interpolation=cv2.INTER_AREA), (side, side, 1))


def test_threads_do_not_change_the_vectors(encoder: FaceEncoder, read: Read) -> None:
    photo = read("t1.jpg")
    two = FaceEncoder(threads=2)
    assert two.identity == encoder.identity
    np.testing.assert_allclose(two.encode(photo).vectors, encoder.encode(photo).vectors, atol=1e-4)


def test_identity_names_the_very_weights(encoder: FaceEncoder) -> None:
    assert weights.SHA256[weights.FACE_EMBEDDER][:8] in encoder.identity
    assert weights.SHA256[weights.FACE_DETECTOR][:8] in encoder.identity


def test_the_detector_calls_left_and_right_what_deepface_does(read: Read) -> None:
    for region in EmbeddedDetector().detect_faces(read("t1.jpg")[..., ::-1]):
        assert region.left_eye[0] > region.right_eye[0]  # the person's own left
        assert region.mouth_left[0] > region.mouth_right[0]
        assert region.x < region.nose[0] < region.x + region.w
        assert region.confidence > 0.6


def test_deepface_works_with_both(
    encoder: FaceEncoder, photos: PhotoPath, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPFACE_HOME", str(tmp_path))
    register()
    register()
    from deepface import DeepFace  # noqa: PLC0415 (makes folders as it is imported)

    names = {"model_name": "embedded", "detector_backend": "embedded"}
    obama, again, biden = (str(photos(name)) for name in ("obama.jpg", "obama2.jpg", "biden.jpg"))
    assert DeepFace.verify(obama, again, **names)["verified"]
    assert not DeepFace.verify(obama, biden, **names)["verified"]
    assert not DeepFace.verify(obama, again, **names, threshold=0.001)["verified"]
    assert len(DeepFace.extract_faces(str(photos("t1.jpg")), detector_backend="embedded")) == 6
    rows = DeepFace.represent(obama, **names)
    assert np.array(rows[0]["embedding"]) @ encoder.encode(read("obama.jpg")).vectors[0] > 0.95


def test_forward_takes_one_crop_or_several(read: Read) -> None:
    embedder = EmbeddedEmbedder()
    face = cv2.resize(read("obama.jpg")[190:680, 300:675], (224, 224))[..., ::-1] / 255
    noise = np.random.default_rng(0).random((224, 224, 3))
    one = embedder.forward(face)
    assert np.array(one).shape == (256,)
    several = np.array(embedder.forward(np.stack([face, noise]).astype(np.float32)))
    np.testing.assert_allclose(several[0], one, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(several, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("content", [None, b"version of a pointer"])
def test_missing_or_cut_weights_are_named(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / weights.FACE_DETECTOR).write_bytes(content)
    with pytest.raises(WeightsMissingError, match=weights.FACE_DETECTOR):
        weights.locate(weights.FACE_DETECTOR, tmp_path)


@pytest.mark.parametrize("name", weights.SHA256)
def test_the_weights_are_the_released_ones(name: str) -> None:
    assert weights.locate(name).name == name


def test_importing_makes_no_folders_and_loads_no_model(tmp_path: Path) -> None:
    code = (
        "import core.encoders.faces, core.encoders.sessions as s; print(s.open_session.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(tmp_path), "DEEPFACE_HOME": str(tmp_path), "ORT_DISABLE_TELEMETRY": "1"},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0\n"
    assert list(tmp_path.iterdir()) == []


def test_a_large_photo_is_looked_at_small_and_cut_large(encoder: FaceEncoder, read: Read) -> None:
    """A face of 26 pixels on the shrunk copy has all its detail in the photo."""
    photo = np.full((LONG_SIDE * 3, LONG_SIDE * 3, 3), 120, np.uint8)
    face = cv2.resize(read("obama.jpg")[150:720, 260:715], (156, 195), interpolation=cv2.INTER_AREA)
    photo[1000:1195, 900:1056] = face
    found = encoder.encode(photo)
    shrunk = encoder.encode(cv2.resize(photo, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA))
    truth = encoder.encode(read("obama.jpg"))
    assert cosine(found, truth) > cosine(shrunk, truth)
    assert cosine(found, truth) > FRIENDS
