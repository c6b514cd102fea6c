"""What handlers are given, typed."""

from dataclasses import dataclass
from typing import Any

from telegram.ext import CallbackContext, ExtBot

from bot.importing import ImportJobs
from bot.loose_photos import LoosePhotos
from bot.worker import Worker
from core.gallery import Galleries


@dataclass(frozen=True, slots=True)
class Services:
    galleries: Galleries
    imports: ImportJobs
    loose_photos: LoosePhotos
    worker: Worker


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]):
    @property
    def galleries(self) -> Galleries:
        return self.bot_data.galleries

    @property
    def imports(self) -> ImportJobs:
        return self.bot_data.imports

    @property
    def worker(self) -> Worker:
        return self.bot_data.worker
