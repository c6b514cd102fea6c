"""The basic description search, with its real weights on real photos."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.encoders import colours as colour_numbers
from core.encoders.basic_text import CLASSES, BasicText
from core.encoders.colours import COLOURS, colours
from core.encoders.descriptions import FITTED, Descriptions
from core.encoders.text import BASIC, load_text_encoder
from core.encoders.traits import trait_scores
from core.encoders.vocabulary import Vocabulary, stems
from core.search.cut import stand_out
from core.types import RgbImage, Vectors

NAMES = ("chelsea.png", "coffee.png", "rocket.jpg", "astronaut.png", "t1.jpg", "obama.jpg")
FACES = {"astronaut.png": (1, 1, 0.25), "t1.jpg": (6, 0, 0.1), "obama.jpg": (1, 1, 0.3)}


@pytest.fixture(scope="module")
def model() -> BasicText:
    return BasicText()


@pytest.fixture(scope="module")
def search() -> Descriptions:
    return Descriptions()


@pytest.fixture(scope="module")
def previews(photos: Callable[[str], Path]) -> list[RgbImage]:
    return [np.asarray(Image.open(photos(name)).convert("RGB")) for name in NAMES]


@pytest.fixture(scope="module")
def gallery(model: BasicText, previews: list[RgbImage]) -> Vectors:
    return model.encode_photos(previews)


@pytest.fixture(scope="module")
def faces() -> NDArray[np.float32]:
    return np.array([FACES.get(name, (0, 0, 0)) for name in NAMES], np.float32)


def test_vectors(model: BasicText, gallery: Vectors) -> None:
    assert gallery.shape == (len(NAMES), model.dimensions) == (6, 1018)
    assert gallery.dtype == np.float32
    assert gallery[:, :CLASSES].sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert model.encode_photos([]).shape == (0, 1018)


def test_a_photo_is_described_alike_alone_and_in_a_batch(
    model: BasicText, previews: list[RgbImage], gallery: Vectors
) -> None:
    assert model.encode_photos(previews[:1])[0] == pytest.approx(gallery[0], abs=1e-5)


def test_is_loaded_by_its_name(search: Descriptions) -> None:
    model = load_text_encoder(BASIC)
    assert model.identity == search.identity
    assert model.dimensions == search.dimensions


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("a cat", "chelsea.png"),
        ("show me pictures of kittens", "chelsea.png"),
        ("cup of coffee", "coffee.png"),
        ("espresso", "coffee.png"),
        ("rocket", "rocket.jpg"),
        ("missile launch at night", "rocket.jpg"),
        ("portrait of an astronaut", "astronaut.png"),
        ("group of people", "t1.jpg"),
        ("man in a suit and tie", "obama.jpg"),
    ],
)
def test_finds_the_photo(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str, name: str
) -> None:
    found = search.score(query, gallery, faces)
    assert NAMES[int(found.raw.argmax())] == name
    assert found.scores.argmax() == found.raw.argmax()
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("query", "name"), [("a cat", "chelsea.png"), ("cup of coffee", "coffee.png"), ("rocket", "rocket.jpg")]
)
def test_what_is_plain_to_see_is_promised(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str, name: str
) -> None:
    assert search.score(query, gallery, faces).scores[NAMES.index(name)] > 80


@pytest.mark.parametrize("query", ["pizza", "a dog", "families", "beach", "bus", "birthday cake", "red"])
@pytest.mark.parametrize("size", [1, 3, 6])
def test_what_no_photo_shows_is_not_promised(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str, size: int
) -> None:
    assert search.score(query, gallery[:size], faces[:size]).scores.max() < 15


@pytest.mark.parametrize("query", ["a cat", "pizza", "red", "group of people", "a white cat in the snow"])
def test_a_photo_is_worth_the_same_alone_as_among_others(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str
) -> None:
    together = search.score(query, gallery, faces)
    for i in range(len(gallery)):
        alone = search.score(query, gallery[i : i + 1], faces[i : i + 1])
        np.testing.assert_allclose(alone.scores, together.scores[i : i + 1], rtol=1e-3)


@pytest.mark.parametrize("query", ["a cat", "pizza", "man in a suit and tie", "smiling"])
def test_chances_are_in_the_order_of_the_evidence(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str
) -> None:
    found = search.score(query, gallery, faces)
    assert (np.diff(found.scores[np.argsort(found.raw)]) >= 0).all()


def test_who_asks_for_more_is_promised_less() -> None:
    vocabulary, evidence = Vocabulary(), np.array([3, 6, 9], np.float32)
    cat, both, many = (
        FITTED.percent(evidence, *vocabulary.read(query).needs)
        for query in ("cat", "cat sofa", "a small striped cat asleep on an old green sofa")
    )
    assert (cat > both).all()
    assert (both > many).all()


def test_unknown_words_are_named_once(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32]
) -> None:
    found = search.score("A Zblorg next to the cat, zblorg and qwrtz", gallery, faces)
    assert found.unknown == ("zblorg", "qwrtz")
    assert NAMES[int(found.scores.argmax())] == "chelsea.png"


@pytest.mark.parametrize(
    "query", ["", "🏖️", "của những", "bãi biển", "zblorg", "12 34", "the of a", "\0", "\ud83d"]
)
def test_no_known_word_scores_nothing(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str
) -> None:
    assert not search.score(query, gallery, faces).scores.any()


def test_vietnamese_is_owned_up_to(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32]
) -> None:
    assert search.score("Bãi biển lúc hoàng hôn", gallery, faces).unknown == (
        "bãi", "biển", "lúc", "hoàng", "hôn",
    )  # fmt: skip


@pytest.mark.parametrize("query", ["cat " * 1000, "x" * 4000, "'; DROP TABLE photos; --", "cat\n\t\0dog"])
@pytest.mark.parametrize("size", [0, 1, 2, 6])
def test_any_query_on_any_gallery(
    search: Descriptions, gallery: Vectors, faces: NDArray[np.float32], query: str, size: int
) -> None:
    found = search.score(query, gallery[:size], faces[:size])
    assert found.scores.shape == found.raw.shape == (size,)
    assert np.isfinite(found.raw).all()
    assert (found.scores >= 0).all()
    assert (found.scores <= 100).all()


def test_equal_photos_do_not_stand_out(search: Descriptions, gallery: Vectors) -> None:
    alike = np.repeat(gallery[:1], 5, axis=0)
    found = search.score("a white cat smiling in the snow", alike, np.ones((5, 3), np.float32))
    assert stand_out(found.raw) == 0


def test_colours_of_plain_photos() -> None:
    for name, rgb in (
        ("red", (220, 20, 20)),
        ("orange", (250, 140, 20)),
        ("yellow", (250, 240, 30)),
        ("green", (30, 150, 40)),
        ("blue", (30, 60, 220)),
        ("brown", (110, 70, 35)),
        ("black", (5, 5, 5)),
        ("white", (250, 250, 250)),
        ("gray", (128, 128, 128)),
    ):
        numbers = colours(np.full((30, 40, 3), rgb, np.uint8))
        assert numbers.shape == (colour_numbers.DIMENSIONS,)
        assert numbers[COLOURS.index(name)] == 1
        assert numbers[: len(COLOURS)].sum() == 1


def test_colours_and_faces_have_their_say() -> None:
    red, grey = (colours(np.full((9, 9, 3), rgb, np.uint8)) for rgb in ((220, 20, 20), (128, 128, 128)))
    both, nobody = np.array([red, grey]), np.zeros((2, 3), np.float32)
    assert trait_scores(["red"], both, nobody).argmax() == 0
    assert trait_scores(["black", "and", "white"], both, nobody).argmax() == 1
    assert not trait_scores(["table"], both, nobody).any()
    crowd = np.array([(0, 0, 0), (9, 0, 0.1)], np.float32)
    assert trait_scores(["crowd"], both, crowd).argmax() == 1


def test_phrases_come_before_words() -> None:
    vocabulary = Vocabulary()
    (sausage,), (animal,) = vocabulary.read("a hot dog").concepts, vocabulary.read("a dog").concepts
    assert set(sausage.classes).isdisjoint(animal.classes)
    assert vocabulary.read("Show me photos of dogs").words == ("dogs",)


@pytest.mark.parametrize(
    ("word", "stem"), [("ponies", "pony"), ("buses", "bus"), ("running", "run"), ("skier", "ski")]
)
def test_stems(word: str, stem: str) -> None:
    assert stem in tuple(stems(word))
