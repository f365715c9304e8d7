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
    LYING,
    NEXT_TEXT,
    OTHER,
    SENT,
    WRITTEN,
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
from tests.faults.people import Page, insist
from tests.faults.situations import DANA, conversation
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


# What came of it.


def _invited(row: dict[str, str]) -> Callable[[Stage, Tables], list[str]]:
    def came(stage: Stage, _tables: Tables) -> list[str]:
        answer = stage.world.http("POST", "/invitation", {"token": stage.world.link_token(row["email"])})
        return [] if answer.status == 200 else [f"the link of {row['name']} answers {answer.status}"]

    return came


def _registered(stage: Stage, tables: Tables) -> list[str]:
    count = sum(member["email"] == DANA["email"] for member in tables.members)
    answers = set(stage.notes.get("registered", []))
    return [] if (count, answers) == (1, {200}) else [f"Dana is {count} members and was answered {answers}"]


def _wrote(text: str, *owners: str) -> Callable[[Stage, Tables], list[str]]:
    """It is there once, and whose the conversation is."""

    def came(_stage: Stage, tables: Tables) -> list[str]:
        keys = [key for key, log in tables.logs.items() for entry in log.values() if entry.get("text") == text]
        with_whom = [tables.heads[key]["owner"] for key in keys]
        fine = len(keys) == 1 and (not owners or with_whom[0] in owners)
        return [] if fine else [f"{text!r} is there {len(keys)} times, with {with_whom}"]

    return came


def _answered(name: str, *refusals: str) -> Callable[[Stage, Tables], list[str]]:
    """The page was told, either that it is done or one of the refusals."""

    def came(stage: Stage, _tables: Tables) -> list[str]:
        answers = [page.answers[name] for page in stage.pages if name in page.answers]
        fine = len(answers) == 1 and answers[0].get("code", "ack") in ("ack", *refusals)
        return [] if fine else [f"{name} was answered {answers}"]

    return came


def _took(stage: Stage, tables: Tables) -> list[str]:
    """A page that has closed hears nothing."""
    return [] if "shut" in stage.notes else _answered("take", "not_in_queue", "desk_full")(stage, tables)


def _delivered(stage: Stage, _tables: Tables) -> list[str]:
    texts = [sent.text for sent in stage.world.carrier.sent]
    return [] if texts.count(LYING) == 1 else [f"the carrier has {texts}"]


def _ticked(stage: Stage, tables: Tables) -> list[str]:
    log = tables.logs[conversation(stage)]
    of = next(seq for seq, entry in log.items() if entry.get("text") == SENT)
    told = [entry["status"] for entry in log.values() if entry["kind"] == "receipt" and entry["of"] == of]
    return [] if told[-1:] == ["delivered"] else [f"of the answer is told {told}"]


def _resolved(stage: Stage, tables: Tables) -> list[str]:
    changes = [entry["change"]["owner"] for entry in tables.logs[conversation(stage)].values() if "change" in entry]
    wrong = [] if changes.count("nobody") == 1 else [f"the conversation was {changes}"]
    return wrong + _answered("resolve", "not_yours")(stage, tables)


def _declared(*presences: str) -> Callable[[Stage, Tables], list[str]]:
    def came(stage: Stage, tables: Tables) -> list[str]:
        is_so = tables.desks[stage.space.agents[1].id]["presence"]
        return [] if is_so in presences else [f"the second agent is {is_so}"]

    return came


def _is_there(stage: Stage, tables: Tables) -> list[str]:
    pages: list[Page] = stage.notes["arrived"]
    deaf = [page.connection for page in pages if not page.resumed or page.connection not in tables.connections]
    return [f"{deaf} are not heard"] if deaf else []


def _is_gone(stage: Stage, tables: Tables) -> list[str]:
    left = {stage.notes["shut"]} & (tables.connections | tables.hearing)
    return [f"{left} has closed and is there"] if left else []


def _shown(stage: Stage, _tables: Tables) -> list[str]:
    texts = [entry.get("text") for entry in stage.page.log[conversation(stage)].values()]
    return [] if texts.count(WRITTEN) == 1 else [f"the page shows {texts}"]


def _removed(stage: Stage, tables: Tables) -> list[str]:
    kept = [key for key in stage.notes["left"] if stage.notes["leaver"] in str(tables.heads[key].get("assignee"))]
    is_member = any(member["person"] == stage.notes["leaver"] for member in tables.members)
    return [f"who was removed keeps {kept}, member: {is_member}"] if kept or is_member else []


def _swept(stage: Stage, tables: Tables) -> list[str]:
    """That nobody waits while somebody is free is an invariant; this one must not have got lost."""
    return [] if tables.heads[stage.notes["waiting"]]["owner"] in ("agent", "queue") else ["nobody has who waited"]


JOURNEYS = {
    "invite": Journey(invites(BEN), _invited(BEN)),
    "register": Journey(dana_registers, _registered),
    "inbound": Journey(handles_what_has("SM-next"), _wrote(NEXT_TEXT), ready=next_message),
    "assign": Journey(handles_what_has("SM-first"), _wrote(FIRST_TEXT, "agent", "queue"), ready=first_message),
    "send": Journey(sends(HOLDER, "Here it is.", "send"), _answered("send", "not_yours")),
    "outbound": Journey(delivers, _delivered, ready=answer),
    "receipt": Journey(handles_what_has("delivered"), _ticked, ready=receipt),
    "resolve": Journey(frame(HOLDER, "resolve", action="resolve"), _resolved),
    "take": Journey(_takes, _took, "break"),
    "back": Journey(_comes_back, _declared("available", "away"), "break"),
    "away": Journey(_goes_away, _declared("available", "away")),
    "arrival": Journey(_arrives, _is_there),
    "closing": Journey(_closes, _is_gone),
    "relay": Journey(relays, _shown, ready=entry),
    "mail": Journey(_mails, _invited(CLEO), ready=invitation),
    "sweep": Journey(sweeps, _swept, "overlooked"),
    "aftermath": Journey(Act(frozenset({"app", "aftermath"}), _removes, reads_mail=False), _removed),
}
PAIRS = {
    (one, other): pair(JOURNEYS[one], JOURNEYS[other]) for one, other in combinations_with_replacement(JOURNEYS, 2)
}
