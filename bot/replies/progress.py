"""How an import goes, in words."""

import math

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.names import short
from bot.settings import MEGABYTE
from bot.texts import Texts
from core.errors import DiskFullError
from core.importer import Progress
from core.intake.download import Fetched
from core.store.imports import Import

BAR = 12  # characters
NAMED = 8  # skipped files that are named


def fetching_text(t: Texts, name: str, fetched: Fetched) -> str:
    share = fetched.done / fetched.total if fetched.total else 0.0
    return t(
        "import-fetching",
        name=short(name),
        bar=_bar(share),
        done=fetched.done // MEGABYTE,
        total=-(-fetched.total // MEGABYTE) if fetched.total else "unknown",
    )


def running_text(t: Texts, name: str, progress: Progress) -> str:
    share = progress.done / progress.total if progress.total else 1.0
    return t(
        "import-running",
        name=short(name),
        bar=_bar(share),
        percent=int(share * 100),
        done=progress.done,
        total=progress.total,
        faces=progress.faces,
        left="none" if progress.seconds_left is None else _duration(t, progress.seconds_left),
    )


def summary_text(t: Texts, done: Import) -> str:
    if not done.total:
        return "\n".join([t("import-nothing", name=short(done.name)), *_skipped(t, done)])
    lines = [_outcome(t, done)]
    if done.duplicates:
        lines.append(t("import-duplicates", count=done.duplicates))
    lines += _skipped(t, done)
    if done.added:
        lines.append(t("import-next" if done.chat_id > 0 else "import-next-group"))
    return "\n".join(lines)


def _outcome(t: Texts, done: Import) -> str:
    name = short(done.name)
    if done.added:
        return t("import-done", name=name, added=done.added, faces=done.faces)
    return t("import-known" if done.duplicates else "import-none", name=name)


def search_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Under the summary of one photo, which may have been meant as a question."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(t("button-selfie"), callback_data="selfie")]])


def leave_out_keyboard(t: Texts, import_id: int) -> InlineKeyboardMarkup:
    """Under a zip that waits for its password."""
    button = InlineKeyboardButton(t("button-leave-out"), callback_data=f"leaveout:{import_id}")
    return InlineKeyboardMarkup([[button]])


def disk_full_text(t: Texts, name: str, error: DiskFullError) -> str:
    needed, free = -(-error.needed // MEGABYTE), error.free // MEGABYTE
    return t("import-no-room", name=short(name), needed=needed, free=free)


def _bar(share: float) -> str:
    filled = round(min(share, 1.0) * BAR)  # of a download more may come than its server has said
    return "▓" * filled + "░" * (BAR - filled)


def _skipped(t: Texts, done: Import) -> list[str]:
    if not done.skipped:
        return []
    lines = [t("import-skipped", count=done.skipped_count)]
    lines += [
        t("import-skipped-line", name=short(one.name), reason=t(f"skip-{one.reason}"))
        for one in done.skipped[:NAMED]
    ]
    if done.skipped_count > NAMED:
        lines.append(t("import-skipped-more", count=done.skipped_count - NAMED))
    return lines


def _duration(t: Texts, seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 (a minute and a half: "2 min" from there on)
        return t("time-seconds", seconds=math.ceil(seconds))
    return t("time-minutes", minutes=math.ceil(seconds / 60))
