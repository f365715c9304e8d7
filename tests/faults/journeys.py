"""The journeys that can meet, each with what must have come of it whatever came in between, and every pair of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

from tests.faults.busy import (
    BEN,
    CLEO,
    FIRST_TEXT,
    HOLDER,
    NEXT_TEXT,
    OTHER,
    answer,
    busy,
    entry,
    first_message,
    invitation,
    next_message,
    on_a_break,
    overlooked,
    receipt,
)
from tests.faults.meetings import (
    Act,
    Meeting,
    act,
    dana_registers,
    delivers,
    frame,
    invites,
    relays,
    sends,
    sweeps,
)
from tests.faults.outcomes import (
    answered,
    declared,
    delivered,
    invited,
    is_gone,
    is_there,
    registered,
    removed,
    resolved,
    swept,
    ticked,
    took,
    was_read,
    was_shown,
    wrote,
)
from tests.faults.people import Page, insist
from tests.faults.situations import conversation
from tests.faults.stage import After, Stage
from tests.faults.tables import Tables, read
from tests.world import World


@dataclass(frozen=True)
class Journey:
    """What somebody does; `came` answers what did not come of it; `needs` names the situation, `ready` lays what is needed."""

    act: Act
    came: Callable[[Stage, Tables], list[str]]
    needs: str = ""
    ready: Callable[[Stage], None] | None = None


_SITUATIONS: dict[str, Callable[[World], Stage]] = {"": busy, "break": on_a_break, "overlooked": overlooked}


def pair(one: Journey, other: Journey) -> Meeting:
    """Two journeys in a situation in which both have something to do."""

    def then(stage: Stage) -> list[str]:
        tables = read(stage.world)
        return one.came(stage, tables) + other.came(stage, tables)

    given = _SITUATIONS[max(one.needs, other.needs)]
    ready = dict.fromkeys(each.ready for each in (one, other) if each.ready)
    return Meeting(After(given, tuple(ready)), one.act, other.act, then)


# Doings that no other file has.


def handles_what_has(word: str) -> Act:
    """The inbound function is given the record of that message or receipt, which stays in its queue."""

    def do(stage: Stage) -> None:
        events = stage.world.delivery.peek("InboundQueue")
        event = next(each for each in events if word in each["Records"][0]["body"])
        stage.world.delivery.invoke("inbound", event)

    return Act(frozenset({"inbound"}), do)


@act("ws_message")
def _takes(stage: Stage) -> None:
    stage.pages[OTHER].do({"action": "take", "conversation": stage.notes["waiting"]}, "take")


@act("ws_message")
def _reads(stage: Stage) -> None:
    stage.pages[HOLDER].write({"action": "read", "conversation": conversation(stage), "mo": 2})


@act("ws_message")
def _goes_away(stage: Stage) -> None:
    stage.pages[OTHER].declare("away")


@act("ws_message")
def _comes_back(stage: Stage) -> None:
    stage.pages[OTHER].declare("available")


@act("ws_connect", "ws_message")
def _arrives(stage: Stage) -> None:
    page = Page(stage.world, stage.pages[OTHER].person)
    page.arrive()
    stage.pages.append(page)
    stage.notes.setdefault("arrived", []).append(page)


@act("ws_disconnect")
def _closes(stage: Stage) -> None:
    """The page itself is taken away in the end: until then others may still write to it."""
    page = stage.pages[OTHER]
    stage.world.cut(page.connection)
    stage.world.delivery.invoke("ws_disconnect", stage.world.closing(page.connection))
    stage.notes["shut"] = page.connection


@act("mail")
def _mails(stage: Stage) -> None:
    stage.world.delivery.stream("mail")


def _removes(stage: Stage) -> None:
    path, admin = f"/members/{stage.notes['leaver']}", stage.space.admins[0]
    insist(lambda: stage.world.http("DELETE", path, token=admin.token))
    stage.world.delivery.stream("aftermath")


JOURNEYS = {
    "invite": Journey(invites(BEN), invited(BEN)),
    "register": Journey(dana_registers, registered),
    "inbound": Journey(handles_what_has("SM-next"), wrote(NEXT_TEXT), ready=next_message),
    "assign": Journey(handles_what_has("SM-first"), wrote(FIRST_TEXT, "agent", "queue"), ready=first_message),
    "send": Journey(sends(HOLDER, "Here it is.", "send"), answered("send", "not_yours")),
    "outbound": Journey(delivers, delivered, ready=answer),
    "receipt": Journey(handles_what_has("delivered"), ticked, ready=receipt),
    "resolve": Journey(frame(HOLDER, "resolve", action="resolve"), resolved),
    "read": Journey(_reads, was_read),
    "take": Journey(_takes, took, "break"),
    "back": Journey(_comes_back, declared("available", "away"), "break"),
    "away": Journey(_goes_away, declared("available", "away")),
    "arrival": Journey(_arrives, is_there),
    "closing": Journey(_closes, is_gone),
    "relay": Journey(relays, was_shown, ready=entry),
    "mail": Journey(_mails, invited(CLEO), ready=invitation),
    "sweep": Journey(sweeps, swept, "overlooked"),
    "aftermath": Journey(Act(frozenset({"app", "aftermath"}), _removes, reads_mail=False), removed),
}
PAIRS = {
    (one, other): pair(JOURNEYS[one], JOURNEYS[other]) for one, other in combinations_with_replacement(JOURNEYS, 2)
}
