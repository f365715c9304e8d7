"""Situations with an admin, invited people and agents who are about to leave."""

from __future__ import annotations

from typing import Any

from tests.faults.people import Page, insist
from tests.faults.situations import DANA, writes
from tests.faults.stage import Stage
from tests.world import PASSWORD, Person, World
from tests.world_events import Answer

DAYS = 8 * 24 * 3600


# The admin is always there; the page that matters is in the notes where its person is to leave.


def staffed(world: World, agents: int = 0, admins: int = 1) -> Stage:
    """A space with two seats and an admin."""
    stage = Stage(world, world.space(seats=2, agents=agents, admins=admins))
    stage.notes["admin"] = stage.space.admins[0].token
    return stage


def invited(world: World) -> Stage:
    """Dana has her e-mail."""
    stage = staffed(world)
    world.invites(stage.space, DANA)
    world.drain()
    stage.notes["dana"] = _id_of(world, "INVITATION#", DANA["email"])
    return stage


def invited_among_others(world: World) -> Stage:
    """Dana has her e-mail, and somebody else a seat."""
    stage = staffed(world, agents=1)
    world.invites(stage.space, DANA)
    world.drain()
    stage.notes["dana"] = _id_of(world, "INVITATION#", DANA["email"])
    return stage


def just_invited(world: World) -> Stage:
    """Dana is invited, and her e-mail still to be sent."""
    stage = staffed(world)
    world.invites(stage.space, DANA)
    stage.notes["dana"] = _id_of(world, "INVITATION#", DANA["email"])
    return stage


def late(world: World) -> Stage:
    """Dana has not registered in time, and nobody has noticed."""
    stage = invited(world)
    world.wait(DAYS)
    world._support = ""
    # Streams have forgotten what was in them.
    world.delivery.read = dict.fromkeys(world.delivery.read, 0)
    stage.notes["admin"] = _signs_in(world, stage.space.admins[0])
    return stage


def late_at_the_last_seat(world: World) -> Stage:
    """The same, and hers was the last seat."""
    stage = late(world)
    path = f"/support/spaces/{stage.space.id}/activation"
    assert world.http("POST", path, {"seats": 1}, token=world.support_token).status == 200
    return stage


def at_work(world: World) -> Stage:
    """Two agents have their pages open; the first holds two conversations and is about to leave."""
    stage = staffed(world, agents=2)
    leaving = Page(world, stage.space.agents[0])
    leaving.arrive()
    for number in range(2):
        writes(stage, f"I am number {number}", f"SM-{number}", f"+1415555010{number}")
        world.drain()
    leaving.look()
    stage.pages.append(Page(world, stage.space.agents[1]))
    stage.page.arrive()
    stage.notes |= {"leaving": leaving, "conversation": leaving.mine[0], "dana": leaving.person.id}
    stage.notes["ticket"] = world.http("POST", "/ws-ticket", token=leaving.person.token).json["ticket"]
    return stage


def leaving(world: World) -> Stage:
    """The first agent is removed, and nothing has followed from it yet."""
    stage = at_work(world)
    assert admin_asks(stage, "DELETE", f"/members/{stage.notes['dana']}").status == 204
    return stage


def waiting_for_the_one_who_leaves(world: World) -> Stage:
    """The same, and an end user waits in the queue, as both agents take a break."""
    stage = at_work(world)
    stage.page.declare("away")
    stage.notes["leaving"].declare("away")
    writes(stage, "Anybody?", "SM-9", "+14155550109")
    world.drain()
    queued = [item for item in world.cloud.items("ConversationsTable") if item.get("owner", {}).get("S") == "queue"]
    stage.notes["conversation"] = queued[0]["pk"]["S"]
    assert admin_asks(stage, "DELETE", f"/members/{stage.notes['dana']}").status == 204
    return stage


def closing(world: World) -> Stage:
    """Live Chat is closed, and nothing has followed from it yet."""
    stage = at_work(world)
    deactivate(stage)
    stage.pages.clear()
    return stage


def two_admins(world: World) -> Stage:
    """Two admins; each may do without the other."""
    stage = staffed(world, admins=2)
    stage.notes["dana"] = stage.space.admins[1].id
    return stage


def admin_with_an_offer(world: World) -> Stage:
    """Dana is an admin and invited as an agent too."""
    stage = staffed(world)
    dana = world.joins(stage.space, DANA["name"], "admin")
    world.invites(stage.space, DANA)
    world.drain()
    stage.notes["dana"] = dana.id
    return stage


def deactivate(stage: Stage) -> None:
    """Support closes Live Chat."""
    path, token = f"/support/spaces/{stage.space.id}/deactivation", stage.world.support_token
    insist(lambda: stage.world.http("POST", path, token=token))


def admin_asks(stage: Stage, method: str, path: str, body: Any = None) -> Answer:
    """The admin asks for something."""
    return stage.world.http(method, path, body, token=stage.notes["admin"])


def _signs_in(world: World, person: Person) -> str:
    body = {"email": person.email, "password": PASSWORD, "program": True}
    return str(world.http("POST", "/sign-in", body).json["token"])


def _id_of(world: World, prefix: str, email: str) -> str:
    found = [item["sk"]["S"] for item in world.cloud.items("SpacesTable") if item.get("email", {}).get("S") == email]
    return str(next(key.removeprefix(prefix) for key in found if key.startswith(prefix)))
