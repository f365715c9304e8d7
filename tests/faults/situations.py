"""Situations that something begins in: who is there, and what has been said."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.injecting import Injector
from tests.faults.people import Page, posts, reports
from tests.faults.stage import Stage
from tests.world import END_USER, World, invitee

DANA = invitee("Dana Diaz")


def writes(stage: Stage, text: str, sid: str, from_: str = END_USER) -> None:
    """An end user writes; whatever the carrier sees answered is acknowledged."""
    if posts(stage.world, stage.space, text, from_, sid):
        stage.acknowledged[sid] = text


def conversation(stage: Stage) -> str:
    """The conversation that it is about."""
    return str(stage.notes["conversation"])


def active(world: World, agents: int = 1, seats: int = 2) -> Stage:
    """A space whose agents have their pages open."""
    stage = Stage(world, world.space(agents=agents, seats=seats))
    for agent in stage.space.agents:
        stage.pages.append(Page(world, agent))
        stage.pages[-1].arrive()
    return stage


def invited(world: World) -> Stage:
    """Dana has her e-mail."""
    stage = Stage(world, world.space(agents=0, seats=2))
    world.invites(stage.space, DANA)
    world.drain()
    return stage


def opened(world: World) -> Stage:
    """The agent has a conversation."""
    stage = active(world)
    writes(stage, "Hello?", "SM-1")
    settled(stage)
    stage.notes["conversation"] = stage.page.mine[0]
    return stage


def answered(world: World) -> Stage:
    """The agent has answered, and the message lies in the outbound queue."""
    stage = opened(world)
    stage.page.send(conversation(stage), "Yes?")
    world.delivery.stream()
    stage.page.look()
    return stage


def accepted(world: World) -> Stage:
    """The carrier has the answer."""
    stage = answered(world)
    settled(stage)
    return stage


def resolved(world: World) -> Stage:
    """The conversation is over."""
    stage = accepted(world)
    stage.page.do({"action": "resolve", "conversation": conversation(stage)}, "over")
    settled(stage)
    return stage


def waiting(world: World) -> Stage:
    """An end user waits, and the agent is not there yet."""
    stage = Stage(world, world.space(agents=1))
    writes(stage, "Anybody?", "SM-1")
    world.drain()
    stage.pages.append(Page(world, stage.space.agents[0]))
    return stage


def crowded(world: World) -> Stage:
    """The agent's desk is full, and one more end user waits."""
    stage = active(world)
    for number in range(6):
        writes(stage, f"I am number {number}", f"SM-{number}", f"+1415555010{number}")
        world.drain()
    settled(stage)
    stage.notes["conversation"] = stage.page.mine[0]
    return stage


def away(world: World) -> Stage:
    """The agent takes a break, and an end user waits."""
    stage = active(world)
    stage.page.declare("away")
    writes(stage, "Anybody?", "SM-1")
    world.drain()
    return stage


def forgotten(world: World) -> Stage:
    """An end user waits although the agent is back: the function died before it looked into the queue."""
    stage = away(world)
    world.cloud.interfere = Injector(frozenset({"ws_message"}), "crash_after", 3)
    stage.page.write({"action": "presence", "presence": "available"})
    world.cloud.interfere = None
    return stage


def settled(stage: Stage) -> None:
    """Everything is delivered and the pages have seen it."""
    stage.world.drain()
    for page in stage.pages:
        page.look()


def wrote(before: Callable[[World], Stage], *texts: str, contacts: int = 1) -> Callable[[World], Stage]:
    """End users have written, and it lies in the inbound queue."""

    def given(world: World) -> Stage:
        stage = before(world)
        for number, text in enumerate(texts):
            writes(stage, text, f"SM-new-{number}", f"+141555501{50 + number % contacts}")
        return stage

    return given


def same_contact(before: Callable[[World], Stage], *texts: str) -> Callable[[World], Stage]:
    """The end user of the conversation has written more."""

    def given(world: World) -> Stage:
        stage = before(world)
        for number, text in enumerate(texts):
            writes(stage, text, f"SM-more-{number}")
        return stage

    return given


def reported(before: Callable[[World], Stage], *statuses: str) -> Callable[[World], Stage]:
    """The carrier has told of the message, and it lies in the inbound queue."""

    def given(world: World) -> Stage:
        stage = before(world)
        for status in statuses:
            reports(world, 0, status)
        return stage

    return given


def almost_full(world: World) -> Stage:
    """The agent's desk has one place left."""
    stage = active(world)
    for number in range(4):
        posts(world, stage.space, f"I am number {number}", f"+1415555010{number}", f"SM-{number}")
        world.drain()
    settled(stage)
    return stage


def all_away(world: World) -> Stage:
    """Two agents take a break, and an end user waits."""
    stage = active(world, agents=2)
    for page in stage.pages:
        page.declare("away")
    writes(stage, "Anybody?", "SM-1")
    world.drain()
    stage.notes["conversation"] = next(item["pk"]["S"] for item in world.cloud.items("ConversationsTable"))
    return stage


def one_seat(world: World) -> Stage:
    """A space with a single seat."""
    return Stage(world, world.space(agents=0, seats=1))


def one_taken(world: World) -> Stage:
    """Of two seats one is taken."""
    return Stage(world, world.space(agents=1, seats=2))


def just_connected(world: World) -> Stage:
    """The socket is open and the page has not said anything yet."""
    stage = waiting(world)
    stage.page.connection = world.connect(stage.page.person)
    return stage


def committed(world: World) -> Stage:
    """The end user's message is in the log, and its record still in the stream."""
    stage = same_contact(opened, "And now?")(world)
    world.delivery.invoke("inbound", world.delivery.peek("InboundQueue")[0])
    return stage


def two_pages(world: World) -> Stage:
    """The agent has the conversation open on two pages."""
    stage = opened(world)
    stage.pages.append(Page(world, stage.page.person))
    stage.pages[1].arrive()
    return stage
