"""Questions of who is meant that nobody has seen yet: who asked has to open their private chat first."""

from core.search.answers import Choice

MOST = 50


class Waiting:
    """In memory, for their pictures are kept nowhere; the newest ones."""

    def __init__(self) -> None:
        self._choices: dict[int, Choice] = {}

    def keep(self, choice: Choice) -> None:
        self._choices[choice.search.id] = choice
        if len(self._choices) > MOST:
            del self._choices[min(self._choices)]

    def forget(self, asked_in: int) -> None:
        """Drop those that a chat would have been sent."""
        self._choices = {
            search_id: choice
            for search_id, choice in self._choices.items()
            if choice.search.asked_in != asked_in
        }

    def get(self, search_id: int) -> Choice | None:
        return self._choices.get(search_id)
