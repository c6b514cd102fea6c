"""What users look like: "me" of each user in each gallery."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.encoders.calibration import pair_calibration_for
from core.errors import (
    EndedError,
    NoFaceError,
    PhotoFinderError,
    SeveralPeopleError,
    SomeoneElseError,
    UnreadablePhotoError,
)
from core.face_scores import FaceScores
from core.search.face_search import Asked, FaceGallery, FaceSearch
from core.search.scoring import LOWEST_LEVEL, scored
from core.store.endings import Begun
from core.store.profiles import MOST_SELFIES, Profile, Selfie
from core.store.searches import Findings, Search
from core.store.store import Store
from core.types import Vectors

SOMEONE_ELSE = 10.0
"""Per cent, below which a selfie's chance to be of the profile's person is called very unlikely."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of some selfies."""

    added: int
    selfies: int  # that the profile has now
    refused: tuple[tuple[int, PhotoFinderError], ...]  # by their places, from 0 on, and why


@dataclass(frozen=True, slots=True)
class News:
    """New photos of somebody who wants to be told."""

    profile: Profile
    search: Search  # for these photos, answered in the user's private chat
    count: int


class Profiles:
    """Every call names the gallery's chat and the user, and sees nothing of another's."""

    def __init__(self, store: Store, faces: FaceSearch) -> None:
        self._store = store
        self._faces = faces

    def learn(
        self,
        chat_id: int,
        user_id: int,
        pictures: Sequence[bytes],
        language: str | None = None,
        begun: Begun | None = None,
    ) -> Learned:
        """Add selfies to a user's profile, of which there need not be one yet. No picture is kept.

        One that shows several people is taken where just one of them is known to be the user: those of one
        person come first. Refused with UnreadablePhotoError, NoFaceError, SeveralPeopleError or
        SomeoneElseError. Raises ValueError for more than MOST_SELFIES, and EndedError where the gallery was
        deleted, or the user or the profile forgotten, since it was begun; None: now.
        """
        if len(pictures) > MOST_SELFIES:
            raise ValueError(len(pictures))
        begun = begun or self._store.begin()
        gallery = self._faces.gallery(chat_id)
        refused: list[tuple[int, PhotoFinderError]] = []
        readable: list[tuple[int, Asked]] = []
        for place, picture in enumerate(pictures):
            try:
                readable.append((place, self._faces.asked(gallery, picture)))
            except (UnreadablePhotoError, NoFaceError) as error:
                refused.append((place, error))
        added = 0
        for place, asked in sorted(readable, key=lambda one: len(one[1].people)):
            try:
                self._add(gallery, user_id, asked, language, begun)
                added += 1
            except (SeveralPeopleError, SomeoneElseError) as error:
                refused.append((place, error))
        return Learned(added, self._selfies(gallery, user_id), tuple(sorted(refused, key=lambda one: one[0])))

    def forget(self, chat_id: int, user_id: int) -> bool:
        """Delete a profile and everything that was found with it; whether there was one.

        What is being looked at for it meanwhile makes no new one.
        """
        return self._store.forget_profile(chat_id, user_id)

    def set_told(self, chat_id: int, user_id: int, *, told: bool) -> bool:
        """Whether the user is told of new photos; False if there is no profile."""
        if (profile := self._store.profiles.get(chat_id, user_id)) is None:
            return False
        self._store.profiles.set_told(profile.id, told=told)
        return True

    def of(self, search: Search, user_id: int) -> Profile | None:
        """The profile that a search was made with, if it is this user's."""
        profile = self._store.profiles.get(search.chat_id, user_id)
        return profile if profile and profile.id == search.profile_id else None

    def judge(self, search: Search, user_id: int, photo_id: int, *, is_me: bool) -> bool:
        """Note that the face by which a photo was found is the user's, or is not.

        False if there is no such face any more, if the search was for others too, or if its profile is not
        the user's.
        """
        profile = self.of(search, user_id)
        if profile is None or search.faces is None or not search.is_of_profile:
            return False
        found = FaceScores.from_bytes(search.faces).of_photo(photo_id, search.chosen)
        best = [face_id for face_id, _ in found[:1]]
        face = next(iter(self._store.segments.boxes(search.chat_id, best).values()), None)
        if face is None:
            return False
        self._store.profiles.judge(profile.id, photo_id, face, is_theirs=is_me)
        return True

    def news(self, chat_id: int, import_id: int) -> list[News]:
        """Who of those that want to be told are in new photos of an import, at the gallery's level."""
        begun = self._store.begin()
        found = (self._news(profile, import_id, begun) for profile in self._store.profiles.told(chat_id))
        return [one for one in found if one is not None]

    def _news(self, profile: Profile, import_id: int, begun: Begun) -> News | None:
        chat_id = profile.chat_id
        gallery = self._faces.gallery(chat_id)
        me = self._faces.me(gallery, profile)
        if not len(me.person):
            return None
        new = np.array(self._store.photos.ids(chat_id, import_id), np.int64)
        faces = gallery.index.scores(me.person, {0: me.judged}).among(new).at(LOWEST_LEVEL)
        ranked, groups = faces.ranked([[0]]), ((0,),)
        results = tuple(scored(ranked.photo_ids, ranked.percents))
        found = Findings("face", results, faces=faces.to_bytes(), groups=groups, profile_id=profile.id)
        settings = self._store.chats.settings(chat_id)
        count = len(found.at(settings.face_level))
        if not count:
            return None
        try:
            with self._store.unless_ended(begun, chat_id, profile.user_id, profile_id=profile.id):
                search = self._store.searches.add(
                    chat_id, found, profile.user_id, settings.face_level, boxes=settings.boxes
                )
        except EndedError:  # who was forgotten meanwhile wants to be told nothing any more
            return None
        return News(profile, search, count)

    def _add(
        self, gallery: FaceGallery, user_id: int, asked: Asked, language: str | None, begun: Begun
    ) -> None:
        profile = self._store.profiles.get(gallery.chat_id, user_id)
        known = self._faces.me(gallery, profile).person if profile else asked.people[:0]
        person = _whose(gallery, asked.people, known)
        quality = max(asked.photo.faces.faces[face].quality for face in asked.faces[person])
        selfie = Selfie(gallery.model.identity, asked.people[person], quality)
        self._store.add_selfie(gallery.chat_id, user_id, language, selfie, begun)

    def _selfies(self, gallery: FaceGallery, user_id: int) -> int:
        profile = self._store.profiles.get(gallery.chat_id, user_id)
        return len(self._store.profiles.selfies(profile.id, gallery.model.identity)[0]) if profile else 0


def _whose(gallery: FaceGallery, people: Vectors, known: Vectors) -> int:
    """Which of the people of a selfie, (n, dimensions), it is of; `known`: (1, dimensions), or no row."""
    if not len(known):
        if len(people) > 1:
            raise SeveralPeopleError
        return 0
    alike = people @ known[0]
    if len(people) > 1:
        found = np.flatnonzero(alike >= gallery.model.scale.same)
        if len(found) != 1:
            raise SeveralPeopleError
        return int(found[0])
    if pair_calibration_for(gallery.model.names.model).percent(alike)[0] < SOMEONE_ELSE:
        raise SomeoneElseError
    return 0
