"""Buttons in rows."""

import math
from collections.abc import Sequence
from itertools import pairwise

from telegram import InlineKeyboardButton

ROW = 5  # buttons


def in_rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """No more than ROW in each, and about as many in all: none is left over by itself."""
    rows = math.ceil(len(buttons) / ROW)
    ends = [math.ceil(len(buttons) * row / rows) for row in range(1, rows + 1)]
    return [list(buttons[start:end]) for start, end in pairwise([0, *ends])]
