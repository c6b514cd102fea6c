"""The bot: its handlers in their order, and what it needs, built and taken down."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any, Self

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    ExtBot,
    MessageHandler,
    TypeHandler,
    Updater,
    filters,
)
from telegram.request import HTTPXRequest

from bot.albums import Albums
from bot.buttons import BUTTONS
from bot.client import Client
from bot.commands import COMMANDS, publish_commands, refresh_menus
from bot.consents import Consents
from bot.context import Callback, Context, Services
from bot.doors import Doors
from bot.errors import handle_error
from bot.files import Files
from bot.floods import Floods
from bot.handlers import (
    compare,
    documents,
    doors,
    face_search,
    find,
    me,
    moving,
    naming,
    other,
    passwords,
    people,
    stats,
    text_search,
    visiting,
)
from bot.handlers.captioned import unless_captioned
from bot.handlers.replied import Answer, answering
from bot.importing import ImportJobs
from bot.languages import Languages
from bot.limits import Limits
from bot.logs import hide_token
from bot.loose_photos import LoosePhotos
from bot.metrics import Metrics
from bot.monitor import Health, monitoring
from bot.moving import Moves
from bot.news import Newsroom
from bot.process import prepare
from bot.rate_limiter import RateLimiter
from bot.replies.outlet import Outlet
from bot.requests import UpdateGate
from bot.retention import RetentionJob
from bot.settings import MEGABYTE, Settings
from bot.text_weights import fetch_in_background
from bot.webhook import listening
from bot.wiping import wipe
from bot.worker import Lane, Worker
from core.comparison import Comparisons
from core.encoders.calibration import pair_calibration_for
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.forgetting import Forgetting
from core.gallery import Galleries
from core.importer import Importer
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.intake.download import Downloader
from core.naming import Naming
from core.parts import SplitZips
from core.profiles import Profiles
from core.pulse import Pulse
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
ANSWERING_SECONDS = 4.0  # for what is being answered when the bot stops
READ_SECONDS = 30.0
"""For Telegram to answer, once it has all of a request."""

UPLOAD_SECONDS = 120.0

PATIENCE_SECONDS = 30
"""That worker processes may take to answer, beside the photos that they have in hand."""

UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)
NEW = filters.UpdateType.MESSAGE  # not the edited ones
PRIVATE = NEW & filters.ChatType.PRIVATE

IN_CAPTIONS = {
    "find": find.find_captioned,
    "name": naming.name_captioned,
    "import": documents.explain_captioned,  # photos come whole as files only
}
"""Commands in the captions of photos."""


SECRETS: dict[QuestionKind, Answer] = {"zip-password": passwords.unlock}
"""Questions whose answers are deleted, commands too: a password may look like one."""

TO_QUESTIONS: dict[QuestionKind, Answer] = {"person-name": people.name_replied, **SECRETS}
"""Texts that reply to a question."""


def handlers(admin_ids: Collection[int] = ()) -> list[BaseHandler[Any, Context, Any]]:
    """The first that fits an update takes it. To all but the admins, /stats is no command."""
    all_: list[BaseHandler[Any, Context, Any]] = [
        *(CommandHandler(command.name, command.callback, NEW) for command in COMMANDS),
        CommandHandler("stats", stats.show, PRIVATE & filters.User(admin_ids)),
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
        MessageHandler(PRIVATE & filters.COMMAND, other.unknown),
        MessageHandler(PRIVATE & filters.TEXT, text_search.find),
        MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, other.explain),
        *(CallbackQueryHandler(button.callback, button.pattern) for button in BUTTONS),
        CallbackQueryHandler(other.expired),
    ]
    for handler in all_:
        handler.callback = _from_its_beginning(handler.callback)
    return all_


def _from_its_beginning(callback: Callback) -> Callback:
    """The same, so that whatever has to wait for somebody's consent begins again as a whole."""

    @wraps(callback)
    async def begin(update: Update, context: Context) -> None:
        await context.begin(update, callback)

    return begin


@dataclass(frozen=True, slots=True)
class ApiServer:
    """A Bot API server other than Telegram's own."""

    api: str
    files: str
    folder: Path | None = None  # where it keeps its files, if it hands them over (its local mode)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        if (url := settings.telegram_api_url) is None:
            return None
        return cls(f"{url}/bot", f"{url}/file/bot", settings.telegram_api_files)


