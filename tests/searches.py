"""Searches as tests ask for them."""

from core.finder import ASKING, Asking
from core.gallery import Galleries
from core.search.answers import Answer, Choice


def photos_of(
    galleries: Galleries, chat_id: int, portrait: bytes, text: str = "", asking: Asking = ASKING
) -> Answer:
    """What is found with a photo of one person."""
    found = galleries.finder.faces(chat_id, portrait, text, asking)
    assert isinstance(found, Answer)
    return found


def choice_in(galleries: Galleries, chat_id: int, group: bytes) -> Choice:
    """What is asked about a photo of several people."""
    found = galleries.finder.faces(chat_id, group)
    assert isinstance(found, Choice)
    return found
