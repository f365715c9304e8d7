"""Pairs whose situation matters, beside every pair of journeys: while one works, the other comes in between and does all of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.people import insist, registers, reports
from tests.faults.situations import (
    DANA,
    accepted,
    active,
    all_away,
    almost_full,
    answered,
    committed,
    conversation,
    crowded,
    invited,
    just_connected,
    one_seat,
    one_taken,
    opened,
    reported,
    resolved,
    same_contact,
    two_pages,
    waiting,
    wrote,
)
from tests.faults.stage import Stage
from tests.world import World, invitee

BEN = invitee("Ben Bauer")


@dataclass(frozen=True)
class Act:
    """What somebody does, and the functions that it runs; `reads_mail` where they look at e-mails or at what the carrier has."""

    functions: frozenset[str]
    do: Callable[[Stage], None]
    reads_mail: bool = True


@dataclass(frozen=True)
class Meeting:
    """Two acts that begin in one situation; `then` answers what is wrong besides the invariants."""

    given: Callable[[World], Stage]
    one: Act
    other: Act
    then: Callable[[Stage], list[str]] = lambda _stage: []


def act(*functions: str) -> Callable[[Callable[[Stage], None]], Act]:
    """Makes an act of a function."""
    return lambda do: Act(frozenset(functions), do)


def handles(number: int) -> Act:
    """The inbound function is given one of the records that lie in its queue."""

    def do(stage: Stage) -> None:
        events = stage.world.delivery.peek("InboundQueue")
        stage.world.delivery.invoke("inbound", events[number])

    return Act(frozenset({"inbound"}), do)


def invites(row: dict[str, str]) -> Act:
    """Support invites somebody."""

    def do(stage: Stage) -> None:
        path, token = f"/support/spaces/{stage.space.id}/invitations", stage.world.support_token
        insist(lambda: stage.world.http("POST", path, {"people": [row]}, token=token))

    return Act(frozenset({"app"}), do, reads_mail=False)


def frame(page: int, name: str, **fields: Any) -> Act:
    """A page sends a frame about the conversation, under an id."""

    def do(stage: Stage) -> None:
        stage.pages[page].do({**fields, "conversation": conversation(stage)}, name)

    return Act(frozenset({"ws_message"}), do)


def sends(page: int, text: str, client_id: str) -> Act:
    """A page sends a text."""
    return frame(page, client_id, action="send", client_id=client_id, text=text)


@act("app")
def dana_registers(stage: Stage) -> None:
    """Dana presses the button."""
    answer = registers(stage.world, DANA["email"], stage.world.link_token(DANA["email"]))
    stage.notes.setdefault("registered", []).append(answer.status if answer else None)


@act("app")
def seats_fall(stage: Stage) -> None:
    """Support lowers the seats to those that are taken."""
    path, token = f"/support/spaces/{stage.space.id}/activation", stage.world.support_token
    insist(lambda: stage.world.http("POST", path, {"seats": 1}, token=token))


@act("outbound")
def delivers(stage: Stage) -> None:
    """The outbound function is given the message."""
    for event in stage.world.delivery.peek("OutboundQueue")[:1]:
        stage.world.delivery.invoke("outbound", event)


@act("app", "inbound")
def reports_sent(stage: Stage) -> None:
    """The carrier says that it has sent what it has."""
    if stage.world.carrier.sent:
        reports(stage.world, 0, "sent")
        handles(0).do(stage)


@act("ws_disconnect")
def closes(stage: Stage) -> None:
    """The first page closes for good."""
    page = stage.pages[0]
    stage.world.cut(page.connection)
    stage.world.delivery.invoke("ws_disconnect", stage.world.closing(page.connection))
    stage.notes["closed"] = True


@act("ws_connect", "ws_message")
def arrives(stage: Stage) -> None:
    """The first page connects anew and resumes."""
    stage.pages[0].arrive()


@act("ws_message")
def resumes(stage: Stage) -> None:
    """The first page, already connected, resumes."""
    stage.pages[0].write({"action": "resume", "have": {}, "watch": "all"})


@act("ws_message")
def goes_away(stage: Stage) -> None:
    """The first agent takes a break."""
    stage.pages[0].declare("away")


@act("sweep")
def sweeps(stage: Stage) -> None:
    """A minute has passed."""
    stage.world.sweep()


@act("relay")
def relays(stage: Stage) -> None:
    """The stream delivers what there is."""
    stage.world.delivery.stream("relay")


# Outcomes.


def _registered_once(stage: Stage) -> list[str]:
    members = [item for item in stage.world.cloud.items("SpacesTable") if item["sk"]["S"].startswith("MEMBER#")]
    fine = set(stage.notes["registered"]) == {200} and len(members) == 1
    return [] if fine else [f"{stage.notes['registered']}, {len(members)} members"]


def _sent_once(stage: Stage) -> list[str]:
    count = len(stage.world.carrier.sent)
    return [] if count == 1 else [f"the carrier has {count} messages"]


MEETINGS = {
    "two_first_messages": Meeting(wrote(active, "One", "Two"), handles(0), handles(1)),
    "two_next_messages": Meeting(same_contact(opened, "One", "Two"), handles(0), handles(1)),
    "two_messages_that_reopen": Meeting(same_contact(resolved, "One", "Two"), handles(0), handles(1)),
    "two_contacts_for_one_place": Meeting(wrote(almost_full, "One", "Two", contacts=2), handles(0), handles(1)),
    "message_and_break": Meeting(wrote(active, "One"), handles(0), goes_away),
    "message_and_closing": Meeting(wrote(active, "One"), handles(0), closes),
    "message_and_arrival": Meeting(wrote(waiting, "One"), handles(0), arrives),
    "take_and_take": Meeting(all_away, frame(0, "t", action="take"), frame(1, "u", action="take")),
    "sweep_and_arrival": Meeting(waiting, sweeps, arrives),
    "sweep_and_closing": Meeting(active, sweeps, closes),
    "resolve_and_sweep": Meeting(crowded, frame(0, "r", action="resolve"), sweeps),
    "resolve_twice": Meeting(two_pages, frame(0, "r", action="resolve"), frame(1, "s", action="resolve")),
    "resolve_and_send": Meeting(two_pages, frame(0, "r", action="resolve"), sends(1, "Wait", "c1")),
    "send_and_send": Meeting(two_pages, sends(0, "Yes?", "c1"), sends(1, "No?", "c2")),
    "the_same_send_twice": Meeting(two_pages, sends(0, "Yes?", "c1"), sends(1, "Yes?", "c1")),
    "outbound_and_receipt": Meeting(answered, delivers, reports_sent, _sent_once),
    "two_receipts": Meeting(reported(accepted, "sent", "delivered"), handles(0), handles(1)),
    "relay_and_closing": Meeting(committed, relays, closes),
    "resume_and_closing": Meeting(just_connected, resumes, closes),
    "two_invites_for_one_seat": Meeting(one_seat, invites(DANA), invites(BEN)),
    "the_same_invite_twice": Meeting(one_seat, invites(DANA), invites(DANA)),
    "invite_and_fewer_seats": Meeting(one_taken, invites(DANA), seats_fall),
    "the_same_registration_twice": Meeting(invited, dana_registers, dana_registers, _registered_once),
    "registration_and_invite": Meeting(invited, dana_registers, invites(DANA)),
}
