"""The real bot in the local chat, and a real Chromium to visit its page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.localchat.sample import write_sample
from bot.localchat.server import LocalChat
from tests.browser import NO_CHROMIUM, Visits, chromium, chromium_path
from tests.chat import Guest, bot_in


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    executable = chromium_path()
    if executable is None:
        pytest.skip(NO_CHROMIUM)
    async with chromium(executable) as browser:
        yield browser


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    browser: Browser, sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Guest]:
    async with (
        LocalChat(flood_control=False, sample=sample, last_id=17_957_123_985) as chat,
        bot_in(chat, tmp_path_factory.mktemp("data")) as guest,
    ):
        yield guest


@pytest_asyncio.fixture(loop_scope="module")
async def visit(
    bot: Guest, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Visits]:
    visits = Visits(browser, str(bot.http.base_url))
    failed_before = request.session.testsfailed
    yield visits
    if request.session.testsfailed > failed_before or visits.complaints:
        await visits.photograph(tmp_path)
    await visits.leave()
    assert visits.complaints == []
