"""Text as it is compared."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents. Also đ, which SQLite takes for a letter of its own, becomes d."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)
