"""What a bot at rest takes: memory, threads, files, and what it keeps on the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from core.store.files import ChatFiles
from core.store.lock import NAME as LOCK
from core.store.named import DATABASE, named_files, reading
from core.store.verify import verify


@dataclass(frozen=True, slots=True)
class Sample:
    hour: int
    bot: float  # megabytes
    workers: float  # megabytes of all of them
    processes: int
    threads: int  # besides those of pools
    descriptors: int
    tasks: int
    blocks: int  # of memory that Python has in use in the bot's process
    chats: int
    photos: int
    files: int  # below the folder, the database's own left out
    unnamed: int  # of these, those that no row names
    database: int  # bytes
    problems: tuple[str, ...]  # that `python -m bot verify` finds


def sample(hour: int, pid: int, folder: Path, state: Mapping[str, int]) -> Sample:
    """`state`: what the process says of itself."""
    _, *others = processes.family(pid)
    verdict, files, named = verify(folder), kept_files(folder), _named(folder)
    return Sample(
        hour=hour,
        bot=processes.resident(pid),
        workers=sum(processes.shared_out(other) for other in others),
        processes=1 + len(others),
        threads=processes.threads(pid) - state["pooled"],
        descriptors=processes.descriptors(pid),
        tasks=state["tasks"],
        blocks=state["blocks"],
        chats=verdict.chats,
        photos=verdict.photos,
        files=len(files),
        unnamed=len(files - named),
        database=(folder / DATABASE).stat().st_size,
        problems=verdict.problems,
    )


def kept_files(folder: Path) -> set[Path]:
    """All but the database and its lock."""
    own = {folder / LOCK, *(folder / f"{DATABASE}{end}" for end in ("", "-wal", "-shm"))}
    return {path for path in folder.rglob("*") if path.is_file() and path not in own}


def _named(folder: Path) -> set[Path]:
    with reading(folder / DATABASE) as select:
        chats = [chat_id for (chat_id,) in select("SELECT id FROM chats", [])]
        return {
            path for chat_id in chats for path in named_files(select, ChatFiles(folder, chat_id), chat_id)
        }
