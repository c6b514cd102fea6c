"""People at the real chat page, in a real Chromium."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    async_playwright,
    expect,
)

PATIENCE = 30_000.0  # milliseconds; what is waited for comes much sooner on a machine that is not busy
NO_CHROMIUM = "No Chromium here: install it (Debian: apt install chromium) to run the browser tests"
MOST_TABS = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def chromium_path() -> str | None:
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


@asynccontextmanager
async def chromium(executable: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Visitor:
    """Somebody who looks at the page of one chat, and acts on it as people do."""

    page: Page

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.locator("#text")

    @property
    def album(self) -> Locator:
        """The bot's albums; each holds one article a photo."""
        return self.log.locator(".row.bot [data-album]")

    @property
    def commands(self) -> Locator:
        """Those on offer, as /name and what it does."""
        return self.page.locator("#commands").get_by_role("option")

    def said(self, words: str) -> Locator:
        """The bot's messages with these words."""
        return self.log.locator("article[data-from=bot]").filter(has_text=words)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def hears(self, words: str) -> Locator:
        """The bot's newest message with these words, once it is there, whatever it says later."""
        message = self.said(words).last
        await expect(message).to_be_visible()
        return self.log.locator(f"article[data-id='{await message.get_attribute('data-id')}']")

    async def writes(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def drops(self, *files: Path) -> None:
        """Drag files from the desktop over the page, and let them go: the browser's own events."""
        devtools = await self.page.context.new_cdp_session(self.page)
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        size = self.page.viewport_size or {"width": 0, "height": 0}
        place = {"x": size["width"] // 2, "y": size["height"] // 2, "data": data}
        for event in ("dragEnter", "dragOver", "drop"):
            await devtools.send("Input.dispatchDragEvent", {"type": event, **place})
        await devtools.detach()

    async def sends_photo(self, photo: Path) -> None:
        await self.button("Attach").click()
        async with self.page.expect_file_chooser() as opening:
            await self.button("Photo").click()
        await (await opening.value).set_files(photo)
        await self.sends_what_is_offered()

    async def sends_what_is_offered(self) -> None:
        dialog = self.page.locator("#preview")
        await dialog.get_by_role("button", name="Send", exact=True).click()
        await expect(dialog).to_be_hidden()

    async def tabs_to(self, target: Locator, key: str = "Tab") -> None:
        """Move the focus by Tab, or Shift+Tab, until it is there."""
        for _ in range(MOST_TABS):
            await self.page.keyboard.press(key)
            if await target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{target} cannot be reached by {key}")

    async def sees_photo(self, photo: Locator) -> None:
        """It is loaded, and whole."""
        await photo.scroll_into_view_if_needed()
        await photo.evaluate("image => image.decode()")

    async def captions(self, album: Locator) -> list[str]:
        """Of each photo, in the album's order."""
        return [await photo.get_attribute("alt") or "" for photo in await album.get_by_role("img").all()]

    async def nameless_buttons(self) -> list[str]:
        """Buttons and links that a screen reader could call by no name."""
        nameless = [self.page.get_by_role(role, name=re.compile(r"^\s*$")) for role in ("button", "link")]
        return [
            html
            for found in nameless
            for html in await found.evaluate_all("all => all.map(e => e.outerHTML)")
        ]

    async def overflow(self) -> int:
        """By how many pixels the page, or its log, is wider than the window."""
        width: int = await self.page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('#scroller').scrollWidth)"
            " - innerWidth"
        )
        return width


@dataclass
class Visits:
    """Opens the page for visitors, and remembers what the browser complained of."""

    browser: Browser
    address: str
    visitors: list[Visitor] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def __call__(
        self, chat_id: int, *, user_id: int | None = None, language: str = "en", **device: Any
    ) -> Visitor:
        """The page of this chat; `device` is what Browser.new_context() takes."""
        context = await self.browser.new_context(**device)
        return await self.tab(context, chat_id, user_id=user_id, language=language)

    async def tab(
        self, context: BrowserContext, chat_id: int, *, user_id: int | None = None, language: str = "en"
    ) -> Visitor:
        page = await context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.address}/?chat_id={chat_id}&user_id={user_id or chat_id}&language={language}")
        visitor = Visitor(page)
        await expect(visitor.log).to_have_attribute("aria-busy", "false")
        self.visitors.append(visitor)
        return visitor

    async def photograph(self, folder: Path) -> None:
        for number, visitor in enumerate(self.visitors):
            await visitor.page.screenshot(path=folder / f"page {number}.png")

    async def leave(self) -> None:
        for context in list(self.browser.contexts):
            await context.close()

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)
