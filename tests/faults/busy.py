"""Situations so rich that any two journeys can begin in one: messages, receipts, mail and work for everybody lie ready at once."""

from __future__ import annotations

from tests.faults.injecting import Injector
from tests.faults.people import Page, posts, reports
from tests.faults.situations import DANA, conversation, settled, writes
from tests.faults.stage import Stage
from tests.world import Person, World, invitee

BEN, CLEO = invitee("Ben Bauer"), invitee("Cleo Cole")
NEWCOMER, PATIENT, THIRD = "+14155550151", "+14155550152", "+14155550153"
FIRST_TEXT, NEXT_TEXT = "Is anybody there?", "And now?"
SENT, LYING = "Yes?", "One moment."
HOLDER, OTHER = 0, 1  # pages: of who holds the conversation, and of who has none


def busy(world: World) -> Stage:
    """Two agents are free, a third is about to be removed; everything lies ready."""
    stage = _staffed(world)
    _lay_ready(stage)
    return stage


def on_a_break(world: World) -> Stage:
    """The same, but nobody takes conversations, and an end user waits for that."""
    stage = _staffed(world)
    _all_away(stage)
    _lay_ready(stage)
    return stage


def overlooked(world: World) -> Stage:
    """The same, and one agent is back; the function died before it looked into the queue."""
    stage = _staffed(world)
    _all_away(stage)
    world.cloud.interfere = Injector(frozenset({"ws_message"}), "crash_after", 3)
    stage.pages[OTHER].write({"action": "presence", "presence": "available"})
    world.cloud.interfere = None
    _lay_ready(stage)
    return stage


def _staffed(world: World) -> Stage:
    """The first agent holds a conversation and has answered; the third holds one and the second none; Dana has her e-mail."""
    stage = Stage(world, world.space(agents=3, admins=1, seats=6))
    first, second, third = stage.space.agents
    stage.pages.append(_arrived(world, first))
    writes(stage, "Hello?", "SM-hello")
    settled(stage)
    stage.notes["conversation"] = stage.page.mine[0]
    stage.page.send(conversation(stage), SENT)
    leaving = _arrived(world, third)
    posts(world, stage.space, "Good morning", THIRD, "SM-third")
    world.invites(stage.space, DANA)
    settled(stage)
    leaving.look()
    stage.pages.append(_arrived(world, second))
    stage.notes |= {"leaver": third.id, "left": leaving.mine, "gone": leaving}
    return stage


def _all_away(stage: Stage) -> None:
    for page in (*stage.pages, stage.notes["gone"]):
        page.declare("away")
    known = {item["pk"]["S"] for item in stage.world.cloud.items("ConversationsTable")}
    writes(stage, "Anybody?", "SM-patient", PATIENT)
    settled(stage)
    stage.notes["waiting"] = next(
        item["pk"]["S"] for item in stage.world.cloud.items("ConversationsTable") if item["pk"]["S"] not in known
    )


def _lay_ready(stage: Stage) -> None:
    """Outbound an answer; inbound a next message, a first one and a receipt; in the streams an entry and an invitation."""
    world = stage.world
    stage.page.send(conversation(stage), LYING)
    world.delivery.stream()
    stage.page.look()
    stage.page.send(conversation(stage), "I am looking.")
    writes(stage, NEXT_TEXT, "SM-next")
    writes(stage, FIRST_TEXT, "SM-first", NEWCOMER)
    reports(world, 0, "delivered")
    world.invites(stage.space, CLEO)


def _arrived(world: World, person: Person) -> Page:
    page = Page(world, person)
    page.arrive()
    return page
