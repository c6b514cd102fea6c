"""The sentences that users read, in their language. They stand in bot/locales; none stands in code."""

import functools
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
LANGUAGES = ("en", "vi")

Value = str | int | float

CODE = "\u2063"
"""Around what can be copied whole, such as a command with its words: ` in the files. It is invisible."""


class Texts:
    """The sentences of one language: `texts("hello", name="Ann")`."""

    def __init__(self, language: str) -> None:
        self.language = language
        # No isolation marks around values: chats would count them as characters, and show them in names.
        self._bundle = FluentBundle([language], use_isolating=False)
        source = (LOCALES / f"{language}.ftl").read_text("utf-8")
        self._bundle.add_resource(FluentResource(source.replace("`", CODE)))

    def __call__(self, key: str, **values: Value) -> str:
        """Raises LookupError for a key that the language lacks, FluentReferenceError for a missing value."""
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise LookupError(key)
        text, errors = self._bundle.format_pattern(
            pattern, {name: _bare(one) for name, one in values.items()}
        )
        if errors:
            raise errors[0]
        return str(text)


def _bare(value: Value) -> Value:
    """What people write marks nothing."""
    return value.replace(CODE, "") if isinstance(value, str) else value


@functools.cache
def texts_for(language_code: str | None) -> Texts:
    """The sentences for a Telegram language code ("vi", "en-US", …), English where there are none."""
    language = (language_code or DEFAULT).split("-")[0].lower()
    return Texts(language if language in LANGUAGES else DEFAULT)
