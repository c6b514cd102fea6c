"""Who reads the bot in which language: as chosen by /language, else as Telegram tells."""

from collections.abc import Mapping

from telegram import User

from bot.texts import Texts, texts_for
from core.store.users import Users


class Languages:
    """In memory, for every update asks."""

    def __init__(self, users: Users) -> None:
        self._users = users
        self._chosen = users.languages()

    @property
    def chosen(self) -> Mapping[int, str]:
        """By the ids of those who have chosen one, which are those of their private chats."""
        return self._chosen

    def of(self, user: User | None) -> Texts:
        if user is None:
            return texts_for(None)
        return texts_for(self._chosen.get(user.id, user.language_code))

    def of_chat(self, chat_id: int, otherwise: str | None) -> Texts:
        """For what comes by itself: as chosen by whose private chat it is, else in the language given."""
        return texts_for(self._chosen.get(chat_id, otherwise))

    def forget(self, user_id: int) -> bool:
        """The store has forgotten a user; whether they had chosen one."""
        return self._chosen.pop(user_id, None) is not None

    def choose(self, user_id: int, language: str) -> None:
        self._users.set_language(user_id, language)
        self._chosen[user_id] = language
