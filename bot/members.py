"""What Telegram says of the members of a group, asked every time: they come, go, and are promoted."""

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

ADMINISTRATORS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def is_administrator(bot: Bot, group_id: int, user_id: int) -> bool:
    member = await _member(bot, group_id, user_id)
    return member is not None and member.status in ADMINISTRATORS


async def is_member(bot: Bot, group_id: int, user_id: int) -> bool:
    member = await _member(bot, group_id, user_id)
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member is not None and member.status in ADMINISTRATORS | {ChatMemberStatus.MEMBER}


async def _member(bot: Bot, group_id: int, user_id: int) -> ChatMember | None:
    """None for a user of whom Telegram knows nothing there, and where the bot is in the group no more."""
    try:
        return await bot.get_chat_member(group_id, user_id)
    except (BadRequest, Forbidden):
        return None
