"""What people and carriers do, each with the situation that it begins in, the functions whose calls are spoiled, and what must come of it.

All that is done here is done by callers who do not give up, so every scenario must end well whichever call fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.people import insist, registers, reports
from tests.faults.situations import (
    DANA,
    accepted,
    active,
    answered,
    away,
    conversation,
    crowded,
    forgotten,
    invited,
    opened,
    resolved,
    waiting,
    writes,
)
from tests.faults.stage import Stage
from tests.world import SCHEDULED, World

LATER = 400  # seconds: SQS has forgotten by then what it has seen


@dataclass(frozen=True)
class Scenario:
    """`then` answers what is wrong besides the invariants."""

    given: Callable[[World], Stage]
    when: Callable[[Stage], None]
    functions: frozenset[str]
    then: Callable[[Stage], list[str]] = lambda _stage: []


# Doings.


def _invite(stage: Stage) -> None:
    path = f"/support/spaces/{stage.space.id}/invitations"
    token = stage.world.support_token
    insist(lambda: stage.world.http("POST", path, {"people": [DANA]}, token=token))
    stage.world.drain()


def _register(stage: Stage) -> None:
    answer = registers(stage.world, DANA["email"], stage.world.link_token(DANA["email"]))
    stage.notes["registered"] = answer.status if answer else None


def _first(stage: Stage) -> None:
    writes(stage, "Hello?", "SM-1")
    stage.world.drain()


def _next(stage: Stage) -> None:
    writes(stage, "Are you there?", "SM-2")
    stage.world.drain()


def _burst(stage: Stage) -> None:
    for number in range(3):
        writes(stage, f"Part {number}", f"SM-{number + 2}")
    stage.world.drain()


def _again(stage: Stage) -> None:
    stage.world.wait(LATER)
    writes(stage, "Hello?", "SM-1")
    stage.world.drain()


def _arrive(stage: Stage) -> None:
    stage.page.arrive()
    stage.world.drain()


def _sweep(stage: Stage) -> None:
    for _ in range(2):
        stage.world.delivery.invoke("sweep", SCHEDULED)
    stage.world.drain()


def _send(stage: Stage) -> None:
    stage.page.send(conversation(stage), "Yes?")
    stage.page.send(conversation(stage), "What is it about?")
    stage.world.drain()


def _deliver(stage: Stage) -> None:
    """The carrier tells of the message as soon as it has it, long before a second try of ours."""
    stage.world.delivery.deliver()
    if stage.world.carrier.sent:
        reports(stage.world, 0, "sent")
    stage.world.drain()


def _refused(stage: Stage) -> None:
    stage.world.carrier.answers.append("refuse")
    stage.world.drain()


def _report(stage: Stage) -> None:
    for status in ("sent", "delivered", "sent"):
        reports(stage.world, 0, status)
    stage.world.drain()


def _resolve(stage: Stage) -> None:
    stage.page.do({"action": "resolve", "conversation": conversation(stage)}, "done")
    stage.world.drain()


def _reopen(stage: Stage) -> None:
    writes(stage, "One more thing", "SM-9")
    stage.world.drain()


def _leave(stage: Stage) -> None:
    """A page closes for good. API Gateway says so once; whoever writes next finds out what that left."""
    page = stage.pages.pop(0)
    stage.world.cut(page.connection)
    stage.world.delivery.invoke("ws_disconnect", stage.world.closing(page.connection))
    writes(stage, "Hello?", "SM-1")
    stage.world.drain()


def _reconnect(stage: Stage) -> None:
    stage.world.cut(stage.page.connection)
    writes(stage, "Still there?", "SM-2")
    stage.world.drain()
    stage.page.arrive()
    stage.world.drain()


def _back(stage: Stage) -> None:
    stage.page.declare("available")
    stage.world.drain()


# Outcomes.


def _is_invited(stage: Stage) -> list[str]:
    answer = stage.world.http("POST", "/invitation", {"token": stage.world.link_token(DANA["email"])})
    return [] if answer.status == 200 else [f"the link answers {answer}"]


def _is_in(stage: Stage) -> list[str]:
    answer = stage.world.http("GET", f"/support/spaces/{stage.space.id}", token=stage.world.support_token)
    taken = answer.json["seats"]["taken"]
    return [] if (stage.notes["registered"], taken) == (200, 1) else [f"{stage.notes}, {taken} seats taken"]


def _is_served(stage: Stage) -> list[str]:
    return [] if len(stage.page.mine) == 1 else [f"the agent has {stage.page.mine}"]


def _is_in_order(stage: Stage) -> list[str]:
    texts = [entry["text"] for _, entry in sorted(stage.page.log[conversation(stage)].items())]
    return [] if texts == ["Hello?", "Part 0", "Part 1", "Part 2"] else [f"the order is {texts}"]


def _both_are_there(stage: Stage) -> list[str]:
    texts = [entry.get("text") for entry in stage.page.log[conversation(stage)].values()]
    missing = {"Yes?", "What is it about?"} - set(texts)
    return [f"{missing} was not sent"] if missing else []


def _nobody_is_there(stage: Stage) -> list[str]:
    left = [item for item in stage.world.cloud.items("SessionsTable") if item["sk"]["S"].startswith("connection-")]
    return [f"{len(left)} connections still hear"] if left else []


_MO = frozenset({"app", "inbound", "relay"})
_FRAME = frozenset({"ws_message", "relay"})
SCENARIOS = {
    "invite": Scenario(
        lambda world: Stage(world, world.space(agents=0)), _invite, frozenset({"app", "mail"}), _is_invited
    ),
    "register": Scenario(invited, _register, frozenset({"app"}), _is_in),
    "first_mo": Scenario(active, _first, _MO, _is_served),
    "next_mo": Scenario(opened, _next, _MO, _is_served),
    "three_mo": Scenario(opened, _burst, frozenset({"inbound"}), _is_in_order),
    "same_mo_again": Scenario(opened, _again, _MO, _is_served),
    "arrive": Scenario(waiting, _arrive, frozenset({"ws_connect", "ws_message", "relay"}), _is_served),
    "available_again": Scenario(away, _back, _FRAME, _is_served),
    "sweep": Scenario(forgotten, _sweep, frozenset({"sweep", "relay"})),
    "send": Scenario(opened, _send, _FRAME, _both_are_there),
    "outbound": Scenario(answered, _deliver, frozenset({"outbound", "relay"})),
    "outbound_refused": Scenario(answered, _refused, frozenset({"outbound", "relay"})),
    "receipt": Scenario(accepted, _report, _MO),
    "resolve": Scenario(crowded, _resolve, _FRAME),
    "reopen": Scenario(resolved, _reopen, _MO, _is_served),
    "leave": Scenario(active, _leave, frozenset({"ws_disconnect"}), _nobody_is_there),
    "reconnect": Scenario(opened, _reconnect, frozenset({"app", "ws_connect", "ws_message"}), _is_served),
}
