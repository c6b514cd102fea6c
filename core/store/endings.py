"""What ends while something is being done about it: galleries are deleted, users and profiles forgotten."""

import threading
from weakref import WeakSet

from core.errors import EndedError


class Begun:
    """Something that was begun. It is told what ends meanwhile, for as long as somebody holds it."""

    def __init__(self) -> None:
        self.galleries: set[int] = set()  # that have ended since, by their chats
        self.users: set[int] = set()  # who were forgotten since
        self.profiles: set[tuple[int, int]] = set()  # that were, by their chats and users

    def require(self, chat_id: int, *users: int | None) -> None:
        """Raises EndedError where the chat's gallery has ended, or one of the users was forgotten."""
        if chat_id in self.galleries or not self.users.isdisjoint(users):
            raise EndedError

    def require_profile(self, chat_id: int, user_id: int) -> None:
        """Raises EndedError where what the user looks like in the chat's gallery was to be forgotten since.

        There need not have been anything to forget yet.
        """
        if (chat_id, user_id) in self.profiles:
            raise EndedError


class Endings:
    """In memory, for nothing that was begun outlives the process; and nobody is named once it is done."""

    def __init__(self) -> None:
        self._begun: WeakSet[Begun] = WeakSet()
        self._lock = threading.Lock()

    def begin(self) -> Begun:
        begun = Begun()
        with self._lock:
            self._begun.add(begun)
        return begun

    def end_gallery(self, chat_id: int) -> None:
        with self._lock:
            for begun in self._begun:
                begun.galleries.add(chat_id)

    def end_user(self, user_id: int) -> None:
        with self._lock:
            for begun in self._begun:
                begun.users.add(user_id)

    def end_profile(self, chat_id: int, user_id: int) -> None:
        with self._lock:
            for begun in self._begun:
                begun.profiles.add((chat_id, user_id))
