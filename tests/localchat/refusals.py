from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from telegram.error import BadRequest, TelegramError


@contextmanager
def refused(sentence: str, kind: type[TelegramError] = BadRequest) -> Iterator[None]:
    """The exception and its whole text, of which python-telegram-bot changes only the case."""
    with pytest.raises(kind) as error:
        yield
    assert type(error.value) is kind
    assert error.value.message == sentence
