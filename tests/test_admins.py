"""Who counts as an administrator without being asked for."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, User

from bot.admins import may_manage
from bot.handlers.guards import Incoming
from bot.texts import texts_for

GROUP = -77


def asked(sender: Chat | None, gallery_id: int = GROUP, chat_id: int = GROUP) -> Incoming:
    """A message as Telegram gives it for a chat that writes: its user is one that stands for all of these."""
    chat = Chat(chat_id, "private" if chat_id > 0 else "supergroup")
    stands_for = User(777_000, "Telegram", is_bot=False) if sender else None
    message = Message(1, datetime.now(UTC), chat, from_user=stands_for, sender_chat=sender)
    return Incoming(message, chat_id, gallery_id, texts_for("en"))


@pytest.mark.parametrize(
    ("sender", "may"),
    [
        (Chat(GROUP, "supergroup"), True),  # an administrator who stays anonymous
        (Chat(-78, "supergroup"), False),
        (Chat(-79, "channel"), False),  # a channel that writes in the group, the linked one too
        (None, False),
    ],
)
async def test_chats_that_write_in_a_group(sender: Chat | None, may: bool) -> None:
    assert await may_manage(asked(sender)) is may


async def test_a_private_chat_is_its_person_s_own_unless_they_are_a_guest() -> None:
    assert await may_manage(asked(None, 5, 5))
    assert not await may_manage(asked(None, GROUP, 5))
