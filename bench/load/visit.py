"""What one chat does: it sends its zip, and searches while that is imported and afterwards."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.load.crowd import Party
from bench.load.people import Person
from bench.load.records import Asked, Shown, Visit
from bench.load.visitor import Message, Visitor, words
from bot.texts import texts_for

OWN, STRANGER, WORD, OTHER_WORD, CONTENT, PEOPLE = (
    "selfie",
    "stranger",
    "word",
    "other's word",
    "content",
    "people",
)
FIRST = (
    *(OWN, WORD, STRANGER, OWN, CONTENT, OWN, OTHER_WORD, OWN, STRANGER),
    *(OWN, PEOPLE, WORD, OWN, STRANGER, CONTENT, OTHER_WORD, OWN, STRANGER),
)
LAST = (OWN, OWN)  # once all photos are there
SEARCHES = len(FIRST) + len(LAST)

DESCRIPTIONS = ("a cat", "a cup of coffee", "a rocket")
SELFIES = frozenset({OWN, STRANGER})

TROUBLE = ("⚠", "😕", "⏳", "💾", "🤔", "🔒", "🙂 I can't")
"""How sentences begin that say that something went wrong."""

STILL_COMING = texts_for("en")("gallery-filling")
AGAIN_SECONDS = 3.0
IMPORT_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Plan:
    party: Party
    strangers: Sequence[Person]  # who are in no photo of this chat
    other_word: str  # another chat's
    pause: float  # seconds between an answer and the next question
    began: float  # when the run did, by the monotonic clock


async def send_zip(visitor: Visitor, plan: Plan) -> Visit:
    """Send it and agree, as everybody is asked to once; the import begins with that."""
    party = plan.party
    visit = Visit(party.chat, party.photos)
    data = await asyncio.to_thread(party.zip.read_bytes)
    (sent,) = await visitor.person.send([(f"{party.word}.zip", data)])
    question = await visitor.until(lambda message: bool(message["buttons"]), sent)
    visit.sent_at = time.monotonic() - plan.began
    await visitor.person.press(question["id"], question["buttons"][0][0]["data"])
    return visit


async def follow_import(visitor: Visitor, plan: Plan, visit: Visit) -> None:
    """Wait until the status message says how it ended."""
    name = f"{plan.party.word}.zip"

    def is_over(message: Message) -> bool:
        text = words(message)
        return name in text and text.startswith(("✅", *TROUBLE))

    try:
        ended = await visitor.until(is_over, 0, IMPORT_SECONDS)
    except TimeoutError:
        visit.ended = "it has not ended"
        return
    visit.ended, visit.done_at = words(ended), time.monotonic() - plan.began


async def search(visitor: Visitor, plan: Plan, visit: Visit) -> None:
    """First those while photos come in, then those that have to find all."""
    importing = asyncio.create_task(follow_import(visitor, plan, visit))
    chance = np.random.default_rng(plan.party.chat)
    for number, kind in enumerate(FIRST):
        await _ask(visitor, plan, visit, kind, number)
        await asyncio.sleep(plan.pause * float(chance.uniform(0.5, 1.5)))  # people do not keep step
    await importing
    for number, kind in enumerate(LAST, len(FIRST)):
        await asyncio.sleep(plan.pause * float(chance.uniform(0, 1)))
        await _ask(visitor, plan, visit, kind, number)
    visit.troubles += [
        words(message) for message in visitor.messages.values() if words(message).startswith(TROUBLE)
    ]


async def _ask(visitor: Visitor, plan: Plan, visit: Visit, kind: str, number: int) -> None:
    while True:
        asked = await ask(visitor, plan, kind, number, is_late=visit.done_at is not None)
        if asked.said != STILL_COMING:
            break
        await asyncio.sleep(AGAIN_SECONDS)
    if visit.found_at is None:
        visit.found_at = asked.at + asked.seconds
    visit.asked.append(asked)


async def ask(visitor: Visitor, plan: Plan, kind: str, number: int, *, is_late: bool) -> Asked:
    """Ask, and wait for the whole answer: an album as a rule, and what is said under it."""
    person = number % len(plan.party.people) if kind == OWN else -1
    began = time.monotonic()
    at = began - plan.began
    sent = await _send(visitor, plan, kind, number, person)
    try:
        last = await visitor.until(_ends_answer, sent)
    except TimeoutError:
        return Asked(kind, plan.party.chat, at, time.monotonic() - began, "", person=person, is_late=is_late)
    answer = [message for message in visitor.between(sent, last["id"]) if words(message)]
    shown = tuple(Shown(words(one), _picture(one)) for one in answer if one["album"] or _is_match(one))
    seconds = visitor.heard[answer[0]["id"]] - began
    return Asked(kind, plan.party.chat, at, seconds, words(last), shown, person, is_late)


async def _send(visitor: Visitor, plan: Plan, kind: str, number: int, person: int) -> int:
    """The id of the message."""
    if kind in SELFIES:
        whose = plan.party.people[person] if kind == OWN else plan.strangers[number % len(plan.strangers)]
        return (await visitor.person.send([("selfie.jpg", whose.selfie_jpeg())], "photo"))[0]
    text = {
        WORD: f"/text {plan.party.word}",
        OTHER_WORD: f'/text "{plan.other_word}"',  # in quotation marks: has to be in the name or folder
        CONTENT: f"/text {DESCRIPTIONS[number % len(DESCRIPTIONS)]}",
        PEOPLE: "/people",
    }[kind]
    return await visitor.person.say(text)


def _ends_answer(message: Message) -> bool:
    """Not one of the album, nor the contact sheet that an import ends with."""
    text = words(message)
    return bool(text) and not _is_match(message) and ".zip" not in text


def _is_match(message: Message) -> bool:
    return bool(message["media"]) and words(message)[:1].isdigit()


def _picture(message: Message) -> str:
    return str(message["media"][0]["thumbnail"])
