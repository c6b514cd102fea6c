"""The buttons: one table says what each is for, by what its data looks like."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.context import Callback
from bot.handlers import (
    choosing,
    consent,
    face_search,
    gallery,
    inviting,
    language,
    like,
    me,
    merging,
    naming,
    originals,
    passwords,
    people,
    privacy,
    results,
    retention,
    settings,
    threshold,
    visiting,
)
from bot.handlers.guards import in_turn, once
from bot.replies.inviting import PERIODS
from bot.texts import LANGUAGES
from core.gallery import ALBUM_SIZES, DAYS_TO_KEEP

ID = r"\d{1,15}"
STEP = r"-?\d{1,2}"


def one_of(values: Iterable[object]) -> str:
    return f"({'|'.join(map(str, values))})"


@dataclass(frozen=True, slots=True)
class Button:
    callback: Callback
    pattern: str


BUTTONS = (
    Button(results.more, rf"^more:{ID}:{ID}$"),
    Button(results.boxes, rf"^boxes:{ID}$"),
    Button(once(originals.send), rf"^originals:{ID}$"),
    Button(in_turn(results.step_level), rf"^level:{STEP}:{ID}$"),
    Button(once(results.show_at), rf"^at:(auto|\d{{1,2}}):{ID}$"),
    Button(in_turn(choosing.toggle), rf"^pick:{ID}:\d{{1,2}}$"),
    Button(once(choosing.find), rf"^who:(any|all|only):{ID}:\d{{1,7}}$"),
    Button(face_search.find_sent, r"^selfie$"),
    Button(like.ask_which, rf"^like:{ID}$"),
    Button(once(like.find_by_button), rf"^alike:{ID}:{ID}$"),
    Button(once(like.show_similar), rf"^same:{ID}:{ID}$"),
    Button(me.ask_which, rf"^mine:(yes|no):{ID}$"),
    Button(me.judge, rf"^judge:(yes|no):{ID}:{ID}$"),
    Button(me.toggle_told, rf"^tell:{ID}$"),
    Button(in_turn(threshold.step_panel), rf"^panel:(face|text):{STEP}$"),
    Button(people.turn, rf"^people:{ID}:[01]:{ID}$"),
    Button(once(people.find), rf"^person:{ID}$"),
    Button(people.ask_name, rf"^rename:{ID}$"),
    Button(merging.ask_whom, rf"^merge:{ID}$"),
    Button(merging.ask_merge, rf"^join:{ID}:{ID}$"),
    Button(once(merging.merge), rf"^one:{ID}:{ID}$"),
    Button(merging.ask_split, rf"^split:{ID}$"),
    Button(once(merging.split), rf"^halve:{ID}$"),
    Button(merging.leave, r"^whole$"),
    Button(people.hide, rf"^hide:{ID}$"),
    Button(naming.choose, rf"^name:{ID}:\d{{1,4}}:\d{{1,4}}$"),
    Button(naming.forget, rf"^forget:{ID}$"),
    Button(passwords.leave_out, rf"^leaveout:{ID}$"),
    Button(gallery.clear, r"^clear:(yes|no)$"),
    Button(consent.agree, rf"^agree:-?{ID}$"),
    Button(privacy.forget, rf"^forgetme:(me|all|no):{ID}$"),
    Button(inviting.make, r"^invite$"),
    Button(in_turn(inviting.set_until), rf"^until:{one_of(PERIODS)}:{ID}$"),
    Button(inviting.revoke, rf"^revoke:{ID}$"),
    Button(visiting.leave, r"^leave$"),
    Button(retention.keep, r"^keep$"),
    Button(in_turn(settings.set_level), rf"^set:(face|text):{STEP}$"),
    Button(in_turn(settings.set_number), rf"^set:album:{one_of(ALBUM_SIZES)}$"),
    Button(in_turn(settings.set_number), r"^set:boxes:[01]$"),
    Button(in_turn(settings.set_number), rf"^set:days:{one_of(DAYS_TO_KEEP)}$"),
    Button(in_turn(settings.set_private), r"^set:private:[01]$"),
    Button(in_turn(settings.choose_language), rf"^set:language:{one_of(LANGUAGES)}$"),
    Button(in_turn(language.choose), rf"^language:{one_of(LANGUAGES)}$"),
)
