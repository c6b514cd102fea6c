"""Guests: who looks at a gallery by an invitation, until it ends."""

import secrets
import threading
from dataclasses import replace
from datetime import datetime, timedelta

from core.store.clock import current
from core.store.invites import Invite
from core.store.store import Store

MOST = 5
"""Invitations to one gallery at a time."""

USUAL = timedelta(days=7)
"""For how long a new one is good."""

TOKEN_BYTES = 16


class Guests:
    """Every call names the chat, and sees no invitation to another's gallery.

    Who looks at which gallery is in memory, for every update asks. To revoke an invitation is to end it now.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guests = store.invites.guests()
        self._lock = threading.Lock()

    def gallery(self, chat_id: int) -> int:
        """Whose gallery a chat looks at: its own, unless it is a guest."""
        invite = self._guests.get(chat_id)
        return chat_id if invite is None or invite.has_ended else invite.chat_id

    def has_ended(self, chat_id: int) -> bool:
        """Whether a chat was a guest, and has not left since its invitation ended."""
        invite = self._guests.get(chat_id)
        return invite is not None and invite.has_ended

    def invites(self, chat_id: int) -> list[Invite]:
        """Those to a chat's gallery that are good, the newest last."""
        return [invite for invite in self._store.invites.all(chat_id) if not invite.has_ended]

    def invite(self, chat_id: int) -> Invite | None:
        """A new invitation to a chat's gallery; None where there are as many as there may be."""
        with self._lock:
            if len(self.invites(chat_id)) >= MOST:
                return None
            self._store.chats.ensure(chat_id)
            token = secrets.token_urlsafe(TOKEN_BYTES)
            return self._store.invites.add(chat_id, token, current() + USUAL)

    def set_until(self, chat_id: int, invite_id: int, until: datetime | None) -> Invite | None:
        """The invitation with another end, None for none; None for one that is not there or has ended."""
        with self._lock:
            invite = self._store.invites.get(chat_id, invite_id)
            if invite is None or invite.has_ended:
                return None
            self._store.invites.set_until(invite_id, until)
            changed = replace(invite, until=until)
            self._guests |= {guest: changed for guest, by in list(self._guests.items()) if by.id == invite_id}
            return changed

    def revoke(self, chat_id: int, invite_id: int) -> bool:
        """Whether there was such an invitation, still good."""
        return self.set_until(chat_id, invite_id, current()) is not None

    def enter(self, chat_id: int, token: str) -> Invite | None:
        """Let a private chat look at another's gallery from now on; None for a token that opens none.

        Whoever opens the door to their own gallery is a guest nowhere.
        """
        with self._lock:
            invite = self._store.invites.enter(chat_id, token)
            if invite is not None:
                self._guests[chat_id] = invite
        if invite is not None and invite.chat_id == chat_id:
            self.leave(chat_id)
        return invite

    def leave(self, chat_id: int) -> bool:
        """Let a chat look at its own gallery again; whether it was a guest."""
        with self._lock:
            return self._leave(chat_id)

    def leave_ended(self, chat_id: int) -> bool:
        """The same, if its invitation has ended."""
        with self._lock:
            return self.has_ended(chat_id) and self._leave(chat_id)

    def close(self, chat_id: int) -> None:
        """A gallery is gone, and with it, in the store, all invitations to it."""
        with self._lock:
            ended = current()
            self._guests |= {
                guest: replace(by, until=ended)
                for guest, by in list(self._guests.items())
                if by.chat_id == chat_id
            }

    def move(self, old: int, new: int) -> None:
        """A gallery has moved to another chat, and with it, in the store, all invitations to it."""
        self.close(new)  # what it had was given up
        with self._lock:
            self._guests |= {
                guest: replace(by, chat_id=new)
                for guest, by in list(self._guests.items())
                if by.chat_id == old
            }

    def _leave(self, chat_id: int) -> bool:
        self._store.invites.leave(chat_id)
        return self._guests.pop(chat_id, None) is not None
