"""Faces against a gallery: whoever a photo shows, and people with names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.encoders.face_model import FaceModel
from core.errors import NoFaceError
from core.face_models import FaceModels
from core.indexer import Indexer
from core.search.cache import GalleryCache
from core.search.face_index import FaceIndex, Judged
from core.search.query import joined, one_person, people, persons, persons_of_album
from core.search.settled import settled
from core.store.people import Person
from core.store.profiles import Profile
from core.store.store import Store
from core.types import EncodedPhoto, Face, Vectors

FACES_IN_MEMORY = 256_000_000
"""Bytes of the galleries that were searched last: a quarter of a million faces."""

MOST_FACES = 50
"""Of a person, that stand for them."""


@dataclass(frozen=True, slots=True)
class FaceGallery:
    """One chat's faces, and the model that has made them: the only one to search them with."""

    chat_id: int
    model: FaceModel
    index: FaceIndex

    @property
    def nbytes(self) -> int:
        return self.index.nbytes


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a photo asks for."""

    photo: EncodedPhoto
    faces: list[list[int]]  # of each, by their places among the photo's
    people: Vectors  # (people, dimensions) with L2 norm 1


@dataclass(frozen=True, slots=True)
class AskedByAlbum:
    """Whom several photos ask for together."""

    best: list[tuple[EncodedPhoto, Face]]  # of each, where they can be recognised best
    people: Vectors  # (people, dimensions) with L2 norm 1


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a profile is of, or who has a name."""

    person: Vectors  # (1, dimensions) with L2 norm 1; (0, dimensions) where the model has seen none of it
    judged: Judged


class FaceSearch:
    def __init__(self, store: Store, indexer: Indexer, face_models: FaceModels) -> None:
        self._store = store
        self._indexer = indexer
        self._face_models = face_models
        self._galleries = GalleryCache(self._load, FACES_IN_MEMORY)

    @property
    def in_memory(self) -> int:
        return len(self._galleries)

    def changed(self, chat_id: int) -> None:
        self._galleries.drop(chat_id)

    def gallery(self, chat_id: int) -> FaceGallery:
        return self._galleries.get(chat_id)

    def asked(self, gallery: FaceGallery, data: bytes) -> Asked:
        """Whom a photo asks for. Raises UnreadablePhotoError or NoFaceError."""
        photo = self._indexer.encode(data, gallery.model.names)
        if not photo.faces.faces:
            raise NoFaceError
        found = persons(photo.faces, gallery.model.scale.same)
        return Asked(photo, found, people(photo.faces, found))

    def asked_by_album(self, gallery: FaceGallery, photos: Sequence[bytes]) -> AskedByAlbum:
        """Whom several photos ask for. Raises UnreadablePhotoError, or NoFaceError if none shows a face."""
        encoded = [self._indexer.encode(data, gallery.model.names) for data in photos]
        shown = [photo for photo in encoded if photo.faces.faces]
        if not shown:
            raise NoFaceError
        faces, places = joined([photo.faces for photo in shown])
        found = persons_of_album(faces, places, gallery.model.scale.same)
        best = [max(person, key=lambda face: faces.faces[face].quality) for person in found]
        return AskedByAlbum([(shown[places[i]], faces.faces[i]) for i in best], people(faces, found))

    def named(self, gallery: FaceGallery, person: Person) -> Known:
        """A person with a name: the faces that it was given to are theirs for certain."""
        faces = self._store.faces_of(gallery.chat_id, person.id, gallery.model.identity)
        vectors = one_person(faces.vectors, faces.qualities) if len(faces.vectors) else faces.vectors
        return Known(vectors, Judged(faces.ids, faces.ids[:0]))

    def of_person(self, gallery: FaceGallery, person: Person) -> Vectors:
        """(1, dimensions) of one of the gallery's people; (0, dimensions) where the model finds none."""
        identity = gallery.model.identity
        ids = self._store.people.best_faces(gallery.chat_id, person.id, identity, MOST_FACES)
        faces = self._store.faces_by_id(gallery.chat_id, ids, identity)
        return one_person(faces.vectors, faces.qualities) if len(faces.vectors) else faces.vectors

    def me(self, gallery: FaceGallery, profile: Profile) -> Known:
        """Whom a profile is of, by its selfies and by the gallery's faces that its user has confirmed."""
        model = gallery.model.identity
        theirs, others = (
            self._store.faces_judged(gallery.chat_id, profile.id, model, is_theirs=is_theirs)
            for is_theirs in (True, False)
        )
        vectors, qualities = self._store.profiles.selfies(profile.id, model)
        parts = [part for part in (vectors, theirs.vectors) if len(part)]
        person = (
            one_person(np.concatenate(parts), np.concatenate([qualities, theirs.qualities]))
            if parts
            else vectors
        )
        return Known(person, Judged(theirs.ids, others.ids))

    def _load(self, chat_id: int) -> FaceGallery:
        model, faces = settled(
            lambda: self._face_models.of(chat_id), lambda model: self._store.faces(chat_id, model.identity)
        )
        return FaceGallery(chat_id, model, FaceIndex(faces, model.scale, model.calibration))
