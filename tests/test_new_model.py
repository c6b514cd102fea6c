"""Another model is chosen: the one of before answers until the new one has seen all, and they never mix."""

import threading
from collections.abc import Iterator
from pathlib import Path

import onnx
import pytest

from core import reindexer
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.gallery import Galleries
from core.importer import Importer
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.search.answers import Answer
from core.store.store import Store
from core.text_model import TextModel
from tests.checkpoints import MODEL as UFORM
from tests.checkpoints import use_cache, write_checkpoint
from tests.conftest import PhotoPath
from tests.made import begin_import
from tests.searches import photos_of
from tests.test_deepface_models import forget_models, random_network
from tests.zips import zip_of

ANN, BOB = 1, 2
OLD, NEW = FaceModelNames(), FaceModelNames(model="ArcFace")
NAMES = ("obama.jpg", "obama2.jpg", "biden.jpg", "t1.jpg", "coffee.png", "chelsea.png", "astronaut.png")
OTHER_UFORM = "unum-cloud/uform3-image-text-english-base"


@pytest.fixture(scope="module")
def arcface(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """DeepFace's file of ArcFace's weights, with random ones."""
    home = tmp_path_factory.mktemp("deepface")
    file = home / ".deepface" / "weights" / "arcface_weights.onnx"
    file.parent.mkdir(parents=True)
    onnx.save(random_network(112, 112, 512, channels_last=True), file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPFACE_HOME", str(home))
        for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            patch.setenv(proxy, "http://127.0.0.1:9")
        yield file
    forget_models()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The hub's cache, where two of UForm's models are."""
    folder = tmp_path_factory.mktemp("hub")
    for name in (UFORM, OTHER_UFORM):
        write_checkpoint(folder, name)
    with pytest.MonkeyPatch.context() as patch:
        use_cache(folder, patch)
        yield folder


@pytest.fixture(scope="module")
def workers(arcface: Path, hub: Path) -> Iterator[Indexer]:
    opened = Indexer(2)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexer, "BATCH_PHOTOS", 2)


def galleries_with(store: Store, workers: Indexer, names: FaceModelNames, text: str = "basic") -> Galleries:
    """As after a start of the bot with these settings."""
    return Galleries(store, workers, TextModel(text, workers), FaceModels.load(store, workers, names))


def import_photos(store: Store, workers: Indexer, names: FaceModelNames, files: dict[str, bytes]) -> None:
    """With the bot's settings as they are at the time."""
    job = begin_import(store, ANN)
    written = store.files(ANN)
    written.write(written.incoming(job.id), zip_of(files))
    models = FaceModels.load(store, workers, names)
    Importer(store, workers, ArchiveLimits(), models).run(job, lambda _: None, lambda: False)


def fill(store: Store, workers: Indexer, photos: PhotoPath) -> None:
    import_photos(store, workers, OLD, {name: photos(name).read_bytes() for name in NAMES})


def results(answer: Answer) -> list[tuple[int, int]]:
    return [(one.photo_id, round(one.percent)) for one in answer.search.results]


def models_of(store: Store, kind: str) -> set[str]:
    rows = store._db.rows("SELECT DISTINCT model FROM segments WHERE kind = ?", [kind])
    return {row["model"] for row in rows}


def test_the_model_of_before_answers_until_the_new_one_has_seen_all(
    store: Store, workers: Indexer, photos: PhotoPath
) -> None:
    fill(store, workers, photos)
    selfie = photos("obama3.jpg").read_bytes()
    before = photos_of(galleries_with(store, workers, OLD), ANN, selfie)
    assert before.total == 2
    galleries = galleries_with(store, workers, NEW)
    new, old = workers.face_identity(NEW), workers.face_identity(OLD)
    for batches in range(1, 4):
        answer = photos_of(galleries, ANN, selfie)
        assert (results(answer), answer.missing.unseen) == (results(before), 0)
        written: list[int] = []
        galleries.changed(ANN)
        galleries._reindexer.run(ANN, written.append, lambda: bool(written))  # noqa: B023
        assert galleries.unseen(ANN) == len(NAMES) - 2 * batches
        assert galleries.chats_behind() == [ANN]
        assert models_of(store, "faces") == {old, new}
    galleries.reindex(ANN, lambda: False)
    assert (galleries.unseen(ANN), galleries.chats_behind()) == (0, [])
    assert models_of(store, "faces") == {new}
    files = {path.name for path in store.files(ANN).vectors.iterdir()}
    assert files == set(store.segments.files(ANN))
    answer = photos_of(galleries, ANN, selfie)
    assert results(answer) != results(before)
    assert galleries.faces.gallery(ANN).model.identity == new


def test_photos_that_come_meanwhile_are_found(store: Store, workers: Indexer, photos: PhotoPath) -> None:
    fill(store, workers, photos)
    galleries = galleries_with(store, workers, NEW)
    written: list[int] = []
    galleries._reindexer.run(ANN, written.append, lambda: bool(written))
    import_photos(store, workers, NEW, {"late.jpg": photos("obama3.jpg").read_bytes()})
    answer = photos_of(galleries, ANN, photos("obama3.jpg").read_bytes())
    assert {match.photo.name for match in answer.matches} == {"obama.jpg", "obama2.jpg", "late.jpg"}
    galleries.reindex(ANN, lambda: False)
    assert models_of(store, "faces") == {workers.face_identity(NEW)}
    assert store.faces(ANN, workers.face_identity(NEW)).vectors.shape[1] == 512


def test_a_gallery_begun_with_the_new_model_has_no_other(
    store: Store, workers: Indexer, photos: PhotoPath
) -> None:
    import_photos(store, workers, NEW, {"obama.jpg": photos("obama.jpg").read_bytes()})
    assert models_of(store, "faces") == {workers.face_identity(NEW)}
    assert galleries_with(store, workers, NEW).chats_behind() == []


def test_back_to_the_model_of_before(store: Store, workers: Indexer, photos: PhotoPath) -> None:
    """In the middle: nothing of the other stays, and each face is there once."""
    fill(store, workers, photos)
    selfie = photos("obama3.jpg").read_bytes()
    before = photos_of(galleries_with(store, workers, OLD), ANN, selfie)
    faces = len(store.faces(ANN, workers.face_identity(OLD)).vectors)
    written: list[int] = []
    galleries_with(store, workers, NEW)._reindexer.run(ANN, written.append, lambda: len(written) > 1)
    galleries = galleries_with(store, workers, OLD)
    assert results(photos_of(galleries, ANN, selfie)) == results(before)
    galleries.reindex(ANN, lambda: False)
    assert models_of(store, "faces") == {workers.face_identity(OLD)}
    assert len(store.faces(ANN, workers.face_identity(OLD)).vectors) == faces
    assert results(photos_of(galleries, ANN, selfie)) == results(before)


def test_without_the_model_of_before_the_new_one_answers_with_what_it_has_seen(
    store: Store, workers: Indexer, photos: PhotoPath
) -> None:
    fill(store, workers, photos)
    store._db.execute("UPDATE models SET model = 'GhostFaceNet' WHERE model = 'embedded'")  # has no weights
    galleries = galleries_with(store, workers, NEW)
    answer = photos_of(galleries, ANN, photos("obama3.jpg").read_bytes())
    assert (answer.search.results, answer.missing.unseen) == ((), len(NAMES))
    galleries.reindex(ANN, lambda: False)
    assert photos_of(galleries, ANN, photos("obama3.jpg").read_bytes()).missing.unseen == 0


def test_searches_during_the_switch_are_answered_by_one_model_each(
    store: Store, workers: Indexer, photos: PhotoPath
) -> None:
    """Vectors of the two have 256 and 512 numbers: a product of both would fail."""
    fill(store, workers, photos)
    selfie = photos("obama3.jpg").read_bytes()
    old = results(photos_of(galleries_with(store, workers, OLD), ANN, selfie))
    galleries = galleries_with(store, workers, NEW)
    done, answers = threading.Event(), []

    def search() -> None:
        while not done.is_set():
            answers.append(results(photos_of(galleries, ANN, selfie)))

    searching = [threading.Thread(target=search) for _ in range(2)]
    for thread in searching:
        thread.start()
    galleries.reindex(ANN, lambda: False)
    new = results(photos_of(galleries, ANN, selfie))
    done.set()
    for thread in searching:
        thread.join()
    assert old in answers
    assert all(answer in (old, new) for answer in answers)


@pytest.mark.parametrize(("before", "after"), [("basic", UFORM), (UFORM, OTHER_UFORM), (UFORM, "basic")])
def test_descriptions_of_before_answer_until_all_are_made(
    store: Store, workers: Indexer, photos: PhotoPath, before: str, after: str
) -> None:
    fill(store, workers, photos)
    earlier = galleries_with(store, workers, OLD, before)
    earlier.describe(ANN, lambda: False)
    galleries = galleries_with(store, workers, OLD, after)
    (old,), new = models_of(store, "texts"), galleries._text_model.identity
    assert old != new

    def answers() -> str:
        notes = galleries.finder.words(ANN, "something brown").notes
        assert notes is not None
        assert notes.waiting == 0
        return galleries._texts._galleries.get(ANN).model.identity

    assert answers() == old
    photo = store.photos.all(ANN)[0]
    some = workers.encode_texts([store.preview(ANN, photo).read_bytes()], galleries._text_model.name)
    store.append_texts(ANN, [photo], some, new)
    galleries.changed(ANN)
    assert answers() == old
    assert models_of(store, "texts") == {old, new}
    galleries.describe(ANN, lambda: False)
    assert answers() == new
    assert models_of(store, "texts") == {new}
    assert store.chats.text_model(ANN) == new


def test_photos_that_come_meanwhile_get_both_descriptions(
    store: Store, workers: Indexer, photos: PhotoPath
) -> None:
    fill(store, workers, photos)
    galleries_with(store, workers, OLD, UFORM).describe(ANN, lambda: False)
    import_photos(store, workers, OLD, {"late.png": photos("rocket.jpg").read_bytes()})
    galleries = galleries_with(store, workers, OLD, OTHER_UFORM)
    stops = iter([False, False, False, True])  # after what the old model lacked
    galleries.describe(ANN, lambda: next(stops, True))
    notes = galleries.finder.words(ANN, "brown").notes
    assert notes is not None
    assert notes.waiting == 0
    assert store.chats.text_model(ANN) == f"{UFORM}@{galleries._text_model.identity.rpartition('@')[2]}"


def test_vectors_stay_while_their_weights_are_away(
    store: Store, workers: Indexer, photos: PhotoPath, hub: Path
) -> None:
    """The basic search stands in, and makes no room for itself."""
    fill(store, workers, photos)
    galleries_with(store, workers, OLD, UFORM).describe(ANN, lambda: False)
    (uform,) = models_of(store, "texts")
    with pytest.MonkeyPatch.context() as patch:
        use_cache(hub / "nothing", patch)
        alone = Indexer(1)
        try:
            galleries = galleries_with(store, alone, OLD, UFORM)
            galleries.describe(ANN, lambda: False)
            notes = galleries.finder.words(ANN, "coffee").notes
        finally:
            alone.close()
    assert notes is not None
    assert (notes.basic, notes.waiting) == (True, 0)
    assert uform in models_of(store, "texts")
    again = galleries_with(store, workers, OLD, UFORM)
    assert store.chats.text_model(ANN) == again._text_model.identity
    again.describe(ANN, lambda: False)
    assert models_of(store, "texts") == {uform}
