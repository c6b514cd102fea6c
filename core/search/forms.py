"""Forms of words, as patterns."""

import re

from core.search.folding import fold


def exact(form: str) -> re.Pattern[str]:
    """Whole words, with the accents that `form` has."""
    return re.compile(rf"(?<!\w)(?:{form})(?!\w)")


def accented_or_bare(*forms: str) -> tuple[re.Pattern[str], ...]:
    """As `exact`, and again without any accents: "năm trước" and "nam truoc", but not "Nam trước"."""
    bare = ("".join(letter if letter.isascii() else fold(letter) for letter in form) for form in forms)
    return tuple(exact(form) for pair in zip(forms, bare, strict=True) for form in dict.fromkeys(pair))
