"""The sentences: the same in every language, all there, none left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.runtime.errors import FluentReferenceError
from fluent.syntax import FluentParser, visitor
from fluent.syntax import ast as ftl

from bot.commands import COMMANDS
from bot.replies.names import LONGEST
from bot.texts import CODE, DEFAULT, LANGUAGES, LOCALES, Texts, texts_for

ROOT = Path(__file__).parent.parent
BOT = [path for path in sorted(ROOT.glob("bot/**/*.py")) if "localchat" not in path.parts]
CORE = sorted(ROOT.glob("core/**/*.py"))

ALERTS = (
    *("search-expired", "level-end", "guests-may-not", "admins-only"),
    *("invite-ended", "invite-too-many", "me-not-yours", "me-told-here", "me-told-privately", "me-told-off"),
    *("language-set", "private-on", "private-off", "retention-gone", "tapped-already", "who-nobody"),
    *("not-listed", "consent-not-yours", "left-out"),
)

LONGEST_TEXT, LONGEST_DESCRIPTION, LONGEST_ALERT = 4096, 256, 200


class Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 (the library's name)
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """The variables of each key."""
    parsed = FluentParser().parse((LOCALES / f"{language}.ftl").read_text("utf-8"))
    found = {}
    for entry in parsed.body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


KEYS = messages(DEFAULT)
OTHERS = [language for language in LANGUAGES if language != DEFAULT]


def nodes(paths: list[Path]) -> Iterator[ast.AST]:
    for path in paths:
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def asked_for() -> Iterator[ast.expr]:
    """The first argument of every t("…"), asked.t("…") and texts_for(…)("…")."""
    for node in nodes(BOT):
        if isinstance(node, ast.Call) and node.args and _gives_texts(node.func):
            yield node.args[0]


def _gives_texts(function: ast.expr) -> bool:
    if isinstance(function, ast.Call):
        return isinstance(function.func, ast.Name) and function.func.id in {"texts_for", "texts_of"}
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return bool(name == "t")


def families() -> set[str]:
    """What keys that are put together begin with: "skip-" of f"skip-{reason}"."""
    strings = [node for node in nodes(BOT) if isinstance(node, ast.JoinedStr)]
    starts = [string.values[0] for string in strings if string.values]
    found = {str(start.value) for start in starts if isinstance(start, ast.Constant)}
    return {start for start in found if re.fullmatch(r"[a-z]+(-[a-z]+)*-", start)}


def reasons(error: str, position: int = 0) -> set[str]:
    """The words that the core gives as reasons: raise UnreadablePhotoError("damaged")."""
    calls = [node for node in nodes(CORE) if isinstance(node, ast.Call) and len(node.args) > position]
    given = [
        call.args[position] for call in calls if isinstance(call.func, ast.Name) and call.func.id == error
    ]
    return {str(value.value) for value in given if isinstance(value, ast.Constant)}


@pytest.mark.parametrize("language", OTHERS)
def test_languages_have_the_same_sentences_with_the_same_values(language: str) -> None:
    assert messages(language) == KEYS


def test_every_file_is_a_language() -> None:
    assert {path.stem for path in LOCALES.glob("*.ftl")} == set(LANGUAGES)


def test_every_sentence_that_is_asked_for_is_there() -> None:
    plain = {str(key.value) for key in asked_for() if isinstance(key, ast.Constant)}
    assert len(plain) > 40
    assert plain - set(KEYS) == set()


def test_every_sentence_is_asked_for() -> None:
    constants = {
        node.value for node in nodes(BOT) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    put_together = tuple(families())
    assert {"skip-", "zip-", "command-", "button-"} <= set(put_together)
    assert {key for key in KEYS if key not in constants and not key.startswith(put_together)} == set()


def test_every_reason_of_the_core_has_its_words() -> None:
    photo = reasons("UnreadablePhotoError") | reasons("Skipped", 1) | reasons("LeftOut", 1)
    zipped = reasons("UnreadableArchiveError")
    assert {"not_a_photo", "damaged", "too_large", "too_slow", "crashed"} <= photo
    assert {"not_a_zip", "encrypted"} <= zipped
    assert {key for key in KEYS if key.startswith("skip-")} == {f"skip-{reason}" for reason in photo}
    assert {f"zip-{reason}" for reason in zipped} <= set(KEYS)
    link = reasons("DownloadError")
    assert {"private", "not_https", "too_large"} <= link
    assert {key for key in KEYS if key.startswith("link-")} == {f"link-{reason}" for reason in link}


def test_every_command_is_described() -> None:
    for language in LANGUAGES:
        for command in COMMANDS:
            described = command.described(texts_for(language))
            assert re.fullmatch(r"[a-z0-9_]{1,32}", described.command)
            assert 3 <= len(described.description) <= LONGEST_DESCRIPTION
    assert {key for key in KEYS if key.startswith("command-")} == {f"command-{one.name}" for one in COMMANDS}


@pytest.mark.parametrize("value", [0, 1, 2, 5, 12_345, "none", "auto", "Ảnh {x}.zip", ""])
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_take_any_value(language: str, value: str | int) -> None:
    t = Texts(language)
    for key, names in KEYS.items():
        text = t(key, **dict.fromkeys(names, value))
        assert "{$" not in text
        assert "\u2068" not in text
        assert 0 < len(text) <= LONGEST_TEXT


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_copied_is_marked_from_its_beginning_to_its_end(language: str) -> None:
    t = Texts(language)
    for key, names in KEYS.items():
        text = t(key, **dict.fromkeys(names, 5))
        assert text.count(CODE) % 2 == 0
        assert not (CODE in text and (key in ALERTS or key.startswith(("button-", "command-", "caption"))))


def test_alerts_are_short_enough() -> None:
    for language in LANGUAGES:
        for key in ALERTS:
            text = texts_for(language)(key, count=5, name="x" * LONGEST, chat="-1001234567890")
            assert len(text) <= LONGEST_ALERT


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_english_counts_as_people_do(number: int) -> None:
    noun = "(photos|faces|files)" if number == 1 else "(photo|face|file)"
    for key, names in KEYS.items():
        text = texts_for("en")(key, **dict.fromkeys(names, number))
        assert not re.search(rf"\b{number} {noun}\b", text), f"{key}: {text}"


@pytest.mark.parametrize(
    ("added", "faces", "expected"),
    [
        (1, 0, "✅ a.zip: 1 photo added, no faces found."),
        (1, 1, "✅ a.zip: 1 photo added, 1 face found."),
        (2, 1234, "✅ a.zip: 2 photos added, 1,234 faces found."),
    ],
)
def test_plurals(added: int, faces: int, expected: str) -> None:
    assert texts_for("en")("import-done", name="a.zip", added=added, faces=faces) == expected


@pytest.mark.parametrize(
    ("code", "language"),
    [("vi", "vi"), ("vi-VN", "vi"), ("VI", "vi"), ("en-US", "en"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_languages_of_people(code: str | None, language: str) -> None:
    assert texts_for(code).language == language


def test_a_sentence_or_value_that_is_not_there_is_an_error() -> None:
    t = Texts("en")
    with pytest.raises(LookupError):
        t("no-such-key")
    with pytest.raises(FluentReferenceError):
        t("import-receiving")


OPERATORS = {"__main__.py", "upkeep.py", "weights.py", "ports.py", "metrics.py"}
"""What these say is for whoever runs the bot, in the terminal and in metrics."""

NO_SENTENCES = {
    *("not modified", "file identifier", "chat not found"),  # in Telegram's errors
    *("no text in", "no caption in", "edit not found"),
    "tự động",  # what people write
    "The basic description search answers until then; trying again",  # logged
}

SENTENCE = re.compile(r"[^\W\d_]{2,}[,.:;!?]? +[^\W\d_]{2,}")
WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN = {
    *("reply_text", "reply_photo", "send_message", "edit_text", "edit_message_text", "edit_message_caption"),
    *("text", "answer", "InlineKeyboardButton", "BotCommand", "ForceReply"),
}
"""Whose first argument people read: there a single word is one too many."""


def sentences(tree: ast.AST) -> set[str]:
    """Strings for people: not those of comments, logs and errors that no user sees."""
    found = {text for text in _strings(tree) if SENTENCE.search(text)} - NO_SENTENCES
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SHOWN:
            shown = [*node.args[:1], *(one.value for one in node.keywords if one.arg in {"text", "caption"})]
            found |= {text for value in shown for text in _parts(value) if WORD.search(text)}
    return found


def _strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and "logger" in ast.unparse(node.func)):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):  # a docstring
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        yield from _strings(child)


def _parts(value: ast.expr) -> Iterator[str]:
    """Of a string, or of one that is put together."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    yield from (str(one.value) for one in parts if isinstance(one, ast.Constant))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.mark.parametrize(
    "path", [path for path in BOT if path.name not in OPERATORS], ids=lambda path: path.name
)
def test_no_sentence_stands_in_code(path: Path) -> None:
    assert sentences(ast.parse(path.read_text("utf-8"))) == set()


@pytest.mark.parametrize(
    "code",
    [
        'message.reply_text("Hello there")',
        'message.reply_text("Hello")',
        'outlet.text(f"Hello {name}")',
        'InlineKeyboardButton("Keep", callback_data="keep")',
        'message.reply_photo(photo, caption="Gallery")',
        'lines.append(f"{count} photos found in {name}")',
        'GREETING = "Xin chào bạn"',
        'bot.send_message(chat_id, text="Hello")',
    ],
)
def test_sentences_in_code_are_found(code: str) -> None:
    assert sentences(ast.parse(code))
