"""Who may look at which gallery."""

from bot.context import Context
from bot.members import is_member
from core.errors import EndedError
from core.store.searches import Search


async def may_see(context: Context, chat_id: int, gallery_id: int) -> bool:
    """Whether a chat may: it is its own, or that of which it is a guest, or of a group its person is in."""
    if gallery_id in {chat_id, context.guests.gallery(chat_id)}:
        return True
    return gallery_id < 0 < chat_id and await is_member(context.bot, gallery_id, chat_id)


def require_still(context: Context, chat_id: int, gallery_id: int) -> None:
    """Raises EndedError where a chat looks at another gallery by now: its invitation has ended, say."""
    if context.guests.gallery(chat_id) != gallery_id:
        raise EndedError


async def require_sight(context: Context, chat_id: int, gallery_id: int) -> None:
    """Raises EndedError where a chat may not look at a gallery any more."""
    if not await may_see(context, chat_id, gallery_id):
        raise EndedError


async def reachable(context: Context, chat_id: int, search_id: int) -> Search | None:
    """A search that was answered in a chat, as long as that may look at its gallery."""
    search = await context.worker.run(context.galleries.search, chat_id, search_id)
    return search if search and await may_see(context, chat_id, search.chat_id) else None