@asynccontextmanager
async def running(  # noqa: PLR0913
    settings: Settings,
    token: str,
    data_dir: Path,
    *,
    api: str | None = None,
    files: str | None = None,
    downloader: Downloader | None = None,
) -> AsyncIterator[Bot]:
    """The bot at work, polling Telegram, or the server whose addresses are `api` and `files`.

    `downloader` fetches links, of public addresses alone unless it is another than the bot's own.

    Raises InvalidToken, and WeightsMissingError where a model that was asked for cannot be loaded.
    """
    prepare()
    downloader = downloader or Downloader(settings.max_zip_megabytes * MEGABYTE)
    server = ApiServer(api, files) if api and files else ApiServer.of(settings)
    folder = server.folder if server else None
    async with _services(settings, data_dir, downloader, folder) as services, AsyncExitStack() as stack:
        limiter = RateLimiter()
        bot = _build(services, token, limiter, server)
        limiter.on_moved = partial(services.moves.follow, bot.bot)
        limiter.waiting = partial(_show_typing, bot.bot)
        waiting = [TypeHandler(Update, moving.wait)]
        first = [
            MessageHandler(filters.StatusUpdate.MIGRATE, moving.move),
            TypeHandler(Update, doors.turn_away),
        ]
        ended = [TypeHandler(Update, visiting.tell_of_end)]
        replies = [
            MessageHandler(NEW & filters.REPLY & filters.COMMAND, answering(SECRETS)),
            MessageHandler(NEW & filters.REPLY & filters.TEXT & ~filters.COMMAND, answering(TO_QUESTIONS)),
        ]
        others = [MessageHandler(NEW & filters.TEXT, passwords.catch)]
        groups = (waiting, first, ended, replies, others, handlers(settings.admin_ids))
        bot.add_handlers(dict(enumerate(groups)))
        bot.add_error_handler(handle_error)
        stack.push_async_callback(bot.bot.shutdown)  # the next does not, after half a start
        stack.push_async_callback(bot.shutdown)
        await _connect(bot)
        stack.push_async_callback(services.worker.close)
        await services.imports.resume(bot.bot)
        await bot.start()
        stack.push_async_callback(_stop, bot)
        stack.callback(limiter.stop)
        retention = RetentionJob(services.retention, services.parts, services.languages, services.worker)
        for job in (
            refresh_menus(bot.bot, services.languages),
            retention.run(bot.bot),
            wipe(services.forgetting, services.worker),
        ):
            stack.push_async_callback(_cancel, asyncio.create_task(job))
        await _receive(bot, settings, stack)
        stack.callback(services.worker.stop)  # first: while the rest stops, the imports finish their batches
        yield bot


def _show_typing(bot: ExtBot[Any], chat_id: int, thread_id: int | None) -> AbstractAsyncContextManager[None]:
    return Outlet(bot, chat_id, thread_id=thread_id).busy(ChatAction.TYPING)


async def _receive(bot: Bot, settings: Settings, stack: AsyncExitStack) -> None:
    """Let updates come in, for as long as the stack is open: by webhook where one is set, else by polling."""
    if bot.updater is None:
        raise RuntimeError("The application was built without an updater")
    if settings.webhook_url is None:
        stack.push_async_callback(_stop_polling, bot.updater)
        await bot.updater.start_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        return
    given, url = settings.webhook_secret, settings.webhook_url
    secret = given.get_secret_value() if given else secrets.token_urlsafe()
    hide_token(secret)
    await stack.enter_async_context(listening(bot.bot, bot.update_queue, settings, url, secret))
    await _reach(lambda: bot.bot.set_webhook(url, allowed_updates=UPDATES, secret_token=secret))


