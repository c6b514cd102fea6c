"""Photos that are sent as files, one update each: those that come together are imported together."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import Document, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.replies.names import short
from bot.replies.progress import disk_full_text
from core.errors import DiskError, DiskFullError
from core.intake.archive import Packer
from core.intake.images import is_photo_name

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.guards import Incoming
    from bot.texts import Texts

logger = logging.getLogger(__name__)

QUIET_SECONDS = 1.5
"""Once no more come for this long, they are all there."""


@dataclass(slots=True)
class _Batch:
    asked: "Incoming"  # the first of them
    documents: list[Document] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)


class LoosePhotos:
    def __init__(self) -> None:
        self._batches: dict[int, _Batch] = {}

    def add(self, update: Update, context: "Context", asked: "Incoming", document: Document) -> None:
        batch = self._batches.get(asked.chat_id)
        if batch is None:
            batch = self._batches[asked.chat_id] = _Batch(asked)
            job = self._import_when_quiet(context, asked.chat_id, batch)
            context.application.create_task(job, update)
        batch.documents.append(document)
        batch.arrived.set()

    def are_coming(self, chat_id: int) -> bool:
        """Whether one more that comes now is imported together with others."""
        return chat_id in self._batches

    async def _import_when_quiet(self, context: "Context", chat_id: int, batch: _Batch) -> None:
        while batch.arrived.is_set():
            batch.arrived.clear()
            await asyncio.sleep(QUIET_SECONDS)
        del self._batches[chat_id]
        t = batch.asked.t
        name = _named(t, batch.documents)
        # One alone may be a selfie, sent the wrong way: the summary has a button for that, which finds the
        # photo in what its message replies to.
        alone = chat_id > 0 and len(batch.documents) == 1
        status = await batch.asked.message.reply_text(
            t("import-receiving", name=name), do_quote=alone or None
        )
        try:
            size = 2 * sum(document.file_size or 0 for document in batch.documents)  # and sealed
            place = context.imports.receiving(status, name, t.language, size, alone=alone)
            async with batch.asked.outlet.busy(ChatAction.TYPING), place as path:
                await self._fetch(context, batch, path)
        except DiskFullError as error:
            logger.warning("Photos of chat %s do not fit: %s", chat_id, error)
            await status.edit_text(disk_full_text(t, name, error))
        except (TelegramError, OSError, DiskError) as error:
            logger.exception("Photos of chat %s could not be fetched", chat_id)
            key = "import-disk" if isinstance(error, DiskError) else "download-failed"
            await status.edit_text(t(key, name=name))

    async def _fetch(self, context: "Context", batch: _Batch, path: Path) -> None:
        """Put the photos into one zip. One that Telegram does not give is named, and the others are taken."""
        with path.open("wb") as file:
            packer = Packer(file)
            try:
                for document in batch.documents:
                    await self._add(context, batch, document, packer)
            finally:
                await context.worker.run(packer.close)

    async def _add(self, context: "Context", batch: _Batch, document: Document, packer: Packer) -> None:
        try:
            photo = await context.files.read(document)
        except TelegramError:
            if len(batch.documents) == 1:
                raise
            name = short(document.file_name or "?")
            await batch.asked.message.reply_text(batch.asked.t("download-failed", name=name))
        else:
            await context.worker.run(packer.add, _name_in_zip(document), BytesIO(photo))


def _named(t: "Texts", documents: Sequence[Document]) -> str:
    first = short(_name_in_zip(documents[0]))
    return first if len(documents) == 1 else t("loose-photos", first=first, more=len(documents) - 1)


def _name_in_zip(document: Document) -> str:
    """With an ending that says photo, which its type did; and not hidden, for it was sent on purpose."""
    name = (document.file_name or document.file_unique_id).lstrip(".")
    return name if is_photo_name(name) else f"{name}.jpg"
