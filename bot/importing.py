"""Imports as a chat sees them: one status message that is edited, then a summary and a contact sheet."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

from telegram import Bot, ForceReply, InlineKeyboardMarkup, InputFile, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.closed import is_closed
from bot.languages import Languages
from bot.locked import LockedZips
from bot.news import Newsroom
from bot.part_messages import PartMessages
from bot.replies.names import short
from bot.replies.outlet import Outlet
from bot.replies.parts import parts_text
from bot.replies.progress import (
    disk_full_text,
    fetching_text,
    leave_out_keyboard,
    running_text,
    search_keyboard,
    summary_text,
)
from bot.settings import MEGABYTE
from bot.stop import Stop
from bot.texts import Texts
from bot.worker import Lane, Worker
from core.errors import DiskError, DiskFullError, DownloadError, EndedError, UnreadableArchiveError
from core.gallery import Galleries
from core.importer import Importer, Progress
from core.intake.download import Downloader, Fetched, Source
from core.intake.split import Part, last_part
from core.parts import SplitZips
from core.store.endings import Begun
from core.store.imports import Import
from core.store.questions import Question
from core.store.refusals import telling_refusals
from core.store.store import Store

logger = logging.getLogger(__name__)

EVERY_CHAT = 0
"""Stands where a chat's id would, for a job that is about all of them: no chat has it."""

PASSWORD_NEEDED = ("encrypted", "wrong_password")
FINISHED = ("done", "failed")

EDIT_SECONDS = 3.0
"""Telegram slows bots down that edit a message more often than this."""