@asynccontextmanager
async def _services(
    settings: Settings, data_dir: Path, downloader: Downloader, folder: Path | None
) -> AsyncIterator[Services]:
    """`folder`: of the files of a Bot API server on this machine."""
    metrics = Metrics()
    worker = Worker(metrics.searched, metrics.errors.inc)
    store = Store(data_dir, settings.key)
    face_names = FaceModelNames(settings.face_detector, settings.face_model)
    indexer = Indexer(
        settings.worker_count,
        face_names,
        max_pixels=settings.max_photo_megapixels * MEGABYTE,
        seconds=settings.max_photo_seconds,
        memory=settings.max_worker_megabytes * MEGABYTE,
        on_death=metrics.worker_restarts.inc,
    )
    stack = ExitStack()
    try:
        face_models = await worker.run(FaceModels.load, store, indexer, face_names)
        text_model = await worker.run(TextModel, settings.text_model, indexer)
        text_weights = TextWeights(text_model)
        galleries = Galleries(store, indexer, text_model, face_models)
        statuses = Statuses(store, galleries, face_models, text_weights)
        comparisons = Comparisons(indexer, pair_calibration_for(settings.face_model))
        importer = Importer(
            store,
            indexer,
            _archive_limits(settings),
            face_models,
            _gallery_limits(settings),
            metrics.imported,
        )
        languages = Languages(store.users)
        profiles = Profiles(store, galleries.faces)
        newsroom = Newsroom(profiles, galleries.guests, languages, worker)
        parts = SplitZips(store, _gallery_limits(settings))
        imports = ImportJobs(store, importer, galleries, parts, newsroom, languages, worker, downloader)
        if text_model.is_wanting():
            fetch_in_background(text_weights, imports.describe_all)
        metrics.watch("imports_running", lambda: worker.jobs(Lane.IMPORT)[0])
        metrics.watch("imports_queued", lambda: worker.jobs(Lane.IMPORT)[1])
        metrics.watch("galleries_in_memory", lambda: galleries.in_memory)
        consents = Consents(store.users, required=settings.ask_consent)
        allowed, moved = (settings.allowed_users, settings.allowed_chats), store.chats.moved()
        doors = Doors(*allowed, settings.admin_ids, moved)
        pulse = Pulse(indexer, 2 * settings.max_photo_seconds + PATIENCE_SECONDS)
        stack.enter_context(_monitored(settings.metrics_port, metrics, store, pulse))
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
            files=Files(worker, folder),
            metrics=metrics,
            albums=Albums(),
            loose_photos=LoosePhotos(),
            parts=parts,
            consents=consents,
            limits=_limits(settings),
            doors=doors,
            moves=Moves(galleries, imports, consents, doors, worker),
            worker=worker,
        )
    finally:
        stack.close()
        await worker.close()
        indexer.close()
        store.close()


@contextmanager
def _monitored(port: int, metrics: Metrics, store: Store, pulse: Pulse) -> Iterator[None]:
    if not port:
        yield
        return
    health = Health(asyncio.get_running_loop(), store.ping, pulse.is_there)
    with monitoring(port, metrics.registry, health):
        yield


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


def _build(services: Services, token: str, limiter: RateLimiter, server: ApiServer | None) -> Bot:
    # The library calls `bot_data` to make it; that it is annotated as a type is narrower than need be.
    types: Any = ContextTypes(context=Context, bot_data=lambda: services)  # type: ignore[call-overload]
    floods = Floods(services.languages, services.doors)
    gate = UpdateGate(services.metrics, services.galleries.begin, floods.tell)
    bot: Bot = (
        ApplicationBuilder()
        .bot(_client(token, limiter, server))
        .context_types(types)
        .concurrent_updates(gate)
        .job_queue(None)
        .build()
    )
    return bot


def _client(token: str, limiter: RateLimiter, server: ApiServer | None) -> Client:
    where: dict[str, Any] = {}
    if server:
        is_local = server.folder is not None
        where = {"base_url": server.api, "base_file_url": server.files, "local_mode": is_local}
    return Client(
        token,
        request=HTTPXRequest(read_timeout=READ_SECONDS, media_write_timeout=UPLOAD_SECONDS),
        defaults=Defaults(allow_sending_without_reply=True),  # what is replied to may have been deleted
        rate_limiter=limiter,
        **where,
    )


async def _connect(bot: Bot) -> None:
    async def connect() -> None:
        await bot.initialize()
        await publish_commands(bot.bot)

    await _reach(connect)


async def _reach(call: Callable[[], Awaitable[object]]) -> None:
    """Telegram may be out of reach when a machine starts: wait for it."""
    while True:
        try:
            await call()
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


async def _stop(bot: Bot) -> None:
    """Let whoever waits for an answer get it, if it comes soon."""
    try:
        async with asyncio.timeout(ANSWERING_SECONDS):
            await bot.stop()
    except TimeoutError:
        logger.warning("What was being answered is cut short")


async def _stop_polling(updater: Updater) -> None:
    """It runs already while start_polling waits for Telegram."""
    if updater.running:
        await updater.stop()
