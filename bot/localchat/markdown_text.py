"""parse_mode MarkdownV2, with the complaints of Telegram's own parser."""

import re
from dataclasses import dataclass, field

from bot.localchat.errors import ApiError, bad_request
from bot.localchat.formatting import Entity, FormattedText, entity, finished, utf16_length

TOKEN = re.compile(
    r"\\(?P<escaped>[\x01-\x7e])|(?P<mark>```|\|\||__|[_*~`\[\]])|(?P<reserved>[()>#+\-=|{}.!])"
)
KINDS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "`": "code",
    "```": "pre",
    "[": "text_link",
}
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
}
URL = re.compile(r"\(((?:\\.|[^)\\])*)\)")
LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")


def parse_markdown(source: str) -> FormattedText:
    return _Parser(source).parse()


@dataclass
class _Open:
    mark: str
    offset: int
    position: int
    start: int
    language: str = ""


@dataclass
class _Parser:
    source: str
    text: str = ""
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parse(self) -> FormattedText:
        position = 0
        while (match := TOKEN.search(self.source, position)) is not None:
            self._put(self.source[position : match.start()])
            position = self._token(match)
        self._put(self.source[position:])
        if self.open:
            last = self.open[-1]
            where = len(self.source[: last.start].encode())
            raise _cannot_parse(f"Can't find end of {NAMES[KINDS[last.mark]]} entity at byte offset {where}")
        return finished(self.text, reversed(self.entities))

    def _put(self, piece: str) -> None:
        self.text += piece
        self.offset += utf16_length(piece)

    def _token(self, match: re.Match[str]) -> int:
        inside = self.open[-1].mark if self.open else ""
        mark = match["mark"]
        if match["escaped"]:
            self._put(match["escaped"])
        elif inside in {"`", "```"} and mark != inside:
            self._put(match.group()[0])
            return match.start() + 1
        elif mark is None:
            raise _reserved(match.group()[0])
        elif mark == inside or (mark == "]" and inside == "["):
            return self._close(self.open.pop(), match.end())
        else:
            return self._begin(mark, match)
        return match.end()

    def _begin(self, mark: str, match: re.Match[str]) -> int:
        if mark not in KINDS:
            raise _reserved(mark)
        begun = _Open(mark, self.offset, len(self.text), match.start())
        self.open.append(begun)
        end = match.end()
        if mark != "```":
            return end
        language = LANGUAGE.match(self.source, end)
        if language is not None:
            begun.language, end = language[1], language.end()
        return end + self.source.startswith("\n", end)

    def _close(self, begun: _Open, end: int) -> int:
        more: dict[str, str] = {"language": begun.language} if begun.language else {}
        if begun.mark == "[":
            url = URL.match(self.source, end)
            more["url"] = re.sub(r"\\(.)", r"\1", url[1]) if url else self.text[begun.position :]
            end = url.end() if url else end
        if length := self.offset - begun.offset:
            self.entities.append(entity(KINDS[begun.mark], begun.offset, length, **more))
        return end


def _reserved(character: str) -> ApiError:
    return _cannot_parse(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")


def _cannot_parse(complaint: str) -> ApiError:
    return bad_request(f"can't parse entities: {complaint}")
