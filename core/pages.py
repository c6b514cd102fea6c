"""Answers of searches, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor

from core.boxes import boxed, scored
from core.face_scores import BREAK_EVEN, FaceScores
from core.search.answers import Answer, Match
from core.search.copies import Group, grouped
from core.store.photos import Photo
from core.store.searches import Search
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class SentAs:
    """A message that shows a photo, and the name under which that can be sent again."""

    message_id: int
    name: str | None


@dataclass(frozen=True, slots=True)
class SentMatch:
    place: int
    message_id: int
    match: Match


class Pages:
    def __init__(self, store: Store) -> None:
        self._store = store

    def first(self, search: Search) -> Answer:
        """The best photos of a search at its level."""
        return self._page(replace(search, shown=0))

    def following(self, search: Search) -> Answer:
        """Those that come after the ones that were sent."""
        return self._page(search)

    def take(self, answer: Answer) -> bool:
        """Whether these photos are the caller's to send: of two who ask at once, one may."""
        return self._store.searches.advance(answer.search, answer.first - 1 + len(answer.matches))

    def give_back(self, answer: Answer) -> None:
        """They could not be sent."""
        self._store.searches.set_view(answer.search)

    def note_sent(self, answer: Answer, sent: Sequence[SentAs]) -> None:
        """Note which messages show the matches of an answer, in order: replies to them are about these.

        `sent` is empty where nobody knows them.
        """
        search = answer.search
        photos = [match.photo for match in answer.matches][: len(sent)]
        message_ids, photo_ids = [one.message_id for one in sent], [photo.id for photo in photos]
        with self._store.unless_forgotten(search) as is_there:
            if is_there:
                self._store.sent.add(search.asked_in, message_ids, photo_ids, search.id, answer.first)
        if not search.boxes:
            for photo, one in zip(photos, sent, strict=True):
                self._store.photos.set_sent_as(photo.id, one.name)

    def forget_sent(self, answer: Answer) -> None:
        """The names under which these photos were sent are worth nothing any more."""
        for match in answer.matches:
            self._store.photos.set_sent_as(match.photo.id, None)

    def at(self, search: Search, level: int | None) -> Search:
        """The search at another level, none of its photos sent."""
        changed = replace(search, level=level, shown=0)
        self._store.searches.set_view(changed)
        return changed

    def with_boxes(self, search: Search, *, boxes: bool) -> Search:
        changed = replace(search, boxes=boxes)
        self._store.searches.set_view(changed)
        return changed

    def tick(self, search: Search, person: int) -> None:
        """Choose one of the people in the picture that was searched with, or do so no longer."""
        self._store.searches.tick(search, person)

    def similar(self, search: Search, photo_id: int) -> Answer:
        """The near-duplicates that are hidden behind a photo."""
        groups = self._groups(search, search.shown + self._size(search))
        hidden = next((group.similar for group in groups if group.head == photo_id), [])
        shown = self._photos(search, hidden[: self._size(search)])
        return Answer(search, shown, len(hidden), 0.0)

    def photo_ids(self, search: Search) -> list[int]:
        """All that a search found at its level, best first."""
        return [one.photo_id for one in search.at(search.level)]

    def sent(self, search: Search) -> dict[int, SentMatch]:
        """The last page that was sent, by places."""
        places = self._store.sent.last_page(search.asked_in, search.id)
        if not places or max(places) != search.shown:  # nobody knows the messages of the last page
            return {}
        start = min(places) - 1
        page = self._page(replace(search, shown=start), search.shown - start)
        matches = {match.photo.id: match for match in page.matches}
        return {
            place: SentMatch(place, sent.message_id, matches[sent.photo_id])
            for place, sent in places.items()
            if sent.photo_id in matches
        }

    def picture(self, search: Search, photo: Photo) -> bytes:
        """A photo as a JPEG; with boxes around the faces that match and their percentages, if so chosen."""
        preview = self._store.read_preview(search.chat_id, photo)
        if not search.boxes or search.faces is None:
            return preview
        found = FaceScores.from_bytes(search.faces).of_photo(photo.id, search.chosen)
        level = BREAK_EVEN if search.level is None else search.level
        reach = [one for one in found if one[1] >= level] or found[:1]
        boxes = self._store.segments.boxes(search.chat_id, [face_id for face_id, _ in reach])
        marks = [(boxes[face_id], scored(percent)) for face_id, percent in reach if face_id in boxes]
        faces = [box for box, _ in marks]
        return boxed(preview, (photo.width, photo.height), faces, dict(enumerate(mark for _, mark in marks)))

    def _page(self, search: Search, size: int | None = None) -> Answer:
        """What comes after those that are shown; `size`: photos, if not as many as the chat has chosen."""
        results = search.at(search.level)
        best = max((one.percent for one in search.results), default=0.0)
        groups = self._groups(search, search.shown + (size or self._size(search)))
        heads = [group.head for group in groups[search.shown :]]
        counts = {group.head: len(group.similar) for group in groups}
        matches = tuple(
            replace(match, similar=counts[match.photo.id]) for match in self._photos(search, heads)
        )
        rest = len(results) - len(groups) - sum(counts.values())
        profile = self._store.profiles.by_id(search.profile_id) if search.profile_id else None
        told = profile is not None and profile.told
        by_percent = all(floor(one.percent) >= floor(other.percent) for one, other in pairwise(results))
        return Answer(
            search,
            matches,
            len(results),
            best,
            search.shown + 1,
            rest,
            told=told,
            is_by_percent=by_percent,
        )

    def _photos(self, search: Search, photo_ids: Sequence[int]) -> tuple[Match, ...]:
        percents = {one.photo_id: one.percent for one in search.results}
        return tuple(
            Match(
                photo,
                percents.get(photo.id, 0.0),
                search.words if photo.id in search.by_words else (),
            )
            for photo in self._store.photos.get(search.chat_id, photo_ids)
        )

    def _groups(self, search: Search, most: int) -> list[Group]:
        photo_ids = self.photo_ids(search)
        fingerprints = self._store.photos.fingerprints(search.chat_id, photo_ids)
        return grouped(photo_ids, fingerprints, most)

    def _size(self, search: Search) -> int:
        return self._store.chats.settings(search.chat_id).album_size
