"""Seats, members and invitations under every single fault and every interleaving, and mistakes that these catch."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.conversations import requeued
from chalicelib.domain.entries import Owner
from chalicelib.domain.ids import SpaceId
from chalicelib.services import aftermath
from chalicelib.stores import connections, conversations, desks, people, seats
from chalicelib.stores.people import InvitationRow
from tests.faults.injecting import KINDS
from tests.faults.interrupting import meets
from tests.faults.membership import MEETINGS, SCENARIOS
from tests.faults.running import Theatre, single_faults


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_single_fault_breaks_membership(theatre: Theatre, name: str) -> None:
    wrong = {where: found for where, found in single_faults(theatre, SCENARIOS[name], *KINDS) if found}
    assert not wrong


@pytest.mark.parametrize("name", MEETINGS)
def test_two_that_meet_over_members_break_nothing(theatre: Theatre, name: str) -> None:
    assert not meets(theatre, MEETINGS[name])


def sockets_before_the_desk(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether who connects has been removed meanwhile."""
    patch.setattr("chalicelib.services.presence.check_admitted", lambda _connection: None)


def desk_for_anybody(patch: pytest.MonkeyPatch) -> None:
    """A desk is made without asking whether its person is an agent."""
    patch.setattr(people, "check_role", lambda *_args: None)
    sockets_before_the_desk(patch)


def seat_back_whatever_the_state(patch: pytest.MonkeyPatch) -> None:
    """An invitation ends though it has ended already."""
    patch.setattr(seats, "_same", lambda _old: InvitationRow.pk.exists())


def offer_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Roles change and people go without a look at what they were offered."""
    patch.setattr(seats, "_settle", lambda *_args: None)


def finished_whichever_it_was(patch: pytest.MonkeyPatch) -> None:
    """The e-mail that was sent counts for the invitation that is there now."""

    def finish(started: Any, due: int) -> None:
        row = InvitationRow(pk=started.space_id, sk=f"INVITATION#{started.person_id}")
        people._updated(row, [InvitationRow.mailed.set(due)], InvitationRow.mail_due == due)

    patch.setattr(people, "finish_mail", finish)


def desk_removed_at_once(patch: pytest.MonkeyPatch) -> None:
    """The desk goes first, and what it held is looked up afterwards: who dies in between leaves it with nobody."""

    def clear(space_id: SpaceId, person_id: Any, now: Any) -> None:
        desk = desks.get(space_id, person_id)
        if desk and desks.delete(desk):
            for head in conversations.lane(space_id, Owner.agent, person_id).conversations:
                conversations.commit(head, requeued(head, now))

    patch.setattr(aftermath, "_clear_desk", clear)


def only_those_who_hear(patch: pytest.MonkeyPatch) -> None:
    """Sockets are found by what they hear, so one that has just opened is not."""

    def hearing(space_id: SpaceId, person_id: Any = None) -> Any:
        key = connections.audience(space_id, person_id or "all")
        return [(person_id, each) for each in connections.listeners(key)]

    patch.setattr(connections, "open_in", hearing)


CAUGHT_BY_MEETINGS = {
    "desk_for_anybody": (desk_for_anybody, "aftermath_and_arrival"),
    "sockets_before_the_desk": (sockets_before_the_desk, "aftermath_and_arrival"),
    "seat_back_whatever_the_state": (seat_back_whatever_the_state, "revoke_twice"),
    "offer_forgotten": (offer_forgotten, "promote_and_register"),
    "finished_whichever_it_was": (finished_whichever_it_was, "mail_and_second_thoughts"),
    "only_those_who_hear": (only_those_who_hear, "deactivate_and_arrival"),
}
CAUGHT_BY_FAULTS = {"desk_removed_at_once": (desk_removed_at_once, "remove", "crash_after")}


@pytest.mark.parametrize("name", CAUGHT_BY_MEETINGS)
def test_a_mistake_about_members_is_caught_by_preemption(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    plant, meeting = CAUGHT_BY_MEETINGS[name]
    theatre.stage(MEETINGS[meeting].given)
    plant(monkeypatch)
    assert meets(theatre, MEETINGS[meeting])


@pytest.mark.parametrize("name", CAUGHT_BY_FAULTS)
def test_a_mistake_about_members_is_caught_by_a_fault(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    plant, scenario, kind = CAUGHT_BY_FAULTS[name]
    theatre.stage(SCENARIOS[scenario].given)
    plant(monkeypatch)
    assert any(wrong for _, wrong in single_faults(theatre, SCENARIOS[scenario], kind))
