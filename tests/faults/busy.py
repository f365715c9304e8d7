"""Situations so rich that any two journeys can begin in one, and what lies ready in them where a journey needs it."""

from __future__ import annotations

from tests.faults.injecting import Injector
from tests.faults.people import Page, posts, reports
from tests.faults.situations import DANA, conversation, settled, writes
from tests.faults.stage import After, Stage
from tests.world import Person, World, invitee

BEN, CLEO = invitee("Ben Bauer"), invitee("Cleo Cole")
NEWCOMER, PATIENT, THIRD = "+14155550151", "+14155550152", "+14155550153"
FIRST_TEXT, NEXT_TEXT = "Is anybody there?", "And now?"
SENT, LYING, WRITTEN = "Yes?", "One moment.", "I am looking."
HOLDER, OTHER = 0, 1  # pages: of who holds the conversation, and of who has none


def busy(world: World) -> Stage:
    """The first agent holds a conversation and has answered, and there is more unread; the third holds one; Dana has her e-mail."""
    stage = Stage(world, world.space(agents=3, admins=1, seats=6))
    first, second, third = stage.space.agents
    stage.pages.append(_arrived(world, first))
    writes(stage, "Hello?", "SM-hello")
    settled(stage)
    stage.notes["conversation"] = stage.page.mine[0]
    stage.page.send(conversation(stage), SENT)
    settled(stage)
    writes(stage, "It is about my order", "SM-unread")
    leaving = _arrived(world, third)
    posts(world, stage.space, "Good morning", THIRD, "SM-third")
    world.invites(stage.space, DANA)
    settled(stage)
    leaving.look()
    stage.pages.append(_arrived(world, second))
    stage.notes |= {"leaver": third.id, "left": leaving.mine, "gone": leaving}
    return stage


def on_a_break(world: World) -> Stage:
    """The same, but nobody takes conversations, and an end user waits for that."""
    stage = busy(world)
    for page in (*stage.pages, stage.notes["gone"]):
        page.declare("away")
    known = {item["pk"]["S"] for item in world.cloud.items("ConversationsTable")}
    writes(stage, "Anybody?", "SM-patient", PATIENT)
    settled(stage)
    stage.notes["waiting"] = next(
        item["pk"]["S"] for item in world.cloud.items("ConversationsTable") if item["pk"]["S"] not in known
    )
    return stage


def _overlook(stage: Stage) -> None:
    stage.world.cloud.interfere = Injector(frozenset({"ws_message"}), "crash_after", 3)
    stage.pages[OTHER].write({"action": "presence", "presence": "available"})
    stage.world.cloud.interfere = None


# The same, and one agent is back; the function died before it looked into the queue.
overlooked = After(on_a_break, (_overlook,))


# What lies ready where a journey needs it.


def next_message(stage: Stage) -> None:
    """The end user has written more, and it lies in the inbound queue."""
    writes(stage, NEXT_TEXT, "SM-next")


def first_message(stage: Stage) -> None:
    """Somebody new has written, and it lies in the inbound queue."""
    writes(stage, FIRST_TEXT, "SM-first", NEWCOMER)


def receipt(stage: Stage) -> None:
    """The carrier has told of the first answer, and it lies in the inbound queue."""
    reports(stage.world, 0, "delivered")


def answer(stage: Stage) -> None:
    """Another answer lies in the outbound queue."""
    stage.page.send(conversation(stage), LYING)
    stage.world.delivery.stream("relay")
    stage.page.look()


def entry(stage: Stage) -> None:
    """What the holder has written lies in the stream."""
    stage.page.send(conversation(stage), WRITTEN)


def invitation(stage: Stage) -> None:
    """Cleo is invited, and her e-mail still to be sent."""
    stage.world.invites(stage.space, CLEO)


def _arrived(world: World, person: Person) -> Page:
    page = Page(world, person)
    page.arrive()
    return page
