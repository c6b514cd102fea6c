"""One exception for each thing that a user can act on."""


class PhotoFinderError(Exception):
    """Whatever the core raises on purpose."""


class UnreadablePhotoError(PhotoFinderError):
    """The bytes are no photo that can be decoded; `reason` is one of a few words that the bot translates."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnreadableArchiveError(PhotoFinderError):
    """The file is no zip, or not one that can be read; `reason` is a word that the bot translates."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DiskFullError(PhotoFinderError):
    """What is to come in needs more bytes than the disk has to spare: `free`, never less than 0."""

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(f"{needed} bytes are needed, {free} are free")
        self.needed = needed
        self.free = free


class DownloadError(PhotoFinderError):
    """A link gives no zip; `reason` is a word that the bot translates."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EndedError(PhotoFinderError):
    """What was begun is given up: its gallery was deleted, or closed to its user, or they were forgotten."""


class NoFaceError(PhotoFinderError):
    """The query photo shows no face that can be searched for."""


class SeveralPeopleError(PhotoFinderError):
    """A photo that has to show one person shows several."""


class EmptyGalleryError(PhotoFinderError):
    """The chat has no photos yet."""


class PhotosComingError(PhotoFinderError):
    """The chat has no photos yet, but its first ones are coming in."""


class NobodyError(PhotoFinderError):
    """Nobody but "me" was asked for, and nobody knows who that is."""


class SomeoneElseError(PhotoFinderError):
    """A selfie shows clearly somebody else than the profile that it is for."""


class OutdatedProfileError(PhotoFinderError):
    """A profile has no face that the face model of today has seen."""


class EmptyQueryError(PhotoFinderError):
    """The description has no word to search for."""


class DataKeyError(PhotoFinderError):
    """The data folder was made with another key, or without one; says what the operator can do."""


class UnknownModelError(PhotoFinderError):
    """A model was asked for by a name that none has."""


class WeightsMissingError(PhotoFinderError):
    """A model's weights are neither embedded nor cached, and could not be fetched, or are of no use.

    `reason` is one of a few words that the bot translates.
    """

    def __init__(self, sentence: str, reason: str = "damaged") -> None:
        super().__init__(sentence)
        self.reason = reason


class FolderError(PhotoFinderError):
    """The galleries' folder cannot be used as it is; the message says why, and what the operator can do."""


class ChatTakenError(PhotoFinderError):
    """A gallery cannot move to where another one is."""


class DiskError(PhotoFinderError):
    """The disk is full, or cannot be written. What is on it can still be read."""
