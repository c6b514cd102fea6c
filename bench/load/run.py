"""All chats at once, in front of one bot."""

import asyncio
import io
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from bench.load.bot_process import serving
from bench.load.codes import Code, UnreadableCodeError, read
from bench.load.crowd import Party
from bench.load.people import Person
from bench.load.probe import PROBERS, probe
from bench.load.records import Asked, Sample, Visit
from bench.load.visit import SEARCHES, Plan, follow_import, search, send_zip
from bench.load.visitor import Visitor
from bench.load.watch import Watch

FIRST_ID, FIRST_PROBER = 5000, 9000
UNDER_WAY = 5  # photos that each large import has before the small one comes
FETCHES = 8  # pictures at a time
UPLOADS = 3
"""Zips that go up at a time. Telegram takes them in elsewhere, the local chat in the bot's own loop."""


@dataclass(frozen=True, slots=True)
class Run:
    visits: list[Visit]  # of the large zips
    small: Visit
    helps: list[Asked]
    samples: list[Sample]
    highest: float  # megabytes
    log: list[str]
    codes: dict[str, Code | None]  # of all pictures in answers


async def run(
    parties: Sequence[Party], late: Party, people: Sequence[Person], pause: float, folder: Path
) -> Run:
    """`late` comes last, with a small zip."""
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(serving(folder))
        limits = httpx.Limits(max_connections=1000, max_keepalive_connections=1000)
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=served.address, timeout=600, limits=limits)
        )
        began = time.monotonic()
        plans = [_plan(party, parties, people, pause, began) for party in parties]
        watch, helps = Watch(served, began), list[Asked]()
        probers = [await _enter(stack, http, FIRST_PROBER + number) for number in range(PROBERS)]
        stack.push_async_callback(_cancel, asyncio.create_task(probe(probers, began, helps)))
        watching = asyncio.create_task(watch.run())
        small = asyncio.create_task(_come_last(stack, http, watch, late, plans))
        line = asyncio.Semaphore(UPLOADS)
        visits = await asyncio.gather(*(_visit(stack, http, plan, line) for plan in plans))
        last = await small
        await _cancel(watching)
        codes = await _codes(http, [*visits, last])
        return Run(visits, last, helps, watch.samples, watch.highest, served.log, codes)


def chat_id(party: Party) -> int:
    return FIRST_ID + party.chat


async def _visit(
    stack: AsyncExitStack, http: httpx.AsyncClient, plan: Plan, line: asyncio.Semaphore
) -> Visit:
    visitor = await _enter(stack, http, chat_id(plan.party))
    async with line:
        visit = await send_zip(visitor, plan)
    await search(visitor, plan, visit)
    return visit


async def _come_last(
    stack: AsyncExitStack, http: httpx.AsyncClient, watch: Watch, late: Party, plans: Sequence[Plan]
) -> Visit:
    chats = [chat_id(plan.party) for plan in plans]
    while not watch.have(UNDER_WAY, chats):  # noqa: ASYNC110 (another process's work)
        await asyncio.sleep(1)
    plan = Plan(late, plans[0].strangers, "", 0, plans[0].began)
    visitor = await _enter(stack, http, chat_id(late))
    visit = await send_zip(visitor, plan)
    await follow_import(visitor, plan, visit)
    return visit


def _plan(
    party: Party, parties: Sequence[Party], people: Sequence[Person], pause: float, began: float
) -> Plan:
    others = [person for person in people if person not in party.people]
    first = party.chat * SEARCHES % len(others)
    other = parties[(party.chat + 1) % len(parties)]
    return Plan(party, [*others[first:], *others[:first]], other.word, pause, began)


async def _enter(stack: AsyncExitStack, http: httpx.AsyncClient, number: int) -> Visitor:
    visitor = Visitor(http, number)
    await stack.enter_async_context(visitor.listening())
    return visitor


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _codes(http: httpx.AsyncClient, visits: Iterable[Visit]) -> dict[str, Code | None]:
    """Looked at once all is over: nobody's bot has to hand out pictures to those who check it."""
    addresses = {shown.picture for visit in visits for asked in visit.asked for shown in asked.shown}
    turns = asyncio.Semaphore(FETCHES)

    async def fetch(address: str) -> tuple[str, Code | None]:
        async with turns:
            answer = await http.get(address)
        return address, code_of(answer.raise_for_status().content)

    return dict(await asyncio.gather(*map(fetch, sorted(addresses))))


def code_of(picture: bytes) -> Code | None:
    try:
        return read(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))
    except UnreadableCodeError:
        return None
