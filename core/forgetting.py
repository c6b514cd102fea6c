"""What is kept of a user, in all chats, and how that ends."""

from core.guests import Guests
from core.store.store import Store


class Forgetting:
    def __init__(self, store: Store, guests: Guests) -> None:
        self._store = store
        self._guests = guests

    def finish(self) -> None:
        """Wipe what was deleted while another process, such as a backup, was reading the database.

        To be tried again and again: while it reads, SQLite keeps the old pages for it.
        """
        self._store.finish_wiping()

    def gallery(self, user_id: int) -> int | None:
        """How many photos the gallery of a user's private chat has; None where there is none.

        One whose first photos are coming in has 0.
        """
        photos = self._store.photos.count(user_id)
        return photos if photos or self._store.imports.is_running(user_id) else None

    def forget(self, user_id: int) -> None:
        """Delete all that is kept of a user, in all chats, but for the gallery of their private chat.

        Where there is none, what that chat has chosen for one goes, too.
        """
        self._guests.leave(user_id)
        self._store.forget_user(user_id)
        if self.gallery(user_id) is None:
            self._store.delete_chat(user_id)
            self._guests.close(user_id)
