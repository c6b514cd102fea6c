"""Which model compares photos with descriptions: UForm once its weights are there, else the basic one."""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass

from core.encoders.hub import OnProgress, nobody
from core.encoders.text import BASIC
from core.encoders.uform import fetch
from core.errors import WeightsMissingError
from core.indexer import Indexer
from core.store.store import Store

logger = logging.getLogger(__name__)

AUTO = "auto"
UFORM = "unum-cloud/uform3-image-text-multilingual-base"


@dataclass(frozen=True, slots=True)
class ModelInUse:
    name: str
    identity: str  # of its vectors

    @property
    def is_basic(self) -> bool:
        return self.name == BASIC


class TextModel:
    """The text model of the bot. `choice` is "auto", "basic" or the name of a UForm model."""

    def __init__(self, choice: str, indexer: Indexer) -> None:
        """Load the basic model, and the chosen one if its weights are there."""
        self._indexer = indexer
        self.chosen = UFORM if choice == AUTO else choice
        self._in_use = ModelInUse(BASIC, indexer.text_identity(BASIC))
        self._loaded: dict[str, ModelInUse | None] = {self._in_use.identity: self._in_use}
        self._lock = threading.Lock()
        with suppress(WeightsMissingError):
            self._load()

    @property
    def name(self) -> str:
        return self._in_use.name

    @property
    def identity(self) -> str:
        return self._in_use.identity

    @property
    def in_use(self) -> ModelInUse:
        return self._in_use

    def is_wanting(self) -> bool:
        """Whether the chosen model's weights are not there yet."""
        return self._in_use.name != self.chosen

    def fetch(self, on_progress: OnProgress = nobody) -> None:
        """Download the chosen model's weights (minutes), and use it. Raises WeightsMissingError."""
        fetch(self.chosen, on_progress=on_progress)
        try:
            self._load()
        except WeightsMissingError:  # files that are whole by what is known of them, and cannot be used
            fetch(self.chosen, again=True, on_progress=on_progress)
            self._load()

    def of(self, chat_id: int, store: Store) -> ModelInUse:
        """The model whose vectors answer for a chat: that of before, until that in use has seen all photos.

        Where the model of before cannot be loaded any more, that in use answers with what it has seen.
        """
        identity = store.chats.text_model(chat_id)
        return (self._get(identity) if identity else None) or self._in_use

    def _load(self) -> None:
        """Try the chosen model in a worker process, and use it from now on. Raises WeightsMissingError."""
        if self.is_wanting():
            self._in_use = ModelInUse(self.chosen, self._indexer.text_identity(self.chosen))
            with self._lock:
                self._loaded[self._in_use.identity] = self._in_use

    def _get(self, identity: str) -> ModelInUse | None:
        with self._lock:
            if identity not in self._loaded:
                self._loaded[identity] = self._load_again(identity)
            return self._loaded[identity]

    def _load_again(self, identity: str) -> ModelInUse | None:
        """A model by what its vectors are called; None if it is not there, or is another by now."""
        name = identity.rpartition("@")[0]
        try:
            found = self._indexer.text_identity(name)
        except WeightsMissingError as error:
            logger.warning("The text model of before cannot be loaded: %s", error)
            return None
        return ModelInUse(name, identity) if found == identity else None
