"""The same galleries in another folder, sealed with another key, or with none."""

from contextlib import ExitStack, closing
from pathlib import Path

from core.errors import FolderError
from core.store.backup import WHOLE, Copied, copy_database, remove_database
from core.store.database import Database
from core.store.durable import sync_folder
from core.store.files import ChatFiles
from core.store.lock import FolderLock
from core.store.named import DATABASE, homes, named_files, require_galleries
from core.store.profiles import Profiles
from core.store.seals import BrokenSealError
from core.store.vault import Vault, renewed


def reseal(folder: Path, key: bytes | None, target: Path, new_key: bytes | None) -> Copied:
    """Copy all galleries into a folder without any. The database comes last: it makes them galleries.

    `key`: with which they are sealed; `new_key`: with which they will be; None: they are plain. Nothing is
    changed where they are. Raises FolderError where there are none, where there are some already, or where a
    bot is at work, DataKeyError for a wrong key, and DiskError where the copy cannot be written.
    """
    require_galleries(folder)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = target / f".{DATABASE}.resealed"
    with ExitStack() as stack:
        for one in (folder, target):
            stack.callback(FolderLock(one).release)
        if (target / DATABASE).exists():
            raise FolderError(f"{target.absolute()} has galleries already. Name a folder without any.")
        stack.callback(remove_database, copy)
        copy_database(folder / DATABASE, copy)
        with closing(Database(copy)) as database:
            resealed = _reseal(database, folder, key, target, new_key)
        copy.rename(target / DATABASE)
        sync_folder(target)
    return resealed


def _reseal(
    database: Database, folder: Path, key: bytes | None, target: Path, new_key: bytes | None
) -> Copied:
    before = Vault(database, key)
    profiles = Profiles(database, before)
    after = renewed(database, new_key)
    profiles.reseal(after)
    database.wipe_deleted()
    count, lost = 0, list[str]()
    for chat_id, home in homes(database.tuples).items():
        source = ChatFiles(folder, home, before.seal_of(home))
        copy = ChatFiles(target, home, after.seal_of(home))
        for path in named_files(database.tuples, source, chat_id, WHOLE):
            place = path.relative_to(folder)
            try:
                with source.open(path) as file:
                    copy.fill_from(target / place, file)
                count += 1
            except (FileNotFoundError, BrokenSealError):
                lost.append(str(place))
    return Copied(count, tuple(lost))
