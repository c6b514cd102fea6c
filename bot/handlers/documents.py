"""Files: zips of photos, and loose photos."""

from collections.abc import Sequence

from httpx import URL
from telegram import Document, Message, Update
from telegram.constants import ChatAction

from bot.admins import managing, may_manage
from bot.admission import agreed, in_time
from bot.captions import caption_command
from bot.context import Context
from bot.files import LIMIT
from bot.handlers import parts
from bot.handlers.face_search import find_people
from bot.handlers.guards import Incoming, incoming
from bot.receiving import telling_trouble
from bot.replies.names import short
from bot.settings import MEGABYTE
from core.errors import DownloadError, EndedError
from core.intake.images import is_photo_name
from core.intake.kinds import is_archive_name
from core.intake.links import read_link, shown_name
from core.intake.split import part_of

ZIP_TYPES = frozenset({"application/zip", "application/x-zip-compressed", "application/x-zip"})


async def import_(update: Update, context: Context) -> None:
    """`/import` with a link to a zip, or as a reply to one, or to a photo that was sent as a file."""
    if (asked := incoming(update, context)) is None:
        return
    if context.args and "://" in context.args[0]:
        await _import_link(asked, context, context.args[0])
        return
    replied = asked.message.reply_to_message
    if replied is None or replied.document is None:
        await asked.outlet.text(asked.t("import-usage"))
    elif await managing(asked):
        await _take(update, context, asked, replied.document)


async def _import_link(asked: Incoming, context: Context, text: str) -> None:
    if not await managing(asked):
        return
    try:
        url = read_link(text)
    except DownloadError as error:
        limit = context.imports.largest_download // MEGABYTE
        await asked.outlet.text(asked.t(f"link-{error.reason}", name=short(text), limit=limit))
        return
    if not await agreed(asked, context):
        return
    if not await in_time(asked, context, "import"):
        return
    with context.coming.to(asked.chat_id):
        await _fetch(asked, context, url)


async def _fetch(asked: Incoming, context: Context, url: URL) -> None:
    name = shown_name(url)
    key = "import-waiting" if context.imports.is_busy(asked.chat_id) else "import-receiving"
    status = await asked.message.reply_text(asked.t(key, name=short(name)))
    try:
        await context.imports.fetch(status, name, asked.t.language, str(url), context.begun, asked.user_id)
    except EndedError:
        await status.edit_text(asked.t("import-given-up", name=short(name)))


async def explain_captioned(asked: Incoming, _context: Context, _text: str) -> None:
    """`/import` in the caption of what is no file."""
    await asked.outlet.text(asked.t("import-usage"))


async def receive(update: Update, context: Context) -> None:
    """A zip, or a photo that was sent as a file, goes into the gallery; anything else gets a sentence."""
    if (asked := incoming(update, context)) is None or (document := asked.message.document) is None:
        return
    album = await context.album(asked.message)
    if asked.is_guest and len(album) == 1 and _is_photo(document):
        await _search_with(asked, context, document)  # they cannot mean it for the gallery
    elif await _is_for_gallery(asked, context):
        await _take(update, context, asked, document, album)


async def _is_for_gallery(asked: Incoming, context: Context) -> bool:
    """Whether a file is to be imported, and may be. Of an album, one message at most is answered.

    In a group people send each other files: there `/import` says so, in the caption of any of an album, or
    that they reply to the bot.
    """
    album = await context.album(asked.message)
    commands = [one for one in album if caption_command(one, "import", context.bot.username) is not None]
    if asked.chat_id < 0 and not commands:
        replied = asked.message.reply_to_message
        is_reply = replied is not None and replied.from_user == context.bot.bot
        return is_reply and await may_manage(asked)
    is_first = asked.message is (commands or album)[0]
    return await managing(asked) if is_first else await may_manage(asked)


async def _search_with(asked: Incoming, context: Context, document: Document) -> None:
    if (document.file_size or 0) > LIMIT:  # it is held in memory
        await _refuse(asked, document, "photo-too-big", LIMIT)
    else:
        await find_people(asked, context, [document], asked.message.caption or "")


async def _take(
    update: Update, context: Context, asked: Incoming, document: Document, album: Sequence[Message] = ()
) -> None:
    is_zip = _is_zip(document) or part_of(_name(document)) is not None
    if not is_zip and not _is_photo(document):
        await _refuse_others(asked, document, album)
    elif (document.file_size or 0) > context.files.limit:
        key = "zip-too-big" if is_zip else "photo-too-big"
        await _refuse(asked, document, key, context.files.limit)
    else:
        with context.coming.to(asked.chat_id):
            await _let_in(update, context, asked, document)


async def _let_in(update: Update, context: Context, asked: Incoming, document: Document) -> None:
    if not await agreed(asked, context):
        return
    if (part := part_of(_name(document))) is not None:
        await parts.receive(asked, document, part, context)
    elif _is_zip(document):
        if await in_time(asked, context, "import"):
            await _receive_zip(asked, document, context)
    elif context.bot_data.loose_photos.are_coming(asked.chat_id) or await in_time(asked, context, "import"):
        context.bot_data.loose_photos.add(update, context, asked, document)


async def _refuse_others(asked: Incoming, document: Document, album: Sequence[Message]) -> None:
    """Say once which files of an album are of no use."""
    files = [one.document for one in album if one.document] or [document]
    key = _useless(document)
    alike = [one for one in files if _useless(one) == key]
    if key and document is alike[0]:
        names = ", ".join(short(_name(one)) for one in alike)
        await asked.message.reply_text(asked.t(key, name=names))


def _useless(document: Document) -> str | None:
    """The sentence for a file that is of no use; None for the others."""
    if _is_zip(document) or _is_photo(document) or part_of(_name(document)):
        return None
    return "document-archive" if is_archive_name(_name(document)) else "document-other"


def _name(document: Document) -> str:
    return document.file_name or document.mime_type or "?"


def _is_zip(document: Document) -> bool:
    return _name(document).lower().endswith(".zip") or document.mime_type in ZIP_TYPES


def _is_photo(document: Document) -> bool:
    return is_photo_name(document.file_name or "") or (document.mime_type or "").startswith("image/")


async def _refuse(asked: Incoming, document: Document, key: str, limit: int) -> None:
    name, size = short(_name(document)), -(-(document.file_size or 0) // MEGABYTE)
    await asked.message.reply_text(asked.t(key, name=name, size=size, limit=limit // MEGABYTE))


async def _receive_zip(asked: Incoming, document: Document, context: Context) -> None:
    name = _name(document)
    status = await asked.message.reply_text(asked.t("import-receiving", name=short(name)))
    size = document.file_size or 0
    place = context.imports.receiving(
        status, name, asked.t.language, size, begun=context.begun, user_id=asked.user_id
    )
    trouble = telling_trouble(status, asked.t, short(name))
    async with trouble, asked.outlet.busy(ChatAction.TYPING), place as path:
        await context.files.save(document, path)
