"""Whether answers were right: whose photos they had, and whom those show."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.load.codes import Code
from bench.load.crowd import Party
from bench.load.records import Asked, Shown, Visit
from bench.load.visit import OTHER_WORD, OWN, STRANGER

TOTAL = re.compile(r"🎉 (\d+) photo")
NAME = re.compile(r"c(\d{3})-(\d{3})\.jpg")

Codes = Mapping[str, Code | None]
"""What each picture says of itself, by its address; None for one that says nothing."""


@dataclass(slots=True)
class Verdict:
    shown: int = 0  # photos in answers
    mixed_up: list[str] = field(default_factory=list)  # those that are not this chat's, or not what they say
    words: int = 0  # searches for a folder's name that only another chat has
    words_found: list[str] = field(default_factory=list)
    strangers: int = 0  # selfies of people who are in none of the chat's photos
    strangers_found: list[str] = field(default_factory=list)  # that the default level takes for somebody
    of_people: int = 0  # photos shown for a selfie of somebody who is in this chat's photos
    of_others: int = 0  # of these, photos that do not show this person
    to_find: int = 0  # photos of people who were looked for once all were there
    found: int = 0


def judge(parties: Sequence[Party], visits: Iterable[Visit], codes: Codes) -> Verdict:
    verdict, by_chat = Verdict(), {party.chat: party for party in parties}
    for visit in visits:
        for asked in visit.asked:
            _judge(verdict, by_chat[visit.chat], asked, codes)
    return verdict


def total(said: str) -> int:
    """How many photos an answer says that there are."""
    found = TOTAL.search(said)
    return int(found[1]) if found else 0


def _judge(verdict: Verdict, party: Party, asked: Asked, codes: Codes) -> None:
    for shown in asked.shown:
        verdict.shown += 1
        if problem := _mixed_up(party, shown, codes.get(shown.picture)):
            verdict.mixed_up.append(f"chat {party.chat}, {asked.kind}: {problem}")
    has_found = f"chat {party.chat}: {asked.said!r}" if asked.shown or total(asked.said) else ""
    if asked.kind == OTHER_WORD:
        verdict.words += 1
        verdict.words_found += filter(None, [has_found])
    if asked.kind == STRANGER:
        verdict.strangers += 1
        verdict.strangers_found += filter(None, [has_found])
    if asked.kind == OWN:
        _judge_people(verdict, party, asked, codes)


def _mixed_up(party: Party, shown: Shown, code: Code | None) -> str:
    """What is wrong with a photo in an answer; nothing as a rule."""
    if code is None:
        return f"{shown.caption!r} shows nothing that can be read"
    if code.chat != party.chat:
        return f"{shown.caption!r} shows photo {code.photo} of chat {code.chat}"
    named = NAME.search(shown.caption)
    if named is None or (int(named[1]), int(named[2])) != (code.chat, code.photo):
        return f"{shown.caption!r} shows photo {code.photo}"
    return ""


def _judge_people(verdict: Verdict, party: Party, asked: Asked, codes: Codes) -> None:
    truth = party.of(asked.person)
    seen = [code for shown in asked.shown if (code := codes.get(shown.picture))]
    verdict.of_people += len(seen)
    verdict.of_others += sum(code.photo not in truth for code in seen)
    if asked.is_late:
        verdict.to_find += len(truth)
        verdict.found += min(total(asked.said), len(truth))
