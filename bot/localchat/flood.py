"""Telegram's flood control: one message a second per chat, twenty a minute per group.

Telegram says that "short bursts" over one a second pass, and not how short: here five messages pass at
once, after that one a second. An album is one message for that rule, and as many as its items for the
group's minute. Edits and answers to buttons are not counted: Telegram publishes no limit for them.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.localchat.errors import too_many_requests

BURST = 5
GROUP_MESSAGES = 20
GROUP_SECONDS = 60.0


@dataclass
class _ChatFlow:
    tokens: float
    at: float
    sent: deque[float] = field(default_factory=deque)


class FloodControl:
    def __init__(self, *, enabled: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._clock = clock
        self._flows: dict[int, _ChatFlow] = {}

    def admit(self, chat_id: int, items: int = 1) -> None:
        """Count a message or album, or raise 429 with the seconds until it would pass."""
        if not self.enabled:
            return
        now = self._clock()
        flow = self._flows.setdefault(chat_id, _ChatFlow(BURST, now))
        flow.tokens = min(BURST, flow.tokens + now - flow.at)
        flow.at = now
        wait = 1 - flow.tokens
        if chat_id < 0:
            wait = max(wait, self._group_wait(flow.sent, now, items))
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        flow.tokens -= 1
        flow.sent.extend([now] * items if chat_id < 0 else [])

    def _group_wait(self, sent: deque[float], now: float, items: int) -> float:
        while sent and sent[0] <= now - GROUP_SECONDS:
            sent.popleft()
        over = len(sent) + items - GROUP_MESSAGES
        return sent[over - 1] + GROUP_SECONDS - now if over > 0 else 0.0
