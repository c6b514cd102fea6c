"""Guests of galleries, and the invitations that they come by."""

from datetime import UTC, datetime, timedelta

import pytest

from core.guests import MOST, USUAL, Guests
from core.store.invites import Invite
from core.store.store import Store

HOST, GUEST, OTHER = -5, 7, 8
DAY = timedelta(days=1)


@pytest.fixture
def guests(store: Store) -> Guests:
    return Guests(store)


def invited(guests: Guests, host: int = HOST) -> Invite:
    invite = guests.invite(host)
    assert invite is not None
    return invite


def again(store: Store) -> Guests:
    """As after a restart."""
    return Guests(store)


def test_everybody_looks_at_their_own_gallery(guests: Guests) -> None:
    invited(guests)
    assert [guests.gallery(chat_id) for chat_id in (HOST, GUEST, OTHER)] == [HOST, GUEST, OTHER]
    assert not guests.has_ended(GUEST)


def test_a_guest_looks_at_the_hosts_gallery_after_a_restart_too(guests: Guests, store: Store) -> None:
    invite = invited(guests)
    assert guests.enter(GUEST, invite.token) == invite
    for one in (guests, again(store)):
        assert one.gallery(GUEST) == HOST
        assert one.gallery(OTHER) == OTHER
        assert not one.has_ended(GUEST)


def test_no_token_opens_anything_but_an_invitation_s(guests: Guests) -> None:
    token = invited(guests).token
    for wrong in ("", "%", "1", token[:-1], token.swapcase(), f"{token} ", f"{token}\0"):
        assert guests.enter(GUEST, wrong) is None
    assert guests.gallery(GUEST) == GUEST
    assert len(token) >= 22  # 16 bytes of chance
    assert invited(guests).token != token
    assert token not in repr(guests.invites(HOST))  # nor in a log


def test_a_guest_leaves(guests: Guests, store: Store) -> None:
    guests.enter(GUEST, invited(guests).token)
    assert guests.leave(GUEST)
    assert not guests.leave(GUEST)
    assert guests.gallery(GUEST) == again(store).gallery(GUEST) == GUEST


def test_the_last_link_that_was_opened_counts(guests: Guests) -> None:
    guests.enter(GUEST, invited(guests).token)
    guests.enter(GUEST, invited(guests, OTHER).token)
    assert guests.gallery(GUEST) == OTHER


def test_the_link_to_one_s_own_gallery_leads_home(guests: Guests) -> None:
    guests.enter(GUEST, invited(guests).token)
    own = invited(guests, GUEST)
    assert guests.enter(GUEST, own.token) == own
    assert guests.gallery(GUEST) == GUEST
    guests.revoke(GUEST, own.id)
    assert not guests.has_ended(GUEST)


def test_revoking_ends_it_at_once_for_guests_and_strangers(guests: Guests, store: Store) -> None:
    invite = invited(guests)
    guests.enter(GUEST, invite.token)
    assert guests.revoke(HOST, invite.id)
    assert not guests.revoke(HOST, invite.id)
    assert guests.enter(OTHER, invite.token) is None
    assert guests.invites(HOST) == []
    for one in (guests, again(store)):
        assert one.gallery(GUEST) == GUEST
        assert one.has_ended(GUEST)
    assert guests.leave_ended(GUEST)
    assert not guests.leave_ended(GUEST)
    assert not guests.has_ended(GUEST)
    assert not again(store).has_ended(GUEST)


def test_a_guest_whose_invitation_is_good_does_not_leave_as_if_it_had_ended(guests: Guests) -> None:
    guests.enter(GUEST, invited(guests).token)
    assert not guests.leave_ended(GUEST)
    assert guests.gallery(GUEST) == HOST


def test_its_end_counts_at_every_look(guests: Guests, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    invite = invited(guests)
    assert invite.until is not None
    assert abs(invite.until - datetime.now(UTC) - USUAL) < timedelta(minutes=1)
    guests.enter(GUEST, invite.token)

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + USUAL + timedelta(minutes=1)

    monkeypatch.setattr("core.store.clock.datetime", Later)
    assert guests.gallery(GUEST) == GUEST
    assert guests.has_ended(GUEST)
    assert guests.enter(OTHER, invite.token) is None
    assert guests.set_until(HOST, invite.id, None) is None  # what has ended stays so
    assert again(store).has_ended(GUEST)


@pytest.mark.parametrize("until", [datetime.now(UTC) + DAY, None])
def test_another_end_counts_for_the_guests_that_are_there(
    guests: Guests, store: Store, until: datetime | None
) -> None:
    invite = invited(guests)
    guests.enter(GUEST, invite.token)
    changed = guests.set_until(HOST, invite.id, until)
    assert changed is not None
    assert changed.until == until
    for one in (guests, again(store)):
        assert one.gallery(GUEST) == HOST
        ends = one.invites(HOST)[0].until
        assert ends == (until.replace(microsecond=0) if until else None)


def test_nobody_changes_another_s_invitation(guests: Guests) -> None:
    invite = invited(guests)
    guests.enter(GUEST, invite.token)
    assert guests.set_until(OTHER, invite.id, None) is None
    assert not guests.revoke(OTHER, invite.id)
    assert not guests.revoke(GUEST, invite.id)
    assert guests.gallery(GUEST) == HOST


def test_so_many_at_a_time(guests: Guests) -> None:
    made = [invited(guests) for _ in range(MOST)]
    assert guests.invite(HOST) is None
    assert guests.invites(HOST) == made
    guests.revoke(HOST, made[0].id)
    assert guests.invite(HOST) is not None


def test_with_a_gallery_its_invitations_go(guests: Guests, store: Store) -> None:
    invite, other = invited(guests), invited(guests, OTHER)
    guests.enter(GUEST, invite.token)
    guests.enter(9, other.token)
    store.delete_chat(HOST)
    guests.close(HOST)
    assert (guests.gallery(GUEST), guests.has_ended(GUEST)) == (GUEST, True)
    assert (guests.gallery(9), guests.has_ended(9)) == (OTHER, False)
    store.chats.ensure(HOST)  # a new gallery in the same chat
    assert guests.enter(GUEST, invite.token) is None
    assert guests.gallery(GUEST) == again(store).gallery(GUEST) == GUEST


def test_what_ended_long_ago_is_dropped(guests: Guests, store: Store) -> None:
    old = invited(guests)
    guests.enter(GUEST, old.token)
    store.invites.set_until(old.id, datetime.now(UTC) - timedelta(days=91))
    kept = invited(guests)
    assert [invite.id for invite in store.invites.all(HOST)] == [kept.id]
    assert store.invites.guests() == {}
