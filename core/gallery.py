"""The galleries: what is in them, how they are set, shown, described and deleted."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO

from core.describer import Describer
from core.face_models import FaceModels
from core.finder import Finder
from core.guests import Guests
from core.indexer import Indexer
from core.originals import Original, originals_of, packed
from core.pages import Pages
from core.people import People
from core.reindexer import Reindexer
from core.search.face_search import FaceSearch
from core.search.scoring import LOWEST_LEVEL
from core.search.text_search import TextSearch
from core.sheet import MOST, contact_sheet, portrait_sheet, spread
from core.store.chats import ALBUM, ChatSettings
from core.store.endings import Begun
from core.store.people import Portrait
from core.store.photos import GalleryStats
from core.store.questions import Question
from core.store.searches import Kind, Search
from core.store.store import Store
from core.text_model import TextModel

LEVELS = range(LOWEST_LEVEL, 100)
"""Per cent that a level may have."""

ALBUM_SIZES = (4, 6, 8, ALBUM)
DAYS_TO_KEEP = (30, 90, 365, 0)
"""0: for ever."""


class Galleries:
    """The galleries of all chats. Every call names the chat, and sees nothing of another."""

    def __init__(
        self, store: Store, indexer: Indexer, text_model: TextModel, face_models: FaceModels
    ) -> None:
        self._store = store
        self._text_model = text_model
        self._texts = TextSearch(store, indexer, text_model, face_models)
        self._describer = Describer(store, indexer)
        self._reindexer = Reindexer(store, indexer, face_models.chosen)
        self._face_models = face_models
        self.faces = FaceSearch(store, indexer, face_models)
        self.pages = Pages(store)
        self.people = People(store, face_models)
        self.guests = Guests(store)
        self.finder = Finder(store, self._texts, self.faces, face_models, self.pages)

    @property
    def in_memory(self) -> int:
        """How many galleries' faces are in memory, because they were searched lately."""
        return self.faces.in_memory

    def changed(self, chat_id: int) -> None:
        """Forget what is in memory of a gallery: photos were added to it."""
        self.faces.changed(chat_id)
        self._texts.changed(chat_id)

    def portraits(self, chat_id: int, portraits: Sequence[Portrait], first: int = 1) -> bytes | None:
        """A sheet of people's faces, numbered from `first` on; None where there are none."""
        photos = self._store.photos.get(chat_id, [portrait.photo_id for portrait in portraits])
        shown = [
            (self._store.read_preview(chat_id, photo), (photo.width, photo.height), portrait.box)
            for photo, portrait in zip(photos, portraits, strict=True)
        ]
        return portrait_sheet(shown, first) if shown else None

    def originals(self, search: Search) -> list[Original]:
        """Of all photos that a search shows, near-duplicates too, best first."""
        return originals_of(self._store, search.chat_id, self.pages.photo_ids(search))

    def packed(self, chat_id: int, part: Sequence[Original]) -> AbstractContextManager[BinaryIO]:
        """A zip of originals, for as long as the context lasts."""
        return packed(self._store, chat_id, part)

    def opened(self, chat_id: int, original: Original) -> BinaryIO:
        """The file of a chat's photo, to be closed."""
        return self._store.files(chat_id).open(original.path)

    @property
    def are_sealed(self) -> bool:
        """Whether photos, previews and vectors are encrypted on disk."""
        return self._store.is_sealed

    def require_photos(self, chat_id: int) -> int:
        """How many photos a gallery has. Raises EmptyGalleryError or PhotosComingError."""
        return self._store.require_photos(chat_id)

    def is_awaited(self, chat_id: int) -> bool:
        """Whether anything is on its way into a gallery, or waits for a password or for other parts."""
        return self._store.is_awaited(chat_id)

    def begin(self) -> Begun:
        """To be held from when something is begun: what ends meanwhile, it does not bring back."""
        return self._store.begin()

    def has_ended(self, chat_id: int, begun: Begun) -> bool:
        """Whether a gallery was deleted since something was begun. One that has moved was not."""
        return self._store.has_ended(chat_id, begun)

    def ask(self, chat_id: int, message_id: int, question: Question, begun: Begun | None = None) -> None:
        """Note what a reply to a message of a chat will be about. Raises EndedError."""
        user_id = question.value if question.kind == "selfie" else None
        with self._store.unless_ended(begun, chat_id, chat_id, user_id):
            self._store.questions.add(chat_id, message_id, question)

    def question(self, chat_id: int, message_id: int) -> Question | None:
        return self._store.questions.get(chat_id, message_id)

    def sent_gallery(self, chat_id: int, message_id: int) -> int | None:
        """Whose gallery the photo is in that a message of a chat shows."""
        return self._store.sent.gallery(chat_id, message_id)

    def sent_photo(self, gallery_id: int, chat_id: int, message_id: int) -> int | None:
        """The photo of a gallery that a message of a chat shows."""
        photo_id = self._store.sent.photo(chat_id, message_id)
        return photo_id if photo_id and self._store.photos.get(gallery_id, [photo_id]) else None

    def last_search(self, chat_id: int) -> Search | None:
        search_id = self.settings(chat_id).last_search_id
        return self.search(chat_id, search_id) if search_id else None

    def search(self, asked_in: int, search_id: int) -> Search | None:
        """A search that was answered in this chat; None for one of another chat, or of none."""
        return self._store.searches.get(asked_in, search_id)

    def levels(self, chat_id: int) -> dict[Kind, int | None]:
        """In per cent; None for descriptions that are cut where results stop standing out."""
        settings = self.settings(chat_id)
        return {"face": settings.level("face"), "text": settings.level("text")}

    def level(self, chat_id: int, kind: Kind) -> int | None:
        return self.settings(chat_id).level(kind)

    def set_level(self, chat_id: int, kind: Kind, level: int | None) -> None:
        """Raises ValueError for a level that is not one of LEVELS; None, for descriptions, cuts by itself."""
        if level is not None and level not in LEVELS:
            raise ValueError(level)
        if kind == "text":
            self._store.chats.set_text_level(chat_id, level)
        elif level is not None:
            self._store.chats.set_face_level(chat_id, level)

    def set_album_size(self, chat_id: int, photos: int) -> None:
        """How many an answer shows at once. Raises ValueError for a number that is not one of ALBUM_SIZES."""
        if photos not in ALBUM_SIZES:
            raise ValueError(photos)
        self._store.chats.set_album_size(chat_id, photos)

    def set_boxes(self, chat_id: int, *, boxes: bool) -> None:
        """Whether new searches begin with boxes around the faces that match."""
        self._store.chats.set_boxes(chat_id, boxes=boxes)

    def set_kept_days(self, chat_id: int, days: int) -> None:
        """How long an unused gallery is kept, from now on. Raises ValueError if not one of DAYS_TO_KEEP."""
        if days not in DAYS_TO_KEEP:
            raise ValueError(days)
        self._store.chats.set_kept_days(chat_id, days)
        self._store.chats.touch(chat_id)

    def stats(self, chat_id: int) -> GalleryStats:
        face_model = self._face_models.of(chat_id).identity
        return self._store.photos.stats(chat_id, face_model, self._text_model.identity)

    def sheet(self, chat_id: int, import_id: int | None = None) -> bytes | None:
        """A contact sheet of photos from all over one import, or the gallery; None where there are none."""
        photos = self._store.photos.get(chat_id, spread(self._store.photos.ids(chat_id, import_id), MOST))
        previews = [self._store.read_preview(chat_id, photo) for photo in photos]
        return contact_sheet(previews) if previews else None

    def describe(self, chat_id: int, is_stopped: Callable[[], bool]) -> None:
        """Say who is in new photos, and give a text vector to those that have none yet, from their previews.

        First the vectors of the model that answers, if that is another than the one in use; which answers
        from then on, once it has all photos.
        """
        if is_stopped():
            return
        self.people.update(chat_id)
        self._describer.fingerprint(chat_id, is_stopped)
        answering = self._text_model.of(chat_id, self._store)
        for model in dict.fromkeys((answering, self._text_model.in_use)):
            self._describer.run(chat_id, model, self._texts.changed, is_stopped)
        is_chosen = not self._text_model.is_wanting()  # else it stands in for a model that may come back
        if is_chosen and self._store.switch_texts(chat_id, self._text_model.identity):
            self._texts.changed(chat_id)

    def unseen(self, chat_id: int) -> int:
        """How many photos the chosen face model has not looked at yet: they were imported with another."""
        return self._store.photos.count_unseen(chat_id, self._face_models.chosen.identity)

    def chats_behind(self) -> list[int]:
        """Chats that have such photos, or that another model answers for; those with the fewest first."""
        return self._store.photos.chats_behind(self._face_models.chosen.identity)

    def reindex(self, chat_id: int, is_stopped: Callable[[], bool]) -> None:
        """Let the chosen face model look at all such photos of the chat, from their originals."""
        self._reindexer.run(chat_id, self.changed, is_stopped)

    def delete(self, chat_id: int) -> GalleryStats:
        """Delete everything that is kept of the chat, and say what that was."""
        stats = self.stats(chat_id)
        self._store.delete_chat(chat_id)
        self.guests.close(chat_id)
        self.changed(chat_id)
        return stats

    def move(self, old: int, new: int) -> bool:
        """Give the gallery to the chat that its own has become; False where there is none.

        No job of it may be running. Raises ChatTakenError where that one has photos, or they are coming in.
        """
        if not self._store.move_chat(old, new):
            return False
        self.guests.move(old, new)
        for chat_id in (old, new):
            self.changed(chat_id)
        return True

    def now(self, chat_id: int) -> int:
        """The id of a chat that may have had this one when somebody wrote in it."""
        return self._store.chats.now(chat_id)

    def settings(self, chat_id: int) -> ChatSettings:
        return self._store.chats.settings(chat_id)
