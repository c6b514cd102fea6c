"""Names for the people of a gallery."""

from dataclasses import dataclass

from core.boxes import boxed, numbered
from core.errors import NoFaceError, SeveralPeopleError
from core.people import People, clean_name
from core.search.face_search import FaceSearch
from core.search.folding import fold
from core.store.people import Person
from core.store.store import Store
from core.types import Box

MOST_FACES = 30
"""Of a photo, that can be chosen from."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A photo of the gallery and its faces, largest first, of which one is to be named."""

    photo_id: int
    faces: tuple[Box, ...]


class Naming:
    """Every call names the chat, and sees nothing of another."""

    def __init__(self, store: Store, faces: FaceSearch, people: People) -> None:
        self._store = store
        self._faces = faces
        self._people = people

    def people(self, chat_id: int) -> list[Person]:
        return self._store.people.all(chat_id)

    def faces_in(self, chat_id: int, photo_id: int) -> Choice:
        """The faces of a photo of the gallery. Raises NoFaceError where there is none."""
        gallery = self._faces.gallery(chat_id)
        boxes, _ = self._store.faces_in(chat_id, photo_id, gallery.model.identity)
        if not boxes:
            raise NoFaceError
        return Choice(photo_id, tuple(boxes[:MOST_FACES]))

    def find(self, chat_id: int, data: bytes, level: float) -> Choice | None:
        """The photo of the gallery that shows the one person of another photo best, with that face alone.

        None where nobody reaches the level (per cent). Raises EmptyGalleryError, PhotosComingError,
        UnreadablePhotoError, NoFaceError or SeveralPeopleError.
        """
        self._store.require_photos(chat_id)
        gallery = self._faces.gallery(chat_id)
        wanted = self._faces.asked(gallery, data).people
        if len(wanted) > 1:
            raise SeveralPeopleError
        found = gallery.index.search(wanted)
        if not len(found.percents) or found.percents[0] < level:
            return None
        photo_id = int(found.photo_ids[0])
        boxes, faces = self._store.faces_in(chat_id, photo_id, gallery.model.identity)
        return Choice(photo_id, (boxes[int((faces.vectors @ wanted[0]).argmax())],))

    def name(self, chat_id: int, name: str, photo_id: int, face: Box) -> Person | None:
        """Give a face its name; None if the photo is gone. Raises ValueError for a name without a letter."""
        name = clean_name(name)
        if not self._store.photos.get(chat_id, [photo_id]):
            return None
        person = self._store.people.name(chat_id, name, fold(name), photo_id, face)
        self._people.adopt(chat_id, person, photo_id)
        return person

    def forget(self, chat_id: int, person_id: int) -> bool:
        """Whether there was such a person."""
        return self._store.people.forget(chat_id, person_id)

    def picture(self, chat_id: int, choice: Choice) -> bytes:
        """The photo as a JPEG, its faces boxed and numbered, from 1 on."""
        (photo,) = self._store.photos.get(chat_id, [choice.photo_id])
        preview = self._store.read_preview(chat_id, photo)
        marks = {place: numbered(place + 1) for place in range(len(choice.faces))}
        return boxed(preview, (photo.width, photo.height), choice.faces, marks)
