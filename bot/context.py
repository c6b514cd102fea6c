"""What handlers are given, typed."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Message, Update
from telegram.ext import CallbackContext, ExtBot

from bot.albums import Albums
from bot.arrivals import Kind
from bot.coming import Coming
from bot.consents import Consents
from bot.doors import Doors
from bot.files import Files
from bot.importing import ImportJobs
from bot.languages import Languages
from bot.limits import Limits
from bot.loose_photos import LoosePhotos
from bot.metrics import Metrics
from bot.moving import Moves
from bot.places import Places
from bot.requests import take_arrived
from bot.taps import Taps
from bot.waiting import Waiting
from bot.worker import Worker
from core.comparison import Comparisons
from core.forgetting import Forgetting
from core.gallery import Galleries
from core.guests import Guests
from core.naming import Naming
from core.pages import Pages
from core.parts import SplitZips
from core.profiles import Profiles
from core.retention import Retention
from core.status import Statuses
from core.store.endings import Begun
from core.store.users import Users


@dataclass(frozen=True, slots=True)
class Services:
    galleries: Galleries
    comparisons: Comparisons
    statuses: Statuses
    naming: Naming
    profiles: Profiles
    forgetting: Forgetting
    retention: Retention
    imports: ImportJobs
    languages: Languages
    users: Users
    files: Files
    metrics: Metrics
    albums: Albums
    loose_photos: LoosePhotos
    parts: SplitZips
    consents: Consents
    limits: Limits
    doors: Doors
    moves: Moves
    worker: Worker
    coming: Coming = field(default_factory=Coming)
    taps: Taps = field(default_factory=Taps)
    changing: Places = field(default_factory=lambda: Places(1))  # of each message
    waiting: Waiting = field(default_factory=Waiting)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]):
    """Of one update."""

    begun: Begun
    """When the update has come, or its handling has begun again: it keeps nothing of what has ended since."""

    _update: Update
    _callback: "Callback"
    _album: Sequence[Message] | None = None

    async def begin(self, update: Update, callback: "Callback") -> None:
        """Handle an update, in a way that can be begun again."""
        self._update, self._callback = update, callback
        self.begun = take_arrived() or self.galleries.begin()
        await callback(update, self)

    async def again(self) -> None:
        """Handle the update from its beginning: what it may do, and where, is found out anew."""
        self.begun = self.galleries.begin()
        await self._callback(self._update, self)

    @property
    def kind(self) -> Kind:
        return Kind.of(self._update)

    async def album(self, message: Message) -> Sequence[Message]:
        """All that came with the update's message. It is kept, for what may be begun again much later."""
        if self._album is None:
            self._album = await self.albums.whole(message)
        return self._album

    @property
    def galleries(self) -> Galleries:
        return self.bot_data.galleries

    @property
    def comparisons(self) -> Comparisons:
        return self.bot_data.comparisons

    @property
    def naming(self) -> Naming:
        return self.bot_data.naming

    @property
    def profiles(self) -> Profiles:
        return self.bot_data.profiles

    @property
    def forgetting(self) -> Forgetting:
        return self.bot_data.forgetting

    @property
    def consents(self) -> Consents:
        return self.bot_data.consents

    @property
    def limits(self) -> Limits:
        return self.bot_data.limits

    @property
    def retention(self) -> Retention:
        return self.bot_data.retention

    @property
    def statuses(self) -> Statuses:
        return self.bot_data.statuses

    @property
    def parts(self) -> SplitZips:
        return self.bot_data.parts

    @property
    def imports(self) -> ImportJobs:
        return self.bot_data.imports

    @property
    def languages(self) -> Languages:
        return self.bot_data.languages

    @property
    def pages(self) -> Pages:
        return self.bot_data.galleries.pages

    @property
    def guests(self) -> Guests:
        return self.bot_data.galleries.guests

    @property
    def users(self) -> Users:
        return self.bot_data.users

    @property
    def coming(self) -> Coming:
        return self.bot_data.coming

    @property
    def taps(self) -> Taps:
        return self.bot_data.taps

    @property
    def changing(self) -> Places:
        return self.bot_data.changing

    @property
    def waiting(self) -> Waiting:
        return self.bot_data.waiting

    @property
    def albums(self) -> Albums:
        return self.bot_data.albums

    @property
    def metrics(self) -> Metrics:
        return self.bot_data.metrics

    @property
    def moves(self) -> Moves:
        return self.bot_data.moves

    @property
    def files(self) -> Files:
        return self.bot_data.files

    @property
    def worker(self) -> Worker:
        return self.bot_data.worker


Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
