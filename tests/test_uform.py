"""UForm, loaded for real from a small checkpoint."""

import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import uform
from PIL import Image
from uform.numpy_processors import ImageProcessor

from core.encoders.sessions import open_session
from core.encoders.text import BASIC, load_text_encoder
from core.encoders.uform import UForm, fetch
from core.errors import EmptyQueryError, WeightsMissingError
from core.indexer import Indexer
from core.intake.images import decode, preview
from core.pixels import decode_jpeg
from core.text_model import TextModel
from core.types import RgbImage
from tests.checkpoints import COLOURS, COMMIT, MODEL, use_cache, write_checkpoint
from tests.conftest import PhotoPath


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_cache(tmp_path, monkeypatch)
    return write_checkpoint(tmp_path)


@pytest.fixture
def model(snapshot: Path) -> UForm:
    return UForm(MODEL)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub where nobody listens."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")


def plain(colour: str, width: int = 64, height: int = 64) -> RgbImage:
    return np.full((height, width, 3), np.array(COLOURS[colour]) * 255, np.uint8)


def test_a_colour_finds_its_photo(model: UForm) -> None:
    vectors = model.encode_photos([plain("green"), plain("red"), plain("white")])
    assert vectors.shape == (3, model.dimensions)
    assert vectors.dtype == np.float32
    for description, place in (("something red", 1), ("cỏ màu lục", 0), ("Snow", 2)):
        assert (vectors @ model.encode_query(description)).argmax() == place


