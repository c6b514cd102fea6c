"""What /status says."""

from collections.abc import Sequence

from bot.replies.parts import parts_text
from bot.settings import MEGABYTE
from bot.texts import Texts
from core.encoders.text import BASIC
from core.parts import Collected
from core.status import Status
from core.text_weights import Download

ZIPS = 5  # that are named, of those whose parts are not all here


def status_text(t: Texts, status: Status, parts: Sequence[Collected] = ()) -> str:
    lines = [t("status-faces", model=status.faces.model, detector=status.faces.detector), _words(t, status)]
    if status.download is not None:
        lines.append(_download(t, status.download))
    lines.append(t("status-photos", photos=status.photos))
    if status.undescribed:
        lines.append(t("text-waiting", count=status.undescribed))
    if status.unseen:
        lines.append(t("unseen", count=status.unseen))
    if status.imports:
        lines.append(t("status-imports", count=status.imports))
    waiting = [parts_text(t, one) for one in parts if not one.is_whole]
    lines += [*waiting[:ZIPS], *["…"] * (len(waiting) > ZIPS)]
    return "\n".join(lines)


def _words(t: Texts, status: Status) -> str:
    if status.text_model != BASIC:
        return t("status-words", model=_short(status.text_model))
    if status.text_model_chosen == BASIC:
        return t("status-words-basic")
    return t("status-words-until", model=_short(status.text_model_chosen))


def _short(model: str) -> str:
    return model.rpartition("/")[2]


def _download(t: Texts, download: Download) -> str:
    if download.again_at is not None:
        reason = t(f"weights-{download.reason}")
        return t("status-failed", reason=reason, time=f"{download.again_at.astimezone():%H:%M %Z}")
    if not download.total:
        return t("status-fetching-begins")
    done, total = round(download.done / MEGABYTE), round(download.total / MEGABYTE)
    return t("status-fetching", done=done, total=total)
