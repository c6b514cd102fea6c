"""Faces against a gallery: whoever a photo shows, and people with names."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.encoders.face_model import FaceModel
from core.errors import NoFaceError
from core.face_models import FaceModels
from core.indexer import Indexer
from core.search.cache import GalleryCache
from core.search.face_index import NOTHING, FaceIndex, RankedPhotos
from core.search.query import one_person, people
from core.search.settled import settled
from core.store.people import Person
from core.store.store import Store
from core.types import EncodedFaces, Vectors

FACES_IN_MEMORY = 256_000_000
"""Bytes of the galleries that were searched last: a quarter of a million faces."""


@dataclass(frozen=True, slots=True)
class FaceGallery:
    """One chat's faces, and the model that has made them: the only one to search them with."""

    chat_id: int
    model: FaceModel
    index: FaceIndex

    @property
    def nbytes(self) -> int:
        return self.index.nbytes


class FaceSearch:
    def __init__(self, store: Store, indexer: Indexer, face_models: FaceModels) -> None:
        self._store = store
        self._indexer = indexer
        self._face_models = face_models
        self._galleries = GalleryCache(self._load, FACES_IN_MEMORY)

    def changed(self, chat_id: int) -> None:
        self._galleries.drop(chat_id)

    def gallery(self, chat_id: int) -> FaceGallery:
        return self._galleries.get(chat_id)

    def encode(self, gallery: FaceGallery, data: bytes) -> EncodedFaces:
        """The faces of a photo as the gallery's are. Raises UnreadablePhotoError or NoFaceError."""
        found = self._indexer.encode(data, gallery.model.names).faces
        if not found.faces:
            raise NoFaceError
        return found

    def people_in(self, gallery: FaceGallery, data: bytes) -> Vectors:
        """(people, dimensions): whom a photo asks for. Raises UnreadablePhotoError or NoFaceError."""
        return people(self.encode(gallery, data), gallery.model.scale.same)

    def named(self, gallery: FaceGallery, person: Person) -> Vectors:
        """(1, dimensions) of a person with a name; (0, dimensions) where the model finds none of theirs."""
        faces = self._store.faces_of(gallery.chat_id, person.id, gallery.model.identity)
        return one_person(faces.vectors, faces.qualities) if len(faces.vectors) else faces.vectors

    def rank(self, gallery: FaceGallery, groups: Sequence[Vectors], *, only: bool = False) -> RankedPhotos:
        """The photos that show somebody of every group; with `only`, nobody else."""
        if not all(len(group) for group in groups):  # nobody knows one of them
            return NOTHING
        if len(groups) == 1 and not only:
            return gallery.index.search(groups[0])
        return gallery.index.search_all(groups, only=only)

    def _load(self, chat_id: int) -> FaceGallery:
        model, faces = settled(
            lambda: self._face_models.of(chat_id), lambda model: self._store.faces(chat_id, model.identity)
        )
        return FaceGallery(chat_id, model, FaceIndex(faces, model.scale, model.calibration))
