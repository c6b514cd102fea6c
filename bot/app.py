"""The bot: its handlers in their order, and what it needs, built and taken down."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    TypeHandler,
    Updater,
    filters,
)

from bot.albums import Albums
from bot.buttons import BUTTONS
from bot.commands import COMMANDS, publish_commands, refresh_menus
from bot.consents import Consents
from bot.context import Context, Services
from bot.doors import Doors
from bot.errors import handle_error
from bot.handlers import (
    compare,
    documents,
    doors,
    face_search,
    find,
    me,
    naming,
    other,
    passwords,
    people,
    start,
    text_search,
    visiting,
)
from bot.handlers.captioned import unless_captioned
from bot.handlers.replied import Answer, unless_replied
from bot.importing import ImportJobs
from bot.languages import Languages
from bot.limits import Limits
from bot.loose_photos import LoosePhotos
from bot.news import Newsroom
from bot.rate_limiter import RateLimiter
from bot.retention import RetentionJob
from bot.settings import MEGABYTE, Settings
from bot.text_weights import fetch_in_background
from bot.worker import Worker
from core.comparison import Comparisons
from core.encoders.calibration import pair_calibration_for
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.forgetting import Forgetting
from core.gallery import Galleries
from core.importer import Importer
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.naming import Naming
from core.parts import SplitZips
from core.profiles import Profiles
from core.retention import Retention
from core.room import GalleryLimits
from core.status import Statuses
from core.store.questions import QuestionKind
from core.store.store import Store
from core.text_model import TextModel
from core.text_weights import TextWeights

logger = logging.getLogger(__name__)

Bot = Application[Any, Context, Any, Any, Services, Any]

RETRY_SECONDS = 10
READ_SECONDS = 30.0
"""For Telegram to answer, once it has all of a request."""

UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)
NEW = filters.UpdateType.MESSAGE  # not the edited ones
PRIVATE = NEW & filters.ChatType.PRIVATE

IN_CAPTIONS = {
    "find": find.find_captioned,
    "name": naming.name_captioned,
    "import": documents.explain_captioned,  # photos come whole as files only
}
"""Commands in the captions of photos."""


TO_QUESTIONS: dict[QuestionKind, Answer] = {
    "person-name": people.name_replied,
    "zip-password": passwords.unlock,
}
"""Texts that reply to a question."""


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """The first that fits an update takes it."""
    return [
        *(CommandHandler(command.name, command.callback, NEW) for command in COMMANDS),
        MessageHandler(
            NEW & filters.PHOTO,
            compare.unless_compared(me.unless_selfie(unless_captioned(IN_CAPTIONS, face_search.find))),
        ),
        MessageHandler(
            NEW & filters.Document.ALL & ~filters.ANIMATION,  # which has a document, too
            compare.unless_compared(
                me.unless_selfie(unless_captioned({"find": find.find_captioned}, documents.receive))
            ),
        ),
        MessageHandler(PRIVATE & filters.COMMAND, start.help_),
        MessageHandler(NEW & filters.TEXT & ~filters.COMMAND, unless_replied(TO_QUESTIONS, text_search.find)),
        MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, other.explain),
        *(CallbackQueryHandler(button.callback, button.pattern) for button in BUTTONS),
        CallbackQueryHandler(other.expired),
    ]


@asynccontextmanager
async def running(
    settings: Settings, token: str, data_dir: Path, *, api: str | None = None, files: str | None = None
) -> AsyncIterator[Bot]:
    """The bot at work, polling Telegram, or the server whose addresses are `api` and `files`.

    Raises InvalidToken, and WeightsMissingError where a model that was asked for cannot be loaded.
    """
    async with _services(settings, data_dir) as services, AsyncExitStack() as stack:
        limiter = RateLimiter()
        bot = _build(services, token, limiter, api, files)
        if bot.updater is None:
            raise RuntimeError("The application was built without an updater")
        stack.push_async_callback(bot.bot.shutdown)  # the next does not, after half a start
        stack.push_async_callback(bot.shutdown)
        await _connect(bot)
        stack.push_async_callback(services.worker.close)
        await services.imports.resume(bot.bot)
        await bot.start()
        stack.push_async_callback(bot.stop)
        stack.callback(limiter.stop)
        stack.push_async_callback(_stop_polling, bot.updater)
        retention = RetentionJob(services.retention, services.languages, services.worker)
        for job in (refresh_menus(bot.bot, services.languages), retention.run(bot.bot)):
            stack.push_async_callback(_cancel, asyncio.create_task(job))
        await bot.updater.start_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        yield bot


@asynccontextmanager
async def _services(settings: Settings, data_dir: Path) -> AsyncIterator[Services]:
    worker = Worker()
    store = Store(data_dir, settings.key)
    face_names = FaceModelNames(settings.face_detector, settings.face_model)
    indexer = Indexer(
        settings.worker_count,
        face_names,
        max_pixels=settings.max_photo_megapixels * MEGABYTE,
        seconds=settings.max_photo_seconds,
        memory=settings.max_worker_megabytes * MEGABYTE,
    )
    try:
        face_models = await worker.run(FaceModels.load, store, indexer, face_names)
        text_model = await worker.run(TextModel, settings.text_model, indexer)
        text_weights = TextWeights(text_model)
        galleries = Galleries(store, indexer, text_model, face_models)
        statuses = Statuses(store, galleries, face_models, text_weights)
        comparisons = Comparisons(indexer, pair_calibration_for(settings.face_model))
        importer = Importer(store, indexer, _archive_limits(settings), face_models, _gallery_limits(settings))
        languages = Languages(store.users)
        profiles = Profiles(store, galleries.faces)
        newsroom = Newsroom(profiles, galleries.guests, languages, worker)
        parts = SplitZips(store)
        imports = ImportJobs(store, importer, galleries, parts, newsroom, languages, worker)
        if text_model.is_wanting():
            fetch_in_background(text_weights, imports.describe_all)
        yield Services(
            galleries=galleries,
            comparisons=comparisons,
            statuses=statuses,
            naming=Naming(store, galleries.faces, galleries.people),
            profiles=profiles,
            forgetting=Forgetting(store, galleries.guests),
            retention=Retention(store, galleries),
            imports=imports,
            languages=languages,
            users=store.users,
            albums=Albums(),
            loose_photos=LoosePhotos(),
            parts=parts,
            consents=Consents(store.users, required=settings.ask_consent),
            limits=_limits(settings),
            doors=Doors(settings.allowed_users, settings.allowed_chats, settings.admin_ids),
            worker=worker,
        )
    finally:
        await worker.close()
        indexer.close()
        store.close()


def _limits(settings: Settings) -> Limits:
    return Limits(
        {"search": settings.user_searches_per_minute, "import": settings.user_imports_per_minute},
        {"search": settings.chat_searches_per_minute, "import": settings.chat_imports_per_minute},
        settings.admin_ids,
    )


def _archive_limits(settings: Settings) -> ArchiveLimits:
    return ArchiveLimits(
        settings.max_zip_photos,
        settings.max_photo_megabytes * MEGABYTE,
        settings.max_zip_megabytes * MEGABYTE,
        settings.max_zip_files,
    )


def _gallery_limits(settings: Settings) -> GalleryLimits:
    return GalleryLimits(
        settings.max_gallery_photos,
        settings.max_gallery_megabytes * MEGABYTE,
        settings.min_free_megabytes * MEGABYTE,
    )


def _build(services: Services, token: str, limiter: RateLimiter, api: str | None, files: str | None) -> Bot:
    # The library calls `bot_data` to make it; that it is annotated as a type is narrower than need be.
    types: Any = ContextTypes(context=Context, bot_data=lambda: services)  # type: ignore[call-overload]
    builder = (
        ApplicationBuilder()
        .token(token)
        .context_types(types)
        .concurrent_updates(True)  # noqa: FBT003 (the builder's own form)
        .rate_limiter(limiter)
        .defaults(Defaults(allow_sending_without_reply=True))  # what is replied to may have been deleted
        .job_queue(None)
        .read_timeout(READ_SECONDS)
        .media_write_timeout(120)
    )
    if api and files:
        builder = builder.base_url(api).base_file_url(files)
    bot: Bot = builder.build()
    first = [TypeHandler(Update, doors.turn_away)]
    bot.add_handlers({-1: first, 0: [TypeHandler(Update, visiting.tell_of_end)], 1: handlers()})
    bot.add_error_handler(handle_error)
    return bot


async def _connect(bot: Bot) -> None:
    """Telegram may be out of reach when a machine starts: wait for it."""
    while True:
        try:
            await bot.initialize()
            await publish_commands(bot.bot)
        except BadRequest:  # to the library a NetworkError, but waiting does not mend it
            raise
        except (NetworkError, RetryAfter) as error:
            logger.warning("Telegram cannot be reached (%s); trying again in %s s", error, RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _stop_polling(updater: Updater) -> None:
    """It runs already while start_polling waits for Telegram."""
    if updater.running:
        await updater.stop()
