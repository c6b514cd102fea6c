"""Where the answer to a question goes: below it, or, for who prefers it in groups, to their private chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden
from telegram.helpers import create_deep_linked_url

from bot.closed import is_closed
from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.choosing import ask_who
from bot.handlers.guards import Incoming, Press
from bot.replies.outlet import Outlet
from core.finder import Asking
from core.search.answers import Answer, Choice

WAITING = "r"
"""What a deep link begins with that opens the results of a search, whose id follows."""

Send = Callable[[Outlet], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Delivery:
    asked: Incoming | Press
    context: Context
    privately: int | None = None  # whose private chat

    @classmethod
    async def of(cls, asked: Incoming | Press, context: Context) -> "Delivery":
        """What the buttons under an answer give goes where that answer went."""
        user_id = asked.user_id
        if isinstance(asked, Press) or asked.chat_id > 0 or user_id is None:
            return cls(asked, context)
        settings = await context.worker.run(context.users.settings, user_id)
        return cls(asked, context, user_id if settings.private_results else None)

    @property
    def asking(self) -> Asking:
        asked_in = self.privately or self.asked.chat_id
        language, begun = self.asked.t.language, self.context.begun
        return Asking(language, asked_in=asked_in, user_id=self.asked.user_id, begun=begun)

    async def answer(self, found: Answer | Choice) -> None:
        """Send what was found, or the question who of several people is meant."""
        if isinstance(found, Answer):
            await self._send(lambda outlet: send_answer(outlet, self.asked.t, self.context, found), found)
            return
        if self.privately:
            self.context.waiting.keep(found)
        await self._send(lambda outlet: ask_who(outlet, self.asked.t, found), found)

    async def text(self, text: str) -> None:
        """Send a sentence that takes an answer's place."""
        await self._send(lambda outlet: outlet.text(text), None)

    async def _send(self, send: Send, found: Answer | Choice | None) -> None:
        if self.privately is None:
            await send(self.asked.outlet)
            return
        try:
            await send(Outlet(self.context.bot, self.privately))
        except (Forbidden, BadRequest) as error:
            if not is_closed(error):
                raise
            await self._open_private_chat(f"{WAITING}{found.search.id}" if found else None)
        else:
            await self.asked.outlet.text(self.asked.t("private-sent"))

    async def _open_private_chat(self, payload: str | None) -> None:
        """Say in the group that the bot cannot write to who asked, and give them a button that mends it."""
        t, link = self.asked.t, create_deep_linked_url(self.context.bot.username, payload)
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(t("button-private"), url=link)]])
        await self.asked.outlet.text(t("private-waiting" if payload else "private-closed"), keyboard)
