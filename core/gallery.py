"""The use cases of the galleries: find people, find by description, count, show, delete."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.describer import Describer
from core.errors import EmptyGalleryError, EmptyQueryError, NobodyError, PhotosComingError
from core.face_models import FaceModels
from core.indexer import Indexer
from core.reindexer import Reindexer
from core.search.answers import Answer, Match, TextNotes
from core.search.copies import Group, grouped
from core.search.face_search import FaceGallery, FaceSearch
from core.search.request import Request, read
from core.search.scoring import LOWEST_LEVEL, scored
from core.search.text_search import TextSearch
from core.sheet import MOST, contact_sheet
from core.store.chats import ChatSettings
from core.store.photos import GalleryStats, Photo
from core.store.searches import Findings, Kind, Scored, Search
from core.store.store import Store
from core.text_model import TextModel
from core.types import Vectors

LEVELS = range(LOWEST_LEVEL, 100)
"""Per cent that a level may have."""

SHOWN = 10
"""Photos of an answer: as many as an album holds."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a description has to be read with."""

    language: str = "en"  # of who asks
    today: date | None = None  # None: today


ASKING = Asking()


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

    def find_faces(self, chat_id: int, data: bytes, text: str = "", asking: Asking = ASKING) -> Answer:
        """Find the photos that show any of the people in a photo, which is not kept, and what a text says.

        Raises EmptyGalleryError, PhotosComingError, UnreadablePhotoError or NoFaceError.
        """
        self._require_photos(chat_id)
        gallery = self.faces.gallery(chat_id)
        wanted = self.faces.people_in(gallery, data)
        answer = self._find_people(gallery, [wanted], self._read(chat_id, text, asking), asking)
        return replace(answer, people=len(wanted))

    def find_words(self, chat_id: int, text: str, asking: Asking = ASKING) -> Answer:
        """Find the photos that a description fits, by what they show or by their name, folder or date.

        People with names that it has are searched for by their faces. Raises EmptyGalleryError,
        PhotosComingError, EmptyQueryError or NobodyError.
        """
        self._require_photos(chat_id)
        request = self._read(chat_id, text, asking)
        if request.is_empty:
            raise EmptyQueryError
        if request.people:
            return self._find_people(self.faces.gallery(chat_id), [], request, asking)
        if request.only:
            raise NobodyError
        found = self._texts.search(chat_id, request, asking.language)
        strangers = self._strangers(chat_id, request)
        search = self._remember(chat_id, _without(found.findings, strangers))
        return replace(self.at_level(chat_id, search), notes=found.notes)

    def at_level(self, chat_id: int, search: Search) -> Answer:
        """A search's results at the level that the chat has now."""
        level = self.level(chat_id, search.level_kind) if search.level_kind else None
        shown = search.at(level)
        best = max((one.percent for one in search.results), default=0.0)
        return Answer(search, level, self._matches(chat_id, shown, search), len(shown), best)

    def find_like(self, chat_id: int, photo_id: int) -> Answer | None:
        """Photos that look like one of the gallery's; None if that is not there, or not described yet."""
        findings = self._texts.like(chat_id, photo_id)
        return self.at_level(chat_id, self._remember(chat_id, findings)) if findings else None

    def similar(self, chat_id: int, search: Search, photo_id: int) -> Answer:
        """The near-duplicates that `at_level` hides behind a photo."""
        level = self.level(chat_id, search.level_kind) if search.level_kind else None
        groups = self._groups(chat_id, search.at(level))
        hidden = next((group.similar for group in groups if group.head == photo_id), [])
        percents = {one.photo_id: one.percent for one in search.results}
        matches = tuple(
            self._match(chat_id, photo, percents.get(photo.id, 0.0), search)
            for photo in self._store.photos.get(chat_id, hidden[:SHOWN])
        )
        return Answer(search, level, matches, len(hidden), 0.0)

    def note_sent(self, chat_id: int, message_ids: Sequence[int], answer: Answer) -> None:
        """Note which messages show the matches of an answer, in order: replies to them are about these."""
        photo_ids = [match.photo.id for match in answer.matches]
        self._store.sent.add(chat_id, message_ids, photo_ids, answer.search.id)

    def sent_photo(self, chat_id: int, message_id: int) -> int | None:
        """The photo of the chat's gallery that a message shows."""
        photo_id = self._store.sent.photo(chat_id, message_id)
        return photo_id if photo_id and self._store.photos.get(chat_id, [photo_id]) else None

    def places(self, chat_id: int, search_id: int) -> dict[int, int]:
        """The photos of a search that were sent, by their places."""
        return self._store.sent.places(chat_id, search_id)

    def _read(self, chat_id: int, text: str, asking: Asking) -> Request:
        names = [person.name for person in self._store.people.all(chat_id)]
        return read(text, asking.today or date.today(), names)  # noqa: DTZ011 (photos' dates know no zone)

    def _find_people(
        self, gallery: FaceGallery, groups: list[Vectors], request: Request, asking: Asking
    ) -> Answer:
        """Photos of somebody of each group, and of all that the request names, that it allows."""
        chat_id = gallery.chat_id
        unseen = self.unseen(chat_id)  # before the search: what is seen meanwhile may not be in it
        groups = groups + [self._named(gallery, name) for name in request.people]
        ranked = self.faces.rank(gallery, groups, only=request.only)
        allowed, strangers = self._texts.allowed(chat_id, request), self._strangers(chat_id, request)
        results = [
            one
            for one in scored(ranked.photo_ids, ranked.percents)
            if one.photo_id in allowed and one.photo_id not in strangers
        ]
        notes = None
        if request.text:
            shares, notes = self._texts.standing(chat_id, request, asking.language)
            results.sort(key=lambda one: (-one.percent * shares.get(one.photo_id, 0.0), -one.percent))
        if allowed.undated:
            notes = replace(notes or TextNotes(), undated=True)
        answer = self.at_level(chat_id, self._remember(chat_id, Findings("face", tuple(results))))
        can_be_found = gallery.model != self._face_models.chosen  # another model has seen them all
        return replace(answer, unseen=0 if can_be_found else unseen, notes=notes)

    def _named(self, gallery: FaceGallery, name: str) -> Vectors:
        (person,) = (one for one in self._store.people.all(gallery.chat_id) if one.name == name)
        return self.faces.named(gallery, person)

    def _strangers(self, chat_id: int, request: Request) -> set[int]:
        """Photos of people who must not be in them."""
        found: set[int] = set()
        for name in request.excluded_people:
            gallery = self.faces.gallery(chat_id)
            ranked = self.faces.rank(gallery, [self._named(gallery, name)])
            found |= set(ranked.photo_ids[ranked.percents >= (self.level(chat_id, "face") or 0)].tolist())
        return found

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

    def _remember(self, chat_id: int, found: Findings) -> Search:
        search = self._store.searches.add(chat_id, found)
        if found.level_kind:
            self._store.chats.set_last_search(chat_id, search.id)
        return search

    def _matches(self, chat_id: int, results: Sequence[Scored], search: Search) -> tuple[Match, ...]:
        percents = {one.photo_id: one.percent for one in results}
        similar = {group.head: len(group.similar) for group in self._groups(chat_id, results)}
        return tuple(
            self._match(chat_id, photo, percents[photo.id], search, similar[photo.id])
            for photo in self._store.photos.get(chat_id, similar)
        )

    def _match(self, chat_id: int, photo: Photo, percent: float, search: Search, similar: int = 0) -> Match:
        words = search.words if photo.id in search.by_words else ()
        return Match(photo, percent, self._preview(chat_id, photo), words, similar)

    def _groups(self, chat_id: int, results: Sequence[Scored]) -> list[Group]:
        photo_ids = [one.photo_id for one in results]
        fingerprints = self._store.photos.fingerprints(chat_id, photo_ids)
        return grouped(photo_ids, fingerprints, SHOWN)

    def _preview(self, chat_id: int, photo: Photo) -> bytes:
        return self._store.preview(chat_id, photo).read_bytes()


def _without(found: Findings, photo_ids: set[int]) -> Findings:
    return replace(
        found,
        results=tuple(one for one in found.results if one.photo_id not in photo_ids),
        standing_out=sum(one.photo_id not in photo_ids for one in found.results[: found.standing_out]),
        by_words=tuple(photo_id for photo_id in found.by_words if photo_id not in photo_ids),
    )
