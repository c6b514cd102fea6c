"""Which parts of a zip are still to come, in words."""

from bot.replies.names import short
from bot.texts import Texts
from core.parts import Collected

NAMED = 8  # missing parts that are named


def parts_text(t: Texts, collected: Collected) -> str:
    part, missing = collected.part, collected.missing
    numbers = [collected.here + 1] if missing is None else missing[:NAMED]
    more = missing is None or len(missing) > NAMED
    names = [short(part.named(number)) for number in numbers] + ["…"] * more
    return t("zip-split", name=short(part.zip), count=collected.here, missing=", ".join(names))
