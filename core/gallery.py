"""The use cases of the galleries: find people, find by description, count, show, delete."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from core.describer import Describer
from core.errors import EmptyGalleryError, EmptyQueryError, PhotosComingError
from core.face_models import FaceModels
from core.indexer import Indexer
from core.reindexer import Reindexer
from core.search.answers import Answer, Match, TextNotes
from core.search.face_search import FaceSearch
from core.search.scoring import LOWEST_LEVEL, scored
from core.search.text_search import TextSearch
from core.sheet import MOST, contact_sheet
from core.store.chats import ChatSettings
from core.store.photos import GalleryStats, Photo
from core.store.searches import Kind, Scored, Search
from core.store.store import Store
from core.text_model import TextModel

LEVELS = range(LOWEST_LEVEL, 100)
"""Per cent that a level may have."""

SHOWN = 10
"""Photos of an answer: as many as an album holds."""


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

    def changed(self, chat_id: int) -> None:
        """Forget what is in memory of a gallery: photos were added to it."""
        self.faces.changed(chat_id)
        self._texts.changed(chat_id)

    def find_faces(self, chat_id: int, data: bytes) -> Answer:
        """Find the photos that show any of the people in a photo, which is not kept.

        Raises EmptyGalleryError, PhotosComingError, UnreadablePhotoError or NoFaceError.
        """
        self._require_photos(chat_id)
        unseen = self.unseen(chat_id)  # before the search: what is seen meanwhile may not be in it
        gallery = self.faces.gallery(chat_id)
        wanted = self.faces.people_in(gallery, data)
        found = self.faces.rank(gallery, [wanted])
        can_be_found = gallery.model != self._face_models.chosen  # another model has seen them all
        results = scored(found.photo_ids, found.percents)
        answer = self.at_level(chat_id, self._remember(chat_id, "face", results))
        return replace(answer, people=len(wanted), unseen=0 if can_be_found else unseen)

    def find_words(self, chat_id: int, text: str) -> Answer:
        """Find the photos that a description fits, by what they show or by their name, folder or date.

        Raises EmptyGalleryError, PhotosComingError or EmptyQueryError.
        """
        photos = self._require_photos(chat_id)
        if not text.strip():
            raise EmptyQueryError
        found = self._texts.search(chat_id, text)
        search = self._remember(chat_id, "text", found.results, found.standing_out, found.by_words)
        notes = TextNotes(found.model.is_basic, found.unknown, photos - found.described)
        return replace(self.at_level(chat_id, search), notes=notes)

    def at_level(self, chat_id: int, search: Search) -> Answer:
        """A search's results at the level that the chat has now."""
        level = self.level(chat_id, search.kind)
        shown = search.at(level)
        best = search.results[0].percent if search.results else 0.0
        matches = self._matches(chat_id, shown[:SHOWN], frozenset(search.by_words))
        return Answer(search, level, matches, len(shown), best)

    def last_search(self, chat_id: int) -> Search | None:
        search_id = self._settings(chat_id).last_search_id
        return self._store.searches.get(chat_id, search_id) if search_id else None

    def search(self, chat_id: int, search_id: int) -> Search | None:
        """A search of this chat; None for one of another chat, or of none."""
        return self._store.searches.get(chat_id, search_id)

    def levels(self, chat_id: int) -> dict[Kind, int | None]:
        """In per cent; None for descriptions that are cut where results stop standing out."""
        settings = self._settings(chat_id)
        return {"face": settings.face_level, "text": settings.text_level}

    def level(self, chat_id: int, kind: Kind) -> int | None:
        return self.levels(chat_id)[kind]

    def set_level(self, chat_id: int, kind: Kind, level: int | None) -> None:
        """Raises ValueError for a level that is not one of LEVELS; None, for descriptions, cuts by itself."""
        if level is not None and level not in LEVELS:
            raise ValueError(level)
        if kind == "text":
            self._store.chats.set_text_level(chat_id, level)
        elif level is not None:
            self._store.chats.set_face_level(chat_id, level)

    def stats(self, chat_id: int) -> GalleryStats:
        face_model = self._face_models.of(chat_id).identity
        return self._store.photos.stats(chat_id, face_model, self._text_model.identity)

    def sheet(self, chat_id: int, import_id: int | None = None) -> bytes | None:
        """A contact sheet of the latest photos, of one import or of all; None where there are none."""
        photos = self._store.photos.latest(chat_id, MOST, import_id)
        return contact_sheet([self._preview(chat_id, photo) for photo in photos]) if photos else None

    def describe(self, chat_id: int, is_stopped: Callable[[], bool]) -> None:
        """Give a text vector to all photos of the chat that have none yet, from their previews.

        First those of the model that answers, if that is another than the one in use; which answers from then
        on, once it has all photos.
        """
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
        self.changed(chat_id)
        return stats

    def _settings(self, chat_id: int) -> ChatSettings:
        return self._store.chats.settings(chat_id)

    def _require_photos(self, chat_id: int) -> int:
        """How many photos the chat has, if any."""
        photos = self._store.photos.count(chat_id)
        if not photos:
            raise PhotosComingError if self._store.imports.is_running(chat_id) else EmptyGalleryError
        return photos

    def _remember(
        self,
        chat_id: int,
        kind: Kind,
        results: Sequence[Scored],
        standing_out: int = 0,
        by_words: Sequence[int] = (),
    ) -> Search:
        search = self._store.searches.add(chat_id, kind, results, standing_out, by_words)
        self._store.chats.set_last_search(chat_id, search.id)
        return search

    def _matches(
        self, chat_id: int, results: Sequence[Scored], by_words: AbstractSet[int]
    ) -> tuple[Match, ...]:
        percents = {one.photo_id: one.percent for one in results}
        photos = self._store.photos.get(chat_id, percents)
        return tuple(
            Match(photo, percents[photo.id], self._preview(chat_id, photo), photo.id in by_words)
            for photo in photos
        )

    def _preview(self, chat_id: int, photo: Photo) -> bytes:
        return self._store.preview(chat_id, photo).read_bytes()
