"""Photos that are sent as files, one update each: those that come together are imported together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import Document, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.receiving import telling_trouble
from bot.replies.names import short
from core.intake.archive import Packer
from core.intake.images import is_photo_name
from core.store.endings import Begun

if TYPE_CHECKING:
    from bot.context import Context
    from bot.handlers.guards import Incoming
    from bot.texts import Texts


QUIET_SECONDS = 1.5
"""Once no more come for this long, they are all there."""


@dataclass(frozen=True, slots=True)
class _Sent:
    asked: "Incoming"
    document: Document
    begun: Begun


@dataclass(slots=True)
class _Batch:
    sent: list[_Sent] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def asked(self) -> "Incoming":
        """The first of them."""
        return self.sent[0].asked


class LoosePhotos:
    def __init__(self) -> None:
        self._batches: dict[int, _Batch] = {}

    def add(self, update: Update, context: "Context", asked: "Incoming", document: Document) -> None:
        batch = self._batches.get(asked.chat_id)
        if batch is None:
            batch = self._batches[asked.chat_id] = _Batch()
            job = self._import_when_quiet(context, asked.chat_id, batch)
            context.application.create_task(job, update)
        batch.sent.append(_Sent(asked, document, context.begun))
        batch.arrived.set()

    def are_coming(self, chat_id: int) -> bool:
        """Whether one more that comes now is imported together with others."""
        return chat_id in self._batches

    async def _import_when_quiet(self, context: "Context", chat_id: int, batch: _Batch) -> None:
        with context.coming.to(chat_id):
            while batch.arrived.is_set():
                batch.arrived.clear()
                await asyncio.sleep(QUIET_SECONDS)
            del self._batches[chat_id]
            await self._drop_ended(context, chat_id, batch)
            if batch.sent:
                await self._import(context, chat_id, batch)

    async def _drop_ended(self, context: "Context", chat_id: int, batch: _Batch) -> None:
        """Whoever has deleted the gallery since has meant these, too."""
        has_ended, sent = context.galleries.has_ended, batch.sent
        batch.sent = await context.worker.run(
            lambda: [one for one in sent if not has_ended(chat_id, one.begun)]
        )
        if dropped := len(sent) - len(batch.sent):
            asked = sent[0].asked
            await asked.message.reply_text(asked.t("loose-given-up", count=dropped))

    async def _import(self, context: "Context", chat_id: int, batch: _Batch) -> None:
        t = batch.asked.t
        name = _named(t, [one.document for one in batch.sent])
        # One alone may be a selfie, sent the wrong way: the summary has a button for that, which finds the
        # photo in what its message replies to.
        alone = chat_id > 0 and len(batch.sent) == 1
        status = await batch.asked.message.reply_text(
            t("import-receiving", name=name), do_quote=alone or None
        )
        size = 2 * sum(one.document.file_size or 0 for one in batch.sent)  # and sealed
        last = batch.sent[-1]
        place = context.imports.receiving(
            status, name, t.language, size, begun=last.begun, user_id=last.asked.user_id, alone=alone
        )
        trouble = telling_trouble(status, t, name)
        async with trouble, batch.asked.outlet.busy(ChatAction.TYPING), place as path:
            await self._fetch(context, batch, path)

    async def _fetch(self, context: "Context", batch: _Batch, path: Path) -> None:
        """Put the photos into one zip. One that Telegram does not give is named, and the others are taken."""
        with path.open("wb") as file:
            packer = Packer(file)
            try:
                for one in batch.sent:
                    await self._add(context, batch, one.document, packer)
            finally:
                await context.worker.run(packer.close)

    async def _add(self, context: "Context", batch: _Batch, document: Document, packer: Packer) -> None:
        try:
            photo = await context.files.read(document)
        except TelegramError:
            if len(batch.sent) == 1:
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