class ImportJobs:
    """Starts imports, resumes those that a restart has interrupted, and tells their chats how it goes."""

    def __init__(  # noqa: PLR0913, PLR0917 (all that it needs)
        self,
        store: Store,
        importer: Importer,
        galleries: Galleries,
        parts: SplitZips,
        newsroom: Newsroom,
        languages: Languages,
        worker: Worker,
        downloader: Downloader,
    ) -> None:
        self._store = store
        self._downloader = downloader
        self._importer = importer
        self._galleries = galleries
        self._parts = parts
        self.part_messages = PartMessages(parts, worker)
        self._languages = languages
        self._newsroom = newsroom
        self._worker = worker
        self.locked = LockedZips()
        """Those that wait for their passwords."""
        self._moving: set[int] = set()  # chats that are about to have another id
        self.joining = asyncio.Lock()
        """Held from when a part of a zip is added until its whole is joined, if it was the last."""

    def require_room(self, size: int) -> None:
        """Raises DiskFullError where so many bytes do not fit."""
        self._importer.disk.require(size)

    @asynccontextmanager
    async def receiving(  # noqa: PLR0913
        self,
        status: Message,
        name: str,
        language: str,
        size: int,
        *,
        begun: Begun,
        user_id: int | None,
        alone: bool = False,
    ) -> AsyncIterator[Path]:
        """Where to put a zip of `size` bytes. It is sealed once it is there, and imported after those before.

        `status`: the message that will say how it goes; `user_id`: who has sent it; `alone`: it replies to
        the one photo of the zip.
        Raises DiskFullError, or EndedError where the gallery was deleted since it was sent.
        """
        await self._worker.run(self.require_room, size)
        job, path = await self._worker.run(self._begin, status, name, language, begun, user_id)
        try:
            with telling_refusals():
                yield path
            is_wanted = await self._worker.run(self._take, job, path)
        except Exception as error:  # where the bot stops meanwhile, its next start says so
            if not await self._worker.run(self._store.imports.exists, job.id):  # nor is there its folder
                raise EndedError from error
            await self._drop(job)
            raise
        if not is_wanted:
            await self._status(status.get_bot(), job).show("import-given-up", soon=True)
            return
        # From here on a restart goes on with it, even if it has not been started on yet.
        await self._worker.run(self._store.imports.run, job.id, 0)
        job = await self._worker.run(self._store.imports.latest, job)  # its chat may have another id by now
        self._start(status.get_bot(), job, alone=alone)

    def _take(self, job: Import, arrived: Path) -> bool:
        """Put a zip where it is read from; False where its gallery was deleted while it came."""
        files = self._store.files(job.chat_id)
        files.take(arrived, files.incoming(job.id))
        is_wanted = self._store.imports.exists(job.id)
        if not is_wanted:
            files.remove_incoming(job.id)
        return is_wanted

    async def unlock(self, bot: Bot, import_id: int, password: str) -> bool:
        """Try a password on a zip that waits for one; False where it does not, or no more.

        The password is held until the import ends, and nowhere else than in memory.
        """
        if not self.locked.unlock(import_id, password):
            return False
        if not await self._worker.run(self._store.imports.exists, import_id):  # the gallery was deleted
            self.locked.forget(import_id)
            return False
        job = await self._worker.run(self._store.imports.get, import_id)
        self._start(bot, job)
        return True

    async def waiting(self, chat_id: int) -> list[int]:
        """The imports of a chat that wait for their passwords: none whose gallery was deleted meanwhile."""
        for import_id in self.locked.of(chat_id):
            if not await self._worker.run(self._store.imports.exists, import_id):
                self.locked.take(import_id)
        return self.locked.of(chat_id)

    async def leave_out(self, bot: Bot, chat_id: int, import_id: int) -> None:
        """Give up a zip of a chat, if it still waits for its password."""
        if import_id in await self.waiting(chat_id):
            self.locked.take(import_id)
            job = await self._worker.run(self._store.imports.get, import_id)
            self._give_up(job, self._status(bot, job))

    @property
    def largest_download(self) -> int:
        """In bytes."""
        return self._downloader.limit

    def is_busy(self, chat_id: int) -> bool:
        """Whether what is fetched now waits for what the chat has sent before."""
        return self._worker.is_busy(chat_id, Lane.IMPORT)

    async def fetch(  # noqa: PLR0913, PLR0917
        self, status: Message, name: str, language: str, url: str, begun: Begun, user_id: int | None
    ) -> None:
        """Fetch a zip from the web and import it, after those sent before. Raises EndedError."""
        job, _ = await self._worker.run(self._begin, status, name, language, begun, user_id, url)
        self._start(status.get_bot(), job)

    async def resume(self, bot: Bot) -> None:
        """Go on with what was being imported when the bot stopped, and say what did not arrive whole."""
        await self._go_on(bot, lambda _: True)
        for job in await self._worker.run(self._store.imports.unfinished, "receiving"):
            if not job.url:
                await self._drop(job)
                await self._status(bot, job).show("import-interrupted")
        await self.describe_all()
        self._reindex()

    @contextmanager
    def moving(self, chat_id: int) -> Iterator[None]:
        """While a chat's jobs are stopped so that it can have another id: nobody is told that they are."""
        self._moving.add(chat_id)
        try:
            yield
        finally:
            self._moving.discard(chat_id)

    async def resume_in(self, bot: Bot, chat_id: int) -> None:
        """Go on with what was stopped for that, under the chat's id of today."""
        await self._go_on(bot, lambda job: job.chat_id == chat_id)
        self._describe(chat_id)
        self._reindex()

    async def _go_on(self, bot: Bot, is_meant: Callable[[Import], bool]) -> None:
        """Start what is here, or can be fetched. What is coming in from Telegram is not."""
        imports = self._store.imports
        for job in filter(is_meant, await self._worker.run(imports.untold)):
            self._worker.start_job(job.chat_id, Lane.IMPORT, partial(self._tell_late, bot, job))
        for job in filter(is_meant, await self._worker.run(imports.unfinished, "running")):
            self._start(bot, job)
        for job in filter(is_meant, await self._worker.run(imports.unfinished, "receiving")):
            if job.url:
                self._start(bot, job)

    async def describe_all(self) -> None:
        """Let the text model look at all photos that it has not seen."""
        for chat_id in await self._worker.run(self._store.chats.ids):
            self._describe(chat_id)

    def _reindex(self) -> None:
        self._worker.start_job(EVERY_CHAT, Lane.DESCRIBE, self._reindex_all)

    async def _reindex_all(self, is_stopped: Callable[[], bool]) -> None:
        """Let the face model look at all photos that another one has seen, one chat after the other.

        Were there a job for each chat, an import would share the workers and threads with hundreds of them.
        """
        for chat_id in await self._worker.run(self._galleries.chats_behind):
            if is_stopped():
                return
            try:
                await self._worker.describe(self._galleries.reindex, chat_id, is_stopped)
            except Exception:
                # A disk that gives no photo, say. The other chats go on; this one is tried at the next start.
                logger.exception("The photos of chat %s could not be looked at again", chat_id)

    def _describe(self, chat_id: int) -> None:
        describe = self._galleries.describe
        self._worker.start_job(
            chat_id, Lane.DESCRIBE, lambda is_stopped: self._worker.describe(describe, chat_id, is_stopped)
        )

    def _begin(  # noqa: PLR0913, PLR0917
        self,
        status: Message,
        name: str,
        language: str,
        begun: Begun,
        user_id: int | None,
        url: str | None = None,
    ) -> tuple[Import, Path]:
        job = self._store.begin_import(status.chat_id, name, language, status.message_id, url, begun, user_id)
        path = self._store.files(status.chat_id).arriving(job.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        return job, path

    def _start(self, bot: Bot, job: Import, *, alone: bool = False) -> None:
        status = self._status(bot, job, alone=alone)
        self.locked.take(job.id)

        async def run(stop: Stop) -> None:
            try:
                await self._go(bot, job, status, stop)
            finally:
                self.locked.forget(job.id)

        self._worker.start_job(job.chat_id, Lane.IMPORT, run)

    async def _go(self, bot: Bot, job: Import, status: "_Status", stop: Stop) -> None:
        now = await self._worker.run(self._store.imports.latest, job)
        if stop():
            await self._show_stopped(job, status)
        elif now.chat_id != job.chat_id or now.state in FINISHED:
            logger.info("Import %s goes on elsewhere", job.id)
        elif now.url:
            await self._fetch(bot, now, status, stop)
        else:
            await self._run(bot, now, status, self._read(now, status, stop))

    async def _read(self, job: Import, status: "_Status", stop: Stop) -> Import:
        run, password = self._importer.run, self.locked.password(job.id)
        done = await self._worker.run_import(job.whose, stop, run, job, status.note, stop, password)
        return done or job

    def _status(self, bot: Bot, job: Import, *, alone: bool = False) -> "_Status":
        def remember(message_id: int) -> Awaitable[None]:
            return self._worker.run(self._store.imports.set_message, job.id, message_id)

        return _Status(bot, job, self._languages, remember, alone=alone)

    async def _fetch(self, bot: Bot, job: Import, status: "_Status", stop: Stop) -> None:
        fetching = asyncio.ensure_future(
            self._worker.download(job.whose, stop, self._download, job, status.note, stop)
        )
        while not (await asyncio.wait({fetching}, timeout=EDIT_SECONDS))[0]:
            await status.show_progress()
        try:
            fetched = await fetching
        except DownloadError as error:
            logger.info("Import %s could not be fetched: %s", job.id, error.reason)
            await self._drop(job)
            await status.show(f"link-{error.reason}", limit=self._downloader.limit // MEGABYTE)
        except Exception as error:
            logger.exception("Import %s failed", job.id)
            await self._fail(job, status, error)
        else:
            if fetched is not None:
                status = self._status(bot, fetched)
                await self._run(bot, fetched, status, self._read(fetched, status, stop))
            else:
                await self._show_stopped(job, status)

    def _download(
        self, job: Import, note: Callable[[Fetched], None], is_stopped: Callable[[], bool]
    ) -> Import | None:
        """The import once it is all here; None if it was stopped."""
        imports, files = self._store.imports, self._store.files(job.chat_id)
        arrived, path = files.arriving(job.id), files.incoming(job.id)
        if job.url is None or not imports.exists(job.id):  # the gallery was deleted meanwhile
            return None
        note(Fetched(0, None))  # from here on it waits no more

        def found(source: Source) -> None:
            imports.set_source(job.id, source.name, source.validator)

        if not path.exists():  # else the bot was killed just after it had come
            source = Source(job.url, job.validator)
            with telling_refusals():
                if not self._downloader.fetch(source, arrived, found, note, is_stopped):
                    return None
                files.take(arrived, path)
        imports.run(job.id, 0)
        return imports.get(job.id)

    async def _run(self, bot: Bot, job: Import, status: "_Status", reading: Awaitable[Import]) -> None:
        running = asyncio.ensure_future(reading)
        await self._watch(job, running, status)
        self._galleries.changed(job.chat_id)
        try:
            done = await running
        except UnreadableArchiveError as error:
            if error.reason == "split":
                await self._collect(bot, job, status)
                return
            is_locked = error.reason in PASSWORD_NEEDED
            keyboard = leave_out_keyboard(status.t, job.id) if is_locked else None
            await status.show(f"zip-{error.reason}", keyboard)
            if is_locked:
                await self._ask_for_password(job, status)
        except DiskFullError as error:
            await status.show_full(error)
        except Exception as error:
            # A disk that breaks, say. What was read stays; to try again by itself could fail for ever.
            logger.exception("Import %s failed", job.id)
            await self._fail(job, status, error)
        else:
            await self._finish(bot, done, status)

    async def _ask_for_password(self, job: Import, status: "_Status") -> None:
        """A reply to the question is the password. After a restart it is asked for again."""
        self.locked.wait(job, partial(self._give_up, job, status))
        question = await status.ask("zip-ask-password")
        if question is not None:
            ask = Question("zip-password", job.id)
            await self._worker.run(self._galleries.ask, job.chat_id, question.message_id, ask)

    def _give_up(self, job: Import, status: "_Status") -> None:
        """Of a zip that waits no longer."""

        async def run(_: Callable[[], bool]) -> None:
            if await self._worker.run(self._store.imports.exists, job.id):
                await self._drop(job)
                await status.show("zip-left-out", soon=True)

        self._worker.start_job(job.chat_id, Lane.IMPORT, run)

    async def _collect(self, bot: Bot, job: Import, status: "_Status") -> None:
        """It is the last of several parts: the others are here, or will be.

        Where the disk does not take it, or the whole, those that are here stay: once this one is sent again,
        they are joined.
        """
        try:
            await self._add_last(bot, job, status)
        except DiskFullError as error:
            await self._drop(job)
            await status.show_full(error)
        except Exception as error:
            logger.exception("The parts of import %s could not be joined", job.id)
            await self._fail(job, status, error)

    async def _add_last(self, bot: Bot, job: Import, status: "_Status") -> None:
        part, whole = last_part(job.name), self._store.files(job.chat_id).incoming(job.id)
        async with self.joining:  # or two that come at once would both be the last
            collected = await self._worker.run(self._parts.add_incoming, job.chat_id, part, whole)
            if collected.is_whole:
                await self._join(bot, job, part, status)
            else:
                await self._drop(job)
        if not collected.is_whole:
            await status.write(parts_text(status.t, collected))
            await self.part_messages.shown(bot, job.chat_id, part, status.message_id)

    async def _join(self, bot: Bot, job: Import, part: Part, status: "_Status") -> None:
        run, files = self._worker.run, self._store.files(job.chat_id)
        joined = files.arriving(job.id)
        try:
            await run(self._parts.join, job.chat_id, part, joined)
            await run(files.take, joined, files.incoming(job.id))
        except UnreadableArchiveError as error:
            await self._drop(job)
            await status.show(f"zip-{error.reason}")
            await self.part_messages.drop(bot, job.chat_id, part)
        else:
            await self.part_messages.drop(bot, job.chat_id, part)
            self._start(bot, job)  # last: what goes wrong before ends the import

    async def _fail(self, job: Import, status: "_Status", error: Exception) -> None:
        self._worker.on_failure()
        await self._drop(job)
        await status.show("import-disk" if isinstance(error, DiskError) else "import-failed")

    async def _drop(self, job: Import) -> None:
        """Where the disk does not even take that, the next start goes on with it."""
        try:
            await self._worker.run(self._store.finish_import, job, "failed")
        except DiskError as error:
            logger.warning("Import %s could not be given up: %s", job.id, error)

    async def _finish(self, bot: Bot, done: Import, status: "_Status") -> None:
        self.locked.forget(done.id)  # before it is said: from then on it is as good as unknown
        if done.state == "done":
            logger.info("Import %s into chat %s: %s photos", done.id, done.chat_id, done.added)
            self._describe(done.chat_id)
            if await self._worker.run(self._galleries.unseen, done.chat_id):
                self._reindex()  # it went on with the face model of before
            await self._tell(bot, done, status)
        elif not status.is_stopped:
            await self._show_stopped(done, status)

    async def _tell(self, bot: Bot, done: Import, status: "_Status") -> None:
        if await status.show_summary(done):
            await self._worker.run(self._store.imports.set_told, done.id)
        if not status.is_closed:
            await self._send_sheet(bot, done)
        await self._newsroom.tell(bot, done)

    async def _tell_late(self, bot: Bot, done: Import, _: Callable[[], bool]) -> None:
        """The bot was killed, or Telegram out of reach, when the import was done: its chat does not know."""
        await self._tell(bot, done, self._status(bot, done))

    async def _watch(self, job: Import, running: asyncio.Future[Import], status: "_Status") -> None:
        """Show how an import goes until it is done, or the bot stops."""
        closing = asyncio.ensure_future(self._worker.closing.wait())
        watched = partial(
            asyncio.wait, (running, closing), timeout=EDIT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        try:
            while not (await watched())[0]:
                self._galleries.changed(job.chat_id)
                await status.show_progress()
        finally:
            closing.cancel()
        if not running.done():
            await self._show_stopped(job, status)
            await asyncio.wait({running})

    async def _show_stopped(self, job: Import, status: "_Status") -> None:
        """Either the bot stops, or the gallery is being deleted, or moved: then there is nothing to say."""
        if job.chat_id in self._moving:
            return
        status.is_stopped = True
        await status.show("import-paused" if self._worker.closing.is_set() else "import-given-up", soon=True)

    async def _send_sheet(self, bot: Bot, done: Import) -> None:
        try:
            async with Outlet(bot, done.chat_id).busy(ChatAction.UPLOAD_PHOTO):
                sheet = await self._worker.run(self._galleries.sheet, done.chat_id, done.id)
                if sheet is not None:
                    await bot.send_photo(done.chat_id, InputFile(sheet, "photos.jpg"))
        except TelegramError as error:
            logger.warning("The contact sheet of import %s could not be sent: %s", done.id, error)


class _Status:
    """The message that shows how an import goes. An import goes on without it."""

    def __init__(
        self,
        bot: Bot,
        job: Import,
        languages: Languages,
        remember: Callable[[int], Awaitable[None]],
        *,
        alone: bool,
    ) -> None:
        """`remember` is given the id of a message that takes the place of the first one."""
        self._bot = bot
        self._job = job
        self._remember = remember
        self._alone = alone
        self._languages = languages
        self.message_id = job.message_id
        self._progress: Progress | Fetched | None = None  # None: it waits for its turn
        self._is_waiting = False  # and the message says so
        self._edited = 0.0
        self.is_stopped = False
        """Whether it was said that it goes on no more."""
        self.is_closed = False
        """Whether its chat could not be written to, the last time."""

    @property
    def t(self) -> Texts:
        return self._languages.of_chat(self._job.chat_id, self._job.language)

    def note(self, progress: Progress | Fetched) -> None:
        """Called by the import's thread."""
        self._progress = progress

    async def show_progress(self) -> None:
        if self.is_closed:
            return
        if isinstance(self._progress, Fetched):
            await self.write(fetching_text(self.t, self._job.name, self._progress))
        elif self._progress:
            await self.write(running_text(self.t, self._job.name, self._progress))
        elif not self._is_waiting:
            self._is_waiting = await self.write(self.t("import-waiting", name=short(self._job.name)))

    async def show_summary(self, done: Import) -> bool:
        keyboard = search_keyboard(self.t) if self._alone and done.added + done.duplicates else None
        return await self.write(summary_text(self.t, done), keyboard)

    async def show(
        self, key: str, keyboard: InlineKeyboardMarkup | None = None, *, soon: bool = False, **values: int
    ) -> None:
        """Show a sentence that names the import."""
        if soon:
            self._edited = 0.0
        await self.write(self.t(key, name=short(self._job.name), **values), keyboard)

    async def show_full(self, error: DiskFullError) -> None:
        logger.warning("Import %s does not fit: %s", self._job.id, error)
        await self.write(disk_full_text(self.t, self._job.name, error))

    async def ask(self, key: str) -> Message | None:
        """Ask for a reply, below the message; None where that could not be.

        In a private chat a message will do: were a reply begun there, it would take a search for a password.
        """
        text, reply = self.t(key, name=short(self._job.name)), None
        if self._job.chat_id > 0:
            text += "\n" + self.t("zip-meanwhile")
        else:
            reply = ForceReply(selective=True)
        replied = (
            ReplyParameters(self.message_id, allow_sending_without_reply=True) if self.message_id else None
        )
        try:
            return await self._bot.send_message(
                self._job.chat_id, text, reply_markup=reply, reply_parameters=replied
            )
        except TelegramError as error:
            logger.warning("What import %s needs could not be asked for: %s", self._job.id, error)
            return None

    async def write(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> bool:
        """Edit the message, no sooner than EDIT_SECONDS after the last time.

        False if Telegram could not be reached, and it is worth another try.
        """
        await asyncio.sleep(self._edited + EDIT_SECONDS - time.monotonic())
        try:
            await self._edit(text, keyboard)
        except TelegramError as error:
            self._note_failure(error)
            return isinstance(error, BadRequest | Forbidden)
        finally:
            self._edited = time.monotonic()
        self.is_closed = False
        return True

    def _note_failure(self, error: TelegramError) -> None:
        """That a chat is closed is no trouble, and is said once."""
        if not is_closed(error):
            logger.warning("The status of import %s could not be shown: %s", self._job.id, error)
        elif not self.is_closed:
            self.is_closed = True
            logger.info("The chat of import %s cannot be written to: %s", self._job.id, error)

    async def _edit(self, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        try:
            await self._bot.edit_message_text(text, self._job.chat_id, self.message_id, reply_markup=keyboard)
        except BadRequest as error:
            if is_closed(error):
                raise
            if "not modified" not in error.message:  # somebody has deleted it
                message = await self._bot.send_message(self._job.chat_id, text)
                self.message_id = message.message_id
                await self._remember(message.message_id)
