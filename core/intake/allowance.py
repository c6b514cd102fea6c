"""How many files a zip may have, together with the zips in it."""

from core.errors import UnreadableArchiveError


class Allowance:
    """What is left of that number. Files of a zip that turns out damaged count, too: they cost as much."""

    def __init__(self, files: int) -> None:
        self.files = files

    def take(self, files: int) -> None:
        """Raises UnreadableArchiveError: "too_many_files"."""
        if files > self.files:
            raise UnreadableArchiveError("too_many_files")
        self.files -= files
