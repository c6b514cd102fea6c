"""Imports as a chat sees them: one status message that is edited, then a summary and a contact sheet."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from telegram import Bot, InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.languages import Languages
from bot.news import Newsroom
from bot.replies.names import short
from bot.replies.outlet import Outlet
from bot.replies.progress import fetching_text, running_text, search_keyboard, summary_text
from bot.settings import MEGABYTE
from bot.texts import Texts
from bot.worker import Lane, Worker
from core.errors import DownloadError, UnreadableArchiveError
from core.gallery import Galleries
from core.importer import Importer, Progress
from core.intake.download import Downloader, Fetched, Source
from core.store.imports import Import
from core.store.store import Store

logger = logging.getLogger(__name__)

EVERY_CHAT = 0
"""Stands where a chat's id would, for a job that is about all of them: no chat has it."""

EDIT_SECONDS = 3.0
"""Telegram slows bots down that edit a message more often than this."""


class ImportJobs:
    """Starts imports, resumes those that a restart has interrupted, and tells their chats how it goes."""

    def __init__(  # noqa: PLR0913, PLR0917 (all that it needs)
        self,
        store: Store,
        importer: Importer,
        galleries: Galleries,
        newsroom: Newsroom,
        languages: Languages,
        worker: Worker,
        downloader: Downloader,
    ) -> None:
        self._store = store
        self._downloader = downloader
        self._importer = importer
        self._galleries = galleries
        self._languages = languages
        self._newsroom = newsroom
        self._worker = worker

    @asynccontextmanager
    async def receiving(
        self, status: Message, name: str, language: str, *, alone: bool = False
    ) -> AsyncIterator[Path]:
        """Where to put a zip that is coming in. Once it is there, it is imported, after those sent before.

        `status`: the message that will say how it goes; `alone`: it replies to the one photo of the zip.
        """
        job, path = await self._worker.run(self._begin, status.chat_id, name, language, status.message_id)
        try:
            yield path
        except BaseException:
            await self._worker.run(self._store.finish_import, job, "failed")
            raise
        # From here on a restart goes on with it, even if it has not been started on yet.
        await self._worker.run(self._store.imports.run, job.id, 0)
        self._start(status.get_bot(), job, alone=alone)

    @property
    def largest_download(self) -> int:
        """In bytes."""
        return self._downloader.limit

    async def fetch(self, status: Message, name: str, language: str, url: str) -> None:
        """Fetch a zip from the web and import it, after those sent before."""
        job, _ = await self._worker.run(self._begin, status.chat_id, name, language, status.message_id, url)
        self._start(status.get_bot(), job)

    async def resume(self, bot: Bot) -> None:
        """Go on with what was being imported when the bot stopped, and say what did not arrive whole."""
        for job in await self._worker.run(self._store.imports.unfinished, "running"):
            self._start(bot, job)
        for job in await self._worker.run(self._store.imports.unfinished, "receiving"):
            if job.url:
                self._start(bot, job)
                continue
            await self._worker.run(self._store.finish_import, job, "failed")
            await self._status(bot, job).show("import-interrupted")
        await self.describe_all()
        self._reindex()

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
                await self._worker.run_long(self._galleries.reindex, chat_id, is_stopped)
            except Exception:
                # A disk that gives no photo, say. The other chats go on; this one is tried at the next start.
                logger.exception("The photos of chat %s could not be looked at again", chat_id)

    def _describe(self, chat_id: int) -> None:
        describe = self._galleries.describe
        self._worker.start_job(
            chat_id, Lane.DESCRIBE, lambda is_stopped: self._worker.run_long(describe, chat_id, is_stopped)
        )

    def _begin(
        self, chat_id: int, name: str, language: str, message_id: int, url: str | None = None
    ) -> tuple[Import, Path]:
        self._store.chats.ensure(chat_id)
        self._store.chats.touch(chat_id)
        job = self._store.imports.begin(chat_id, name, language, message_id, url)
        path = self._store.files(chat_id).incoming(job.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        return job, path

    def _start(self, bot: Bot, job: Import, *, alone: bool = False) -> None:
        status, run = self._status(bot, job, alone=alone), self._fetch if job.url else self._run
        self._worker.start_job(job.chat_id, Lane.IMPORT, lambda is_stopped: run(bot, job, status, is_stopped))

    def _status(self, bot: Bot, job: Import, *, alone: bool = False) -> "_Status":
        def remember(message_id: int) -> Awaitable[None]:
            return self._worker.run(self._store.imports.set_message, job.id, message_id)

        return _Status(bot, job, self._languages, remember, alone=alone)

    async def _fetch(self, bot: Bot, job: Import, status: "_Status", is_stopped: Callable[[], bool]) -> None:
        fetching = asyncio.ensure_future(self._worker.download(self._download, job, status.note, is_stopped))
        while not (await asyncio.wait({fetching}, timeout=EDIT_SECONDS))[0]:
            await status.show_progress()
        try:
            fetched = await fetching
        except DownloadError as error:
            logger.info("Import %s could not be fetched: %s", job.id, error.reason)
            await self._worker.run(self._store.finish_import, job, "failed")
            await status.show(f"link-{error.reason}", limit=self._downloader.limit // MEGABYTE)
        except Exception:
            logger.exception("Import %s failed", job.id)
            await self._fail(job, status)
        else:
            if fetched is not None:
                await self._run(bot, fetched, self._status(bot, fetched), is_stopped)
            elif not self._worker.closing:  # the gallery is being deleted
                await status.show("import-given-up", soon=True)

    def _download(
        self, job: Import, note: Callable[[Fetched], None], is_stopped: Callable[[], bool]
    ) -> Import | None:
        """The import once it is all here; None if it was stopped."""
        imports, path = self._store.imports, self._store.files(job.chat_id).incoming(job.id)
        if job.url is None or not imports.exists(job.id):  # the gallery was deleted meanwhile
            return None

        def found(source: Source) -> None:
            imports.set_source(job.id, source.name, source.validator)

        if not self._downloader.fetch(Source(job.url, job.validator), path, found, note, is_stopped):
            return None
        imports.run(job.id, 0)
        return imports.get(job.id)

    async def _run(self, bot: Bot, job: Import, status: "_Status", is_stopped: Callable[[], bool]) -> None:
        running = asyncio.ensure_future(
            self._worker.run_long(self._importer.run, job, status.note, is_stopped)
        )
        while not (await asyncio.wait({running}, timeout=EDIT_SECONDS))[0]:
            self._galleries.changed(job.chat_id)
            await status.show_progress()
        self._galleries.changed(job.chat_id)
        try:
            done = await running
        except UnreadableArchiveError as error:
            await status.show(f"zip-{error.reason}")
        except Exception:
            # The disk is full, say. What was read stays; to try again by itself could fail for ever.
            logger.exception("Import %s failed", job.id)
            await self._fail(job, status)
        else:
            await self._finish(bot, done, status)

    async def _fail(self, job: Import, status: "_Status") -> None:
        self._worker.on_failure()
        await self._worker.run(self._store.finish_import, job, "failed")
        await status.show("import-failed")

    async def _finish(self, bot: Bot, done: Import, status: "_Status") -> None:
        if done.state == "done":
            logger.info("Import %s into chat %s: %s photos", done.id, done.chat_id, done.added)
            self._describe(done.chat_id)
            if await self._worker.run(self._galleries.unseen, done.chat_id):
                self._reindex()  # it went on with the face model of before
            await status.show_summary(done)
            await self._send_sheet(bot, done)
            await self._newsroom.tell(bot, done)
        elif not self._worker.closing:  # the gallery is being deleted
            await status.show("import-given-up", soon=True)

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
        self._message_id = job.message_id
        self._progress: Progress | Fetched | None = None
        self._edited = 0.0

    @property
    def _t(self) -> Texts:
        return self._languages.of_chat(self._job.chat_id, self._job.language)

    def note(self, progress: Progress | Fetched) -> None:
        """Called by the import's thread."""
        self._progress = progress

    async def show_progress(self) -> None:
        if isinstance(self._progress, Fetched):
            await self._write(fetching_text(self._t, self._job.name, self._progress))
        elif self._progress:
            await self._write(running_text(self._t, self._job.name, self._progress))

    async def show_summary(self, done: Import) -> None:
        keyboard = search_keyboard(self._t) if self._alone and done.added + done.duplicates else None
        await self._write(summary_text(self._t, done), keyboard)

    async def show(self, key: str, *, soon: bool = False, **values: int) -> None:
        """Show a sentence that names the import."""
        if soon:
            self._edited = 0.0
        await self._write(self._t(key, name=short(self._job.name), **values))

    async def _write(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Edit the message, no sooner than EDIT_SECONDS after the last time."""
        await asyncio.sleep(self._edited + EDIT_SECONDS - time.monotonic())
        try:
            await self._edit(text, keyboard)
        except TelegramError as error:
            logger.warning("The status of import %s could not be shown: %s", self._job.id, error)
        self._edited = time.monotonic()

    async def _edit(self, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        try:
            await self._bot.edit_message_text(
                text, self._job.chat_id, self._message_id, reply_markup=keyboard
            )
        except BadRequest as error:
            if "not modified" not in error.message:  # somebody has deleted it
                message = await self._bot.send_message(self._job.chat_id, text)
                self._message_id = message.message_id
                await self._remember(message.message_id)
