"""Who may change a gallery: whose private chat it is, or the administrators of its group."""

from bot.handlers.guards import Incoming, Press
from bot.members import is_administrator
from bot.replies.visiting import leave_keyboard


async def may_manage(asked: Incoming | Press) -> bool:
    """Whether who asks may change the gallery that the chat looks at; guests may change none."""
    if asked.is_guest or asked.chat_id > 0:
        return not asked.is_guest
    return _is_anonymous(asked) or await _is_administrator(asked)


async def managing(asked: Incoming | Press) -> bool:
    """The same; who may not is told so."""
    if await may_manage(asked):
        return True
    sentence = asked.t("guests-may-not" if asked.is_guest else "admins-only")
    if isinstance(asked, Press):
        await asked.answer(sentence, alert=True)
    else:
        await asked.outlet.text(sentence, leave_keyboard(asked.t) if asked.is_guest else None)
    return False


def _is_anonymous(asked: Incoming | Press) -> bool:
    """Whether an administrator writes in the name of the group, which others cannot."""
    sender = asked.message.sender_chat if isinstance(asked, Incoming) else None
    return sender is not None and sender.id == asked.chat_id


async def _is_administrator(asked: Incoming | Press) -> bool:
    user_id = asked.user_id
    return user_id is not None and await is_administrator(asked.message.get_bot(), asked.chat_id, user_id)
