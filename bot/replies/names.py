"""Names that strangers gave their files, fit to stand in a sentence."""

import unicodedata

LONGEST = 60  # characters


def short(name: str) -> str:
    """On one line, without characters that turn text around, and without its middle if it is long."""
    clean = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST // 2]}…{clean[-LONGEST // 2 :]}"
