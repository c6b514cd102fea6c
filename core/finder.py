"""Searches: by faces, by words, by both, and by what photos look like."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

import numpy as np

from core.boxes import boxed, numbered
from core.errors import (
    EmptyQueryError,
    NobodyError,
    OutdatedProfileError,
)
from core.face_models import FaceModels
from core.face_scores import FaceScores, RankedPhotos
from core.pages import Pages
from core.search.answers import Answer, Choice, Missing, TextNotes
from core.search.face_search import FaceGallery, FaceSearch, Known
from core.search.request import Request, read
from core.search.scoring import LOWEST_LEVEL
from core.search.text_search import TextSearch
from core.sheet import portrait_sheet
from core.store.endings import Begun
from core.store.profiles import Profile
from core.store.searches import Findings, Scored, Search
from core.store.store import Store
from core.types import Vectors


@dataclass(frozen=True, slots=True)
class Asking:
    """What a search has to be read and answered with."""

    language: str = "en"  # of who asks
    today: date | None = None  # None: today
    asked_in: int | None = None  # the chat that is answered; None: the gallery's own
    user_id: int | None = None  # of who asks: "me" is who their profile in this gallery is of
    begun: Begun | None = None  # None: now


ASKING = Asking()

Together = Literal["any", "all", "only"]
"""Photos of any of some people, of all of them together, or of them and nobody else."""


class Finder:
    """Every call names the chat whose gallery is searched, and sees nothing of another.

    A search raises EndedError, and nothing is kept of it, where the gallery was deleted since it was begun,
    or who asks, or the profile that it was made with, was forgotten.
    """

    def __init__(
        self, store: Store, texts: TextSearch, faces: FaceSearch, face_models: FaceModels, pages: Pages
    ) -> None:
        self._store = store
        self._texts = texts
        self._faces = faces
        self._face_models = face_models
        self._pages = pages

    def faces(self, chat_id: int, data: bytes, text: str = "", asking: Asking = ASKING) -> Answer | Choice:
        """Find the photos that show any of the people in a photo, which is not kept, and what a text says.

        A choice, where it shows several people. Whoever says "only me" and has a profile means that, and not
        who is in the photo. Raises EmptyGalleryError, PhotosComingError, UnreadablePhotoError, NoFaceError or
        OutdatedProfileError.
        """
        self._store.require_photos(chat_id)
        gallery, missing = self._opened(chat_id)
        asked = self._faces.asked(gallery, data)
        answer, is_clear = self._find_asked(gallery, asked.people, text, asking)
        if is_clear:
            return replace(answer, missing=missing)
        boxes = tuple(asked.photo.faces.faces[faces[0]].box for faces in asked.faces)
        size = (asked.photo.width, asked.photo.height)
        marks = {place: numbered(place + 1) for place in range(len(boxes))}
        return Choice(answer.search, boxed(asked.photo.preview, size, boxes, marks), boxes)

    def album(
        self, chat_id: int, photos: Sequence[bytes], text: str = "", asking: Asking = ASKING
    ) -> Answer | Choice:
        """The same for several photos that were sent at once, several of one person as a rule.

        A choice, from the faces alone, where nobody or more than one person is in all of them.
        """
        self._store.require_photos(chat_id)
        gallery, missing = self._opened(chat_id)
        asked = self._faces.asked_by_album(gallery, photos)
        answer, is_clear = self._find_asked(gallery, asked.people, text, asking)
        if is_clear:
            return replace(answer, missing=missing)
        portraits = [(photo.preview, (photo.width, photo.height), face.box) for photo, face in asked.best]
        faces = tuple(face.box for _, face in asked.best)
        return Choice(answer.search, portrait_sheet(portraits), faces, len(photos))

    def choose(
        self, search: Search, people: Sequence[int], together: Together, begun: Begun | None = None
    ) -> Answer:
        """Of the people in the picture that was searched with, the photos of these, by their places."""
        if search.faces is None or not set(people) <= set(range(search.people)) or not people:
            raise ValueError(people)
        wanted = [tuple(people)] if together == "any" else [(person,) for person in people]
        groups = (*wanted, *search.groups[1:])
        ranked = FaceScores.from_bytes(search.faces).ranked(groups, only=together == "only")
        found = replace(_findings(search), results=_scored(ranked), groups=groups)
        missing = Missing(coming=self._store.imports.coming(search.chat_id))
        answer = self._first_page(search.chat_id, found, Asking(asked_in=search.asked_in, begun=begun))
        return replace(answer, missing=missing)

    def words(self, chat_id: int, text: str, asking: Asking = ASKING) -> Answer:
        """Find the photos that a description fits, by what they show or by their name, folder or date.

        People with names that it has are searched for by their faces; so is "me", of whoever has a profile.
        Raises EmptyGalleryError, PhotosComingError, EmptyQueryError, NobodyError or OutdatedProfileError.
        """
        self._store.require_photos(chat_id)
        request = self._read(chat_id, text, asking)
        if request.is_empty:
            raise EmptyQueryError
        if request.people or request.me:
            return self._find_known(chat_id, request, asking)
        if request.only:
            raise NobodyError
        missing = Missing(coming=self._store.imports.coming(chat_id))
        found = self._texts.search(chat_id, request, asking.language)
        strangers = self._strangers(chat_id, request)
        answer = self._first_page(chat_id, _without(found.findings, strangers), asking)
        return replace(answer, notes=found.notes, missing=missing)

    def me(self, chat_id: int, text: str, asking: Asking) -> Answer:
        """Find the photos of who asks, those that a text fits.

        Raises EmptyGalleryError, PhotosComingError, NobodyError where there is no profile, or
        OutdatedProfileError.
        """
        self._store.require_photos(chat_id)
        return self._find_known(chat_id, replace(self._read(chat_id, text, asking), me=True), asking)

    def like(self, chat_id: int, photo_id: int, asking: Asking = ASKING) -> Answer | None:
        """Photos that look like one of the gallery's; None if that is not there, or not described yet."""
        findings = self._texts.like(chat_id, photo_id)
        return self._first_page(chat_id, findings, asking) if findings else None

    def person(self, chat_id: int, person_id: int, asking: Asking = ASKING) -> Answer | None:
        """The photos of one of the gallery's people; None if there is nobody like that."""
        if (person := self._store.people.get(chat_id, person_id)) is None:
            return None
        gallery = self._faces.gallery(chat_id)
        own = np.array(self._store.people.photos(chat_id, person_id, gallery.model.identity), np.int64)
        vectors = self._faces.of_person(gallery, person)
        if not len(own) or not len(vectors):
            return None
        faces = gallery.index.scores(vectors).among(own)
        results = _scored(faces.ranked([[0]]))
        rest = tuple(Scored(photo_id, 0.0) for photo_id in own.tolist() if photo_id not in faces.photo_ids)
        found = Findings(
            "person",
            results + rest,
            standing_out=len(own),
            faces=faces.to_bytes(),
            groups=((0,),),
            person_id=person_id,
        )
        return self._first_page(chat_id, found, asking)

    def _read(self, chat_id: int, text: str, asking: Asking) -> Request:
        names = [person.name for person in self._store.people.all(chat_id)]
        today = asking.today or date.today()  # noqa: DTZ011 (photos' dates know no zone)
        return read(text, today, names, knows_me=self._profile(chat_id, asking) is not None)

    def _profile(self, chat_id: int, asking: Asking) -> Profile | None:
        return self._store.profiles.get(chat_id, asking.user_id) if asking.user_id is not None else None

    def _find_known(self, chat_id: int, request: Request, asking: Asking) -> Answer:
        """Photos of those whom a request names."""
        gallery, missing = self._opened(chat_id)
        answer = self._find_people(gallery, [], request, asking)
        return replace(answer, missing=missing)

    def _opened(self, chat_id: int) -> tuple[FaceGallery, Missing]:
        """A gallery, and how many of its photos cannot be found in it."""
        coming = self._store.imports.coming(chat_id)
        unseen = self._store.photos.count_unseen(chat_id, self._face_models.chosen.identity)
        gallery = self._faces.gallery(chat_id)
        is_complete = gallery.model != self._face_models.chosen  # another model has seen them all
        return gallery, Missing(0 if is_complete else unseen, coming)

    def _find_asked(
        self, gallery: FaceGallery, people: Vectors, text: str, asking: Asking
    ) -> tuple[Answer, bool]:
        """What is found with photos that show these people, and whether it is clear who is meant."""
        request = self._read(gallery.chat_id, text, asking)
        groups = [] if request.only and request.me else [people]
        answer = self._find_people(gallery, groups, request, asking)
        return answer, len(people) == 1 or request.only

    def _find_people(
        self, gallery: FaceGallery, groups: list[Vectors], request: Request, asking: Asking
    ) -> Answer:
        """Photos of somebody of each group, and of all that the request names, that it allows."""
        chat_id = gallery.chat_id
        asked = sum(len(group) for group in groups)
        profile, judged = None, {}
        if request.me:
            profile = self._profile(chat_id, asking)
            me = self._me(gallery, profile)
            groups, judged = [*groups, me.person], {asked: me.judged}
        for name in request.people:
            named = self._named(gallery, name)
            judged |= {sum(map(len, groups)): named.judged}
            groups = [*groups, named.person]
        faces = gallery.index.scores(np.concatenate(groups), judged).at(LOWEST_LEVEL)
        allowed, strangers = self._texts.allowed(chat_id, request), self._strangers(chat_id, request)
        in_question = np.unique(faces.photo_ids)
        kept = [one for one in in_question.tolist() if one in allowed and one not in strangers]
        faces = faces.among(np.array(kept, np.int64))
        notes = None
        if request.text:
            shares, notes = self._texts.standing(chat_id, request, asking.language)
            faces = faces.weighted(shares)
        if allowed.undated:
            notes = replace(notes or TextNotes(), undated=True)
        columns = _columns(groups)
        results = _scored(faces.ranked(columns, only=request.only))
        found = Findings(
            "face",
            results,
            faces=faces.to_bytes(),
            groups=columns,
            people=asked,
            profile_id=profile.id if profile else None,
        )
        return replace(self._first_page(chat_id, found, asking), notes=notes)

    def _me(self, gallery: FaceGallery, profile: Profile | None) -> Known:
        if profile is None:
            raise NobodyError
        me = self._faces.me(gallery, profile)
        if not len(me.person):
            raise OutdatedProfileError
        return me

    def _named(self, gallery: FaceGallery, name: str) -> Known:
        (person,) = (one for one in self._store.people.all(gallery.chat_id) if one.name == name)
        return self._faces.named(gallery, person)

    def _strangers(self, chat_id: int, request: Request) -> set[int]:
        """Photos of people who must not be in them."""
        found: set[int] = set()
        level = self._store.chats.settings(chat_id).face_level
        for name in request.excluded_people:
            gallery = self._faces.gallery(chat_id)
            named = self._named(gallery, name)
            ranked = gallery.index.scores(named.person, {0: named.judged}).ranked([range(len(named.person))])
            found |= set(ranked.photo_ids[ranked.percents >= level].tolist())
        return found

    def _first_page(self, chat_id: int, found: Findings, asking: Asking) -> Answer:
        """Keep what was found, and show the best of it."""
        settings = self._store.chats.settings(chat_id)
        level = settings.level(found.level_kind) if found.level_kind else None
        asked_in = asking.asked_in or chat_id
        self._store.chats.touch(chat_id)
        unless_ended = self._store.unless_ended(
            asking.begun, chat_id, asked_in, asking.user_id, profile_id=found.profile_id
        )
        with unless_ended:
            search = self._store.searches.add(chat_id, found, asked_in, level, boxes=settings.boxes)
            if found.level_kind and asked_in == chat_id:
                self._store.chats.set_last_search(chat_id, search.id)
        return self._pages.first(search)


def _columns(groups: Sequence[Vectors]) -> tuple[tuple[int, ...], ...]:
    """The places of each group's rows, once they are all in one matrix."""
    ends = np.cumsum([len(group) for group in groups]).tolist()
    return tuple(tuple(range(end - len(group), end)) for end, group in zip(ends, groups, strict=True))


def _scored(ranked: RankedPhotos) -> tuple[Scored, ...]:
    found = zip(ranked.photo_ids.tolist(), ranked.percents.tolist(), strict=True)
    return tuple(Scored(*one) for one in found)


def _findings(search: Search) -> Findings:
    return Findings(*(getattr(search, field.name) for field in fields(Findings)))


def _without(found: Findings, photo_ids: set[int]) -> Findings:
    return replace(
        found,
        results=tuple(one for one in found.results if one.photo_id not in photo_ids),
        standing_out=sum(one.photo_id not in photo_ids for one in found.results[: found.standing_out]),
        by_words=tuple(photo_id for photo_id in found.by_words if photo_id not in photo_ids),
    )
