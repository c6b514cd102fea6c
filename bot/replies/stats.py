"""What /stats says."""

from bot.metrics import Metrics, count
from bot.settings import MEGABYTE
from bot.texts import Texts
from core.status import Overview

GIGABYTE = 1_000 * MEGABYTE


def stats_text(t: Texts, overview: Overview, metrics: Metrics, jobs: tuple[int, int]) -> str:
    totals, (running, waiting) = overview.totals, jobs
    lines = [
        t("stats-kept", chats=totals.chats, photos=totals.photos, faces=totals.faces),
        t("stats-queue", running=running, waiting=waiting),
        _latency(t, metrics),
        t(
            "stats-disk",
            kept=_gigabytes(totals.kept_bytes),
            free=_gigabytes(totals.free_bytes),
            disk=_gigabytes(totals.disk_bytes),
        ),
        t("stats-models", face=overview.faces.model, text=overview.text_model.rpartition("/")[2]),
        t(
            "stats-process",
            updates=count(metrics.updates),
            errors=count(metrics.errors),
            restarts=count(metrics.worker_restarts),
            galleries=overview.galleries_in_memory,
        ),
    ]
    return "\n".join(lines)


def _latency(t: Texts, metrics: Metrics) -> str:
    latency = metrics.latency()
    if latency is None:
        return t("stats-no-latency")
    median, most = (f"{seconds:.2f}" for seconds in latency)
    return t("stats-latency", median=median, most=most)


def _gigabytes(size: int) -> str:
    return f"{size / GIGABYTE:.1f}"
