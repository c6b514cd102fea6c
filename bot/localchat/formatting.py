"""Text with entities. Telegram counts offsets and lengths in UTF-16 code units."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

DETECTED = re.compile(
    r"(?P<bot_command>(?<![\w/<>@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<url>\bhttps?://[^\s<>\"]+)"
    r"|(?P<mention>(?<![\w@/])@[a-zA-Z]\w{2,31}\b)"
    r"|(?P<hashtag>(?<![\w#/])#\w*[^\W\d]\w*)"
)


@dataclass(frozen=True)
class FormattedText:
    text: str = ""
    entities: tuple[Entity, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entity(kind: str, offset: int, length: int, **more: Any) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


def detect(text: str) -> tuple[Entity, ...]:
    """What Telegram marks by itself: commands, links, mentions, hashtags."""
    return tuple(
        entity(str(match.lastgroup), utf16_length(text[: match.start()]), utf16_length(match.group()))
        for match in DETECTED.finditer(text)
    )


def plain(text: str) -> FormattedText:
    text = text.strip()
    return FormattedText(text, detect(text))


def finished(text: str, entities: Iterable[Entity]) -> FormattedText:
    """Trim as Telegram does, and add what it detects outside the given entities, outer ones first."""
    start = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    given = [clipped for entity in entities for clipped in _clipped(entity, start, utf16_length(text))]
    found = [entity for entity in detect(text) if not any(_overlap(entity, other) for other in given)]
    order = sorted([*given, *found], key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(text, tuple(order))


def _clipped(entity: Entity, start: int, length: int) -> Iterator[Entity]:
    begin = max(entity["offset"] - start, 0)
    end = min(entity["offset"] + entity["length"] - start, length)
    if begin < end:
        yield {**entity, "offset": begin, "length": end - begin}


def _overlap(one: Entity, other: Entity) -> bool:
    begin = max(one["offset"], other["offset"])
    return bool(begin < min(one["offset"] + one["length"], other["offset"] + other["length"]))
