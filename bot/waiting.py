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

    def get(self, search_id: int) -> Choice | None:
        return self._choices.get(search_id)
