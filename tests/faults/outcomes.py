"""What must have come of a journey whatever came in between: each answers what did not come of it, in sentences."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.busy import LYING, SENT, WRITTEN
from tests.faults.people import Page
from tests.faults.situations import DANA, conversation
from tests.faults.stage import Stage
from tests.faults.tables import Tables


def invited(row: dict[str, str]) -> Callable[[Stage, Tables], list[str]]:
    def came(stage: Stage, _tables: Tables) -> list[str]:
        answer = stage.world.http("POST", "/invitation", {"token": stage.world.link_token(row["email"])})
        return [] if answer.status == 200 else [f"the link of {row['name']} answers {answer.status}"]

    return came


def registered(stage: Stage, tables: Tables) -> list[str]:
    count = sum(member["email"] == DANA["email"] for member in tables.members)
    answers = set(stage.notes.get("registered", []))
    return [] if (count, answers) == (1, {200}) else [f"Dana is {count} members and was answered {answers}"]


def wrote(text: str, *owners: str) -> Callable[[Stage, Tables], list[str]]:
    """It is there once, and whose the conversation is."""

    def came(_stage: Stage, tables: Tables) -> list[str]:
        keys = [key for key, log in tables.logs.items() for entry in log.values() if entry.get("text") == text]
        with_whom = [tables.heads[key]["owner"] for key in keys]
        fine = len(keys) == 1 and (not owners or with_whom[0] in owners)
        return [] if fine else [f"{text!r} is there {len(keys)} times, with {with_whom}"]

    return came


def answered(name: str, *refusals: str) -> Callable[[Stage, Tables], list[str]]:
    """The page was told, either that it is done or one of the refusals."""

    def came(stage: Stage, _tables: Tables) -> list[str]:
        answers = [page.answers[name] for page in stage.pages if name in page.answers]
        fine = len(answers) == 1 and answers[0].get("code", "ack") in ("ack", *refusals)
        return [] if fine else [f"{name} was answered {answers}"]

    return came


def took(stage: Stage, tables: Tables) -> list[str]:
    """A page that has closed hears nothing."""
    return [] if "shut" in stage.notes else answered("take", "not_in_queue", "desk_full")(stage, tables)


def was_read(stage: Stage, tables: Tables) -> list[str]:
    """Of what is resolved nobody is asked whether it was read."""
    key = conversation(stage)
    is_over = any(entry.get("change", {}).get("owner") == "nobody" for entry in tables.logs[key].values())
    return [] if is_over or tables.heads[key]["read_mo"] >= 2 else [f"{tables.heads[key]['read_mo']} was read"]


def delivered(stage: Stage, _tables: Tables) -> list[str]:
    texts = [sent.text for sent in stage.world.carrier.sent]
    return [] if texts.count(LYING) == 1 else [f"the carrier has {texts}"]


def ticked(stage: Stage, tables: Tables) -> list[str]:
    log = tables.logs[conversation(stage)]
    of = next(seq for seq, entry in log.items() if entry.get("text") == SENT)
    told = [entry["status"] for entry in log.values() if entry["kind"] == "receipt" and entry["of"] == of]
    return [] if told[-1:] == ["delivered"] else [f"of the answer is told {told}"]


def resolved(stage: Stage, tables: Tables) -> list[str]:
    changes = [entry["change"]["owner"] for entry in tables.logs[conversation(stage)].values() if "change" in entry]
    wrong = [] if changes.count("nobody") == 1 else [f"the conversation was {changes}"]
    return wrong + answered("resolve", "not_yours")(stage, tables)


def declared(*presences: str) -> Callable[[Stage, Tables], list[str]]:
    def came(stage: Stage, tables: Tables) -> list[str]:
        is_so = tables.desks[stage.space.agents[1].id]["presence"]
        return [] if is_so in presences else [f"the second agent is {is_so}"]

    return came


def is_there(stage: Stage, tables: Tables) -> list[str]:
    pages: list[Page] = stage.notes["arrived"]
    deaf = [page.connection for page in pages if not page.resumed or page.connection not in tables.connections]
    return [f"{deaf} are not heard"] if deaf else []


def is_gone(stage: Stage, tables: Tables) -> list[str]:
    left = {stage.notes["shut"]} & (tables.connections | tables.hearing)
    return [f"{left} has closed and is there"] if left else []


def was_shown(stage: Stage, _tables: Tables) -> list[str]:
    texts = [entry.get("text") for entry in stage.page.log[conversation(stage)].values()]
    return [] if texts.count(WRITTEN) == 1 else [f"the page shows {texts}"]


def removed(stage: Stage, tables: Tables) -> list[str]:
    kept = [key for key in stage.notes["left"] if stage.notes["leaver"] in str(tables.heads[key].get("assignee"))]
    is_member = any(member["person"] == stage.notes["leaver"] for member in tables.members)
    return [f"who was removed keeps {kept}, member: {is_member}"] if kept or is_member else []


def swept(stage: Stage, tables: Tables) -> list[str]:
    """That nobody waits while somebody is free is an invariant; this one must not have got lost."""
    return [] if tables.heads[stage.notes["waiting"]]["owner"] in ("agent", "queue") else ["nobody has who waited"]
