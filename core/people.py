"""Who is in a gallery: its people as clusters of faces, and what somebody says of them."""

import threading
from collections import defaultdict

import numpy as np

from core.face_models import FaceModels
from core.search.clusters import NOBODY, clustered
from core.search.folding import fold
from core.search.halves import halves
from core.search.query import RECOGNISABLE
from core.store.people import Person, Portrait
from core.store.store import Store

LONGEST_NAME = 64  # characters

SAID = 50
"""Faces of a person that are noted as theirs, once somebody has named, merged or split them."""


class People:
    """Every call names the chat, and sees nothing of another."""

    def __init__(self, store: Store, face_models: FaceModels) -> None:
        self._store = store
        self._face_models = face_models
        self._locks: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)

    def portraits(self, chat_id: int, *, hidden: bool = False) -> list[Portrait]:
        """Everybody, those in most photos first."""
        return self._store.people.portraits(chat_id, self._model(chat_id), hidden=hidden)

    def get(self, chat_id: int, person_id: int) -> Person | None:
        return self._store.people.get(chat_id, person_id)

    def photos(self, chat_id: int, person_id: int) -> list[int]:
        return self._store.people.photos(chat_id, person_id, self._model(chat_id))

    def update(self, chat_id: int) -> None:
        """Say of the faces that are new whose they are. What somebody has said stays."""
        with self._locks[chat_id]:
            self._update(chat_id)

    def name(self, chat_id: int, person_id: int, name: str) -> Person | None:
        """Give a person a name; whoever has it already is the same person. None if the person is gone.

        Raises ValueError for a name without a letter.
        """
        name = clean_name(name)
        with self._locks[chat_id]:
            if (person := self.get(chat_id, person_id)) is None:
                return None
            namesake = self._store.people.namesake(chat_id, fold(name))
            if namesake is not None and namesake.id != person.id:
                self._store.people.merge(namesake.id, person.id)
                person = namesake
            self._store.people.set_name(person.id, name, fold(name))
            self._settle(chat_id, person.id)
        return Person(person.id, name)

    def merge(self, chat_id: int, person_id: int, other_id: int) -> Person | None:
        """Two people are one, with the first one's name if that has any. None if one of them is gone."""
        with self._locks[chat_id]:
            person, other = self.get(chat_id, person_id), self.get(chat_id, other_id)
            if person is None or other is None or person == other:
                return None
            if not person.name and other.name:
                person, other = other, person
            self._store.people.merge(person.id, other.id)
            self._settle(chat_id, person.id)
        return person

    def can_split(self, chat_id: int, person_id: int) -> bool:
        """Whether there are two faces of a person, at least."""
        owners = self._store.people.of_faces(chat_id, self._model(chat_id))
        return list(owners.values()).count(person_id) > 1

    def split(self, chat_id: int, person_id: int) -> Person | None:
        """A person is two: the faces that are less like the others are somebody new, hidden if they were.

        None if the person is gone, or has one face only.
        """
        with self._locks[chat_id]:
            faces = self._store.faces(chat_id, self._model(chat_id))
            owners = self._store.people.of_faces(chat_id, self._model(chat_id))
            own = np.array([owners.get(face_id) == person_id for face_id in faces.ids.tolist()], bool)
            if self.get(chat_id, person_id) is None or own.sum() < 2:  # noqa: PLR2004
                return None
            new = self._store.people.add(chat_id)
            self._store.people.hide(chat_id, new, hidden=self._store.people.is_hidden(chat_id, person_id))
            leaving = faces.ids[own][halves(faces.vectors[own])]
            self._store.people.assign(dict.fromkeys(leaving.tolist(), new))
            self._store.people.forget_said(person_id)
            for one in (person_id, new):
                self._settle(chat_id, one)
        return Person(new, "")

    def hide(self, chat_id: int, person_id: int) -> bool:
        """Show a person among the others, or no more; whether they are hidden now."""
        hidden = not self._store.people.is_hidden(chat_id, person_id)
        self._store.people.hide(chat_id, person_id, hidden=hidden)
        self._settle(chat_id, person_id)
        return hidden

    def adopt(self, chat_id: int, person: Person, photo_id: int) -> None:
        """A face in a photo was said to be a person's: so is everybody who was thought to be that face."""
        with self._locks[chat_id]:
            model = self._model(chat_id)
            said = self._store.people.said(chat_id, model)
            owners = self._store.people.of_faces(chat_id, model)
            for face_id in self._store.people.faces_in(chat_id, photo_id, model):
                if said.get(face_id) != person.id:
                    continue
                owner = self.get(chat_id, owners.get(face_id, NOBODY))
                self._store.people.assign({face_id: person.id})
                if owner is not None and not owner.name and owner.id != person.id:
                    self._store.people.merge(person.id, owner.id)

    def _update(self, chat_id: int) -> None:
        model = self._face_models.of(chat_id)
        people = self._store.people
        if not people.are_new(chat_id, model.identity, RECOGNISABLE):
            return
        faces = self._store.faces(chat_id, model.identity)
        owners, said = people.of_faces(chat_id, model.identity), people.said(chat_id, model.identity)
        labels = np.array([said.get(id_, owners.get(id_, NOBODY)) for id_ in faces.ids.tolist()], np.int64)
        kept = np.isin(faces.ids, list(said))
        found = clustered(faces, labels, kept, model.scale)
        of_faces = zip(faces.ids.tolist(), found.tolist(), strict=True)
        changed = {id_: label for id_, label in of_faces if label != owners.get(id_, NOBODY)}
        if changed and self._store.chats.exists(chat_id):
            self._write(chat_id, changed, set(labels.tolist()))

    def _write(self, chat_id: int, changed: dict[int, int], known: set[int]) -> None:
        people = self._store.people
        new = {label: people.add(chat_id) for label in sorted(set(changed.values()) - known - {NOBODY})}
        people.assign(
            {id_: None if label == NOBODY else new.get(label, label) for id_, label in changed.items()}
        )
        people.remove_nobody(chat_id)

    def _settle(self, chat_id: int, person_id: int) -> None:
        """What faces alone have told of a person is now said: it outlives a change of the face model."""
        model = self._model(chat_id)
        own = self._store.people.best_faces(chat_id, person_id, model, SAID)
        self._store.people.say(person_id, own)

    def _model(self, chat_id: int) -> str:
        return self._face_models.of(chat_id).identity


def clean_name(name: str) -> str:
    """Raises ValueError for a name without a letter."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not any(letter.isalpha() for letter in name):
        raise ValueError(name)
    return name
