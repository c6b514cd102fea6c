"""parse_mode HTML, with the complaints of Telegram's own parser."""

import re
from dataclasses import dataclass, field

from bot.localchat.errors import ApiError, bad_request
from bot.localchat.formatting import Entity, FormattedText, entity, finished, utf16_length

KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}

NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
CLOSE = re.compile(r"\s*>")
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LAST_CHARACTER = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


def parse_html(source: str) -> FormattedText:
    return _Parser(source).parse()


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    position: int


@dataclass
class _Parser:
    source: str
    text: str = ""
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parse(self) -> FormattedText:
        position = 0
        while (start := self.source.find("<", position)) >= 0:
            self._put(self.source[position:start])
            position = self._end(start) if self.source.startswith("</", start) else self._start(start)
        self._put(self.source[position:])
        if self.open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return finished(self.text, reversed(self.entities))

    def _put(self, piece: str) -> None:
        piece = _unescaped(piece)
        self.text += piece
        self.offset += utf16_length(piece)

    def _start(self, start: int) -> int:
        name = self._name(start + 1)
        if name.end() == len(self.source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._bytes(start)}")
        tag = name.group().lower()
        if tag not in KINDS:
            raise _cannot_parse(f'Unsupported start tag "{tag}" at byte offset {self._bytes(start)}')
        attributes, position = self._attributes(tag, start, name.end())
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            complaint = f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(start)}'
            raise _cannot_parse(complaint)
        self.open.append(_Open(tag, attributes, self.offset, len(self.text)))
        return position

    def _attributes(self, tag: str, start: int, position: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while (close := CLOSE.match(self.source, position)) is None:
            match = ATTRIBUTE.match(self.source, position)
            if match is None:
                unclosed = not self.source[position:].strip()
                complaint = "Unclosed start tag" if unclosed else f'Empty attribute name in the tag "{tag}"'
                raise _cannot_parse(f"{complaint} at byte offset {self._bytes(start)}")
            value = next((group for group in match.groups()[1:] if group is not None), "")
            attributes[match[1].lower()] = _unescaped(value)
            position = match.end()
        return attributes, close.end()

    def _end(self, start: int) -> int:
        if not self.open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {self._bytes(start)}")
        name = self._name(start + 2)
        close = CLOSE.match(self.source, name.end())
        if close is None:
            raise _cannot_parse(f"Unclosed end tag at byte offset {self._bytes(start)}")
        tag, expected = name.group().lower(), self.open[-1].tag
        if tag and tag != expected:
            where = f"Unmatched end tag at byte offset {self._bytes(start)}"
            raise _cannot_parse(f'{where}, expected "</{expected}>", found "</{tag}>"')
        self._close(self.open.pop())
        return close.end()

    def _close(self, begun: _Open) -> None:
        length = self.offset - begun.offset
        if not length:
            return
        more: dict[str, str] = {}
        kind = KINDS[begun.tag]
        if begun.tag == "a":
            more["url"] = begun.attributes.get("href") or self.text[begun.position :]
        elif begun.tag == "code" and begun.attributes.get("class", "").startswith("language-"):
            more["language"] = begun.attributes["class"].removeprefix("language-")
        elif begun.tag == "blockquote" and "expandable" in begun.attributes:
            kind = "expandable_blockquote"
        elif begun.tag == "pre":
            more = self._language_inside(begun.offset, length)
        self.entities.append(entity(kind, begun.offset, length, **more))

    def _language_inside(self, offset: int, length: int) -> dict[str, str]:
        """<pre><code class="language-x"> is one entity, not two."""
        inner = self.entities[-1] if self.entities else {}
        if (inner.get("type"), inner.get("offset"), inner.get("length")) != ("code", offset, length):
            return {}
        self.entities.pop()
        return {"language": inner["language"]} if "language" in inner else {}

    def _name(self, position: int) -> re.Match[str]:
        match = NAME.match(self.source, position)
        assert match is not None
        return match

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def _cannot_parse(complaint: str) -> ApiError:
    return bad_request(f"can't parse entities: {complaint}")


def _unescaped(text: str) -> str:
    return REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    valid = 0 < code < LAST_CHARACTER and code not in SURROGATES
    return chr(code) if valid else match.group()
