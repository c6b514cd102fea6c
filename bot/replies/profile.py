"""What became of selfies, in words."""

from bot.texts import Texts
from core.errors import NoFaceError, PhotoFinderError, SeveralPeopleError, UnreadablePhotoError
from core.profiles import Learned


def learned_text(t: Texts, learned: Learned, sent: int) -> str:
    """How many selfies the profile has now, and why which of those that were sent were not taken."""
    lines = []
    if learned.added:
        lines.append(t("me-learned", count=learned.selfies))
    for place, error in learned.refused:
        reason = _reason(t, error)
        lines.append(t("me-refused", place=place + 1, reason=reason) if sent > 1 else reason)
    return "\n".join(lines)


def _reason(t: Texts, error: PhotoFinderError) -> str:
    if isinstance(error, UnreadablePhotoError):
        return t("photo-unreadable", reason=t(f"skip-{error.reason}"))
    if isinstance(error, NoFaceError):
        return t("no-face")
    return t("me-several" if isinstance(error, SeveralPeopleError) else "me-someone-else")
