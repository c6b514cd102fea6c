"""Which language a description is in, as far as the basic search has to know."""

import unicodedata

_MARKS = frozenset("\u0306\u0309\u031b\u0323")  # breve, hook above, horn, dot below: in no other Latin script
_TONES = frozenset("\u0300\u0301\u0303")
_CIRCUMFLEX = "\u0302"


def is_vietnamese(text: str, language: str = "en") -> bool:
    """Whether a text has letters that only Vietnamese has; where people read it, any accents will do."""
    for letter in text.lower():
        marks = set(unicodedata.normalize("NFD", letter)[1:])
        if letter == "đ" or marks & _MARKS or (_CIRCUMFLEX in marks and marks & _TONES):
            return True
        if language == "vi" and marks:
            return True
    return False
