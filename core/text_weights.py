"""How the fetching of the text model's weights goes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from core.encoders.hub import OnProgress, nobody
from core.errors import WeightsMissingError
from core.text_model import TextModel

OTHER = "other"
"""The reason of what nobody has foreseen."""


@dataclass(frozen=True, slots=True)
class Download:
    """`reason` and `again_at` of a try that has failed: why, as a word, and when there will be another."""

    done: int = 0  # bytes
    total: int = 0  # bytes; 0 as long as nobody knows
    reason: str = ""
    again_at: datetime | None = None


class TextWeights:
    """The chosen text model's weights: fetched a try at a time, and how that goes."""

    def __init__(self, model: TextModel) -> None:
        self.model = model
        self.download = Download()

    def fetch(self, again_in: timedelta, on_progress: OnProgress = nobody) -> None:
        """Try once to fetch the weights and to use them; where that fails there is to be another try.

        Takes minutes. Raises WeightsMissingError, or whatever else goes wrong.
        """
        self.download = Download()

        def note(done: int, total: int) -> None:
            self.download = Download(done, total)
            on_progress(done, total)

        try:
            self.model.fetch(note)
        except Exception as error:
            reason = error.reason if isinstance(error, WeightsMissingError) else OTHER
            self.download = replace(self.download, reason=reason, again_at=datetime.now(UTC) + again_in)
            raise
