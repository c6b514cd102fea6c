"""Which model compares photos with descriptions: UForm once its weights are there, else the basic one."""

from contextlib import suppress
from dataclasses import dataclass

from core.encoders.text import BASIC
from core.encoders.uform import fetch
from core.errors import WeightsMissingError
from core.indexer import Indexer
from core.store.store import Store

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
        self._basic = ModelInUse(BASIC, indexer.text_identity(BASIC))
        self._in_use = self._basic
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

    def fetch(self) -> None:
        """Download the chosen model's weights (minutes), and use it. Raises WeightsMissingError."""
        fetch(self.chosen)
        try:
            self._load()
        except WeightsMissingError:  # files that are whole by what is known of them, and cannot be used
            fetch(self.chosen, again=True)
            self._load()

    def _load(self) -> None:
        """Try the chosen model in a worker process, and use it from now on. Raises WeightsMissingError."""
        if self.is_wanting():
            self._in_use = ModelInUse(self.chosen, self._indexer.text_identity(self.chosen))

    def best_for(self, chat_id: int, store: Store) -> ModelInUse:
        """The model in use, or the basic one for as long as that knows more of the chat's photos."""
        known = {
            model: store.photos.stats(chat_id, model.identity).described
            for model in (self._in_use, self._basic)
        }
        return max(known, key=lambda model: known[model])