def test_vectors_have_length_one(model: UForm) -> None:
    vectors = model.encode_photos([plain(colour) for colour in COLOURS] * 2)
    assert len(vectors) == 2 * len(COLOURS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert np.linalg.norm(model.encode_query("a red car")) == pytest.approx(1)
    assert model.encode_photos([]).shape == (0, model.dimensions)


def test_identity_names_the_revision(model: UForm) -> None:
    assert model.identity == f"{MODEL}@{COMMIT[:12]}"


def test_is_loaded_by_its_name(snapshot: Path) -> None:
    assert isinstance(load_text_encoder(MODEL), UForm)


@pytest.mark.parametrize("text", ["", " \n", "\ud83d"])
def test_nothing_to_search_for(model: UForm, text: str) -> None:
    with pytest.raises(EmptyQueryError):
        model.encode_query(text)


@pytest.mark.parametrize("text", ["🏖️", "red " * 1000, 'DROP TABLE "photos"; --', "a\0b", "red \ud83d"])
def test_any_text_is_encoded(model: UForm, text: str) -> None:
    assert np.isfinite(model.encode_query(text)).all()


def test_an_upright_photo_is_cropped_and_not_squashed(model: UForm) -> None:
    upright = np.concatenate([plain("red", 60, 80), plain("green", 60, 80), plain("blue", 60, 80)])
    colours = list(COLOURS)
    (vector,) = model.encode_photos([upright])
    assert colours[vector.argmax()] == "green"
    assert vector[colours.index("red")] < 0.05


MEAN_DIFFERENCE, MOST_DIFFERENCE = 3, 25
"""Grey values of 255 between our input and UForm's own: on the average, and of 99 in 100."""

ORIGINALS = {
    "wide": ("rocket.jpg", None, 3),
    "a little wide": ("coffee.png", None, 3),
    "square": ("astronaut.png", None, 3),
    "upright": ("obama3.jpg", None, 1),
    "upright, large": ("biden.jpg", None, 3),
    "panoramic": ("t1.jpg", (0, 250, 1280, 550), 3),
    "an upright strip": ("obama3.jpg", (500, 0, 1000, 2333), 2),
    "small": ("chelsea.png", None, 1),
}
"""A photo, what is cut out of it, and how many times as large that is made. Previews of photos longer than
5.7 times their width are smaller than what the model looks at: 1280 pixels for 224."""


def original(photos: PhotoPath, name: str) -> Image.Image:
    file, part, times = ORIGINALS[name]
    photo = Image.open(photos(file)).convert("RGB").crop(part)
    return photo.resize((photo.width * times, photo.height * times), Image.Resampling.LANCZOS)


def preview_of(photo: Image.Image) -> RgbImage:
    """As the worker processes get it: the JPEG that an import makes, decoded."""
    file = io.BytesIO()
    photo.save(file, "jpeg", quality=95)
    return decode_jpeg(preview(decode(file.getvalue(), photo.width * photo.height).pixels))


class Corrected(ImageProcessor):  # type: ignore[misc]
    """UForm's own processor, line by line, where the height of upright photos comes from their own width."""

    def _resize_crop_normalize(self, image: Image.Image) -> np.ndarray:
        size = self._image_size
        width, height = image.size
        if width < height:
            width, height = size, int(height / width * size)
        else:
            width, height = int(width / height * size), size
        image = image.resize((width, height), resample=Image.Resampling.BICUBIC)
        corner = (width - size) / 2, (height - size) / 2
        image = image.crop((*corner, corner[0] + size, corner[1] + size))
        pixels = (np.array(image).astype(np.float32) / 255.0 - self.image_mean) / self.image_std
        return np.transpose(pixels, (2, 0, 1))


@pytest.mark.parametrize("name", ORIGINALS)
def test_close_to_uforms_own_processor_on_the_original(
    snapshot: Path, photos: PhotoPath, model: UForm, name: str
) -> None:
    """Its pixels within a tolerance, and cosine 0.999 and more between its whole way and ours."""
    photo = original(photos, name)
    processor = Corrected(snapshot / "config.json")
    (theirs,), (ours,) = processor(photo), model._squares([preview_of(photo)])
    greys = np.abs(theirs - ours) * processor.image_std.reshape(3, 1, 1) * 255
    assert greys.mean() < MEAN_DIFFERENCE
    assert np.quantile(greys, 0.99) < MOST_DIFFERENCE
    if photo.width >= photo.height:
        assert np.array_equal(theirs, ImageProcessor(snapshot / "config.json")(photo)[0])
    _, encoders = uform.get_model(MODEL, modalities=["image_encoder"])
    encoder = encoders[uform.Modality("image_encoder")]
    vector = encoder.encode(theirs[None], return_features=False)[0]
    assert model.encode_photos([preview_of(photo)])[0] @ vector / np.linalg.norm(vector) > 0.999


@pytest.mark.usefixtures("snapshot")
def test_as_close_to_uforms_own_whole_way_for_words(model: UForm) -> None:
    processors, encoders = uform.get_model(MODEL, modalities=["text_encoder"])
    key = uform.Modality("text_encoder")
    for text in ("a red car", "biển", "snow " * 100):
        vector = encoders[key].encode(processors[key](text), return_features=False)[0]
        assert model.encode_query(text) == pytest.approx(vector / np.linalg.norm(vector), abs=1e-6)


def test_loading_asks_no_network(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("httpx2.Client.send", lambda *_, **__: pytest.fail("asked the network"))
    UForm(MODEL)


def test_sessions_take_one_thread(model: UForm) -> None:
    for session in (model._photos, model._texts):
        assert session.get_session_options().intra_op_num_threads == 1


def test_no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_cache(tmp_path, monkeypatch)
    with pytest.raises(WeightsMissingError, match="not in the cache"):
        UForm(MODEL)


FILES = ["config.json", "tokenizer.json", "text_encoder.onnx", "image_encoder.onnx"]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_noticed(snapshot: Path, name: str) -> None:
    (snapshot / name).unlink()
    with pytest.raises(WeightsMissingError, match=f"{name} is missing"):
        UForm(MODEL)


@pytest.mark.parametrize("size", [0, 200])
@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_noticed(snapshot: Path, name: str, size: int) -> None:
    file = (snapshot / name).resolve()
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(WeightsMissingError, match="damaged"):
        UForm(MODEL)


@pytest.mark.parametrize("name", FILES)
def test_a_cut_copy_is_noticed_where_links_are_not_used(snapshot: Path, name: str) -> None:
    content = (snapshot / name).read_bytes()
    (snapshot / name).unlink()
    (snapshot / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(WeightsMissingError, match="damaged"):
        UForm(MODEL)


def test_a_flipped_bit_is_noticed(snapshot: Path) -> None:
    file = (snapshot / "image_encoder.onnx").resolve()
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)
    with pytest.raises(WeightsMissingError, match="damaged"):
        UForm(MODEL)


@pytest.mark.usefixtures("offline")
def test_fetching_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_cache(tmp_path, monkeypatch)
    with pytest.raises(WeightsMissingError, match="could not be fetched"):
        fetch(MODEL)


@pytest.mark.usefixtures("offline")
def test_what_is_cached_needs_no_fetching(snapshot: Path) -> None:
    fetch(MODEL)


@pytest.mark.usefixtures("offline")
def test_what_is_damaged_is_fetched_again(snapshot: Path) -> None:
    file = (snapshot / "image_encoder.onnx").resolve()
    file.write_bytes(b"")
    with pytest.raises(WeightsMissingError):
        fetch(MODEL)


@pytest.mark.usefixtures("offline", "snapshot")
def test_fetching_loads_nothing_here() -> None:
    sessions = open_session.cache_info().currsize
    fetch(MODEL)
    assert open_session.cache_info().currsize == sessions


@pytest.fixture
def one_worker() -> Iterator[Indexer]:
    opened = Indexer(1)
    yield opened
    opened.close()


@pytest.mark.usefixtures("offline", "snapshot")
def test_a_text_model_that_is_there_is_used(one_worker: Indexer) -> None:
    model = TextModel(MODEL, one_worker)
    assert (model.name, model.is_wanting()) == (MODEL, False)


@pytest.mark.usefixtures("offline")
def test_a_text_model_is_used_once_a_worker_has_tried_it(snapshot: Path, one_worker: Indexer) -> None:
    """A file that is no link, so that its name does not say what is to be in it."""
    content = (snapshot / "config.json").read_bytes()
    (snapshot / "config.json").unlink()
    (snapshot / "config.json").write_bytes(b"{}")
    model = TextModel(MODEL, one_worker)
    assert (model.name, model.is_wanting()) == (BASIC, True)
    fetch(MODEL)
    with pytest.raises(WeightsMissingError, match="could not be fetched"):
        model.fetch()
    assert (model.name, model.is_wanting()) == (BASIC, True)
    (snapshot / "config.json").write_bytes(content)
    model.fetch()
    assert (model.name, model.is_wanting()) == (MODEL, False)


@pytest.mark.parametrize("name", ["", "no/such/model", "../..", "unum-cloud/uform3 small"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(WeightsMissingError):
        UForm(name)


def test_worker_processes_take_the_same_cache(snapshot: Path) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(identity, MODEL).result() == UForm(MODEL).identity


def identity(name: str) -> str:
    return UForm(name).identity
