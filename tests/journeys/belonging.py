"""What journeys of members and invitations share: the admin, seats as the ledger counts them, time that passes."""

from __future__ import annotations

from tests.world import PASSWORD, Person, Space, World, invitee
from tests.world_events import Answer, Json

DANA = "dana.diaz@acme.test"


def admin(world: World, space: Space, method: str, path: str, body: Json | None = None) -> Answer:
    return world.http(method, path, body, token=space.admins[0].token)


def signed_in(world: World, person: Person) -> str:
    body = {"email": person.email, "password": PASSWORD, "program": True}
    return str(world.http("POST", "/sign-in", body).json["token"])


def taken(world: World, space: Space) -> int:
    ledger = world.http("GET", f"/support/spaces/{space.id}/ledger", token=world.support_token).json
    assert ledger["balanced"], ledger
    assert ledger["counter"] == ledger["agents"] + ledger["invitations"]
    return int(ledger["counter"])


def invited(world: World, space: Space, name: str = "Dana Diaz", role: str = "agent") -> str:
    assert world.invites(space, invitee(name, role))["results"] == [{"status": "invited"}]
    world.drain()
    listed = admin(world, space, "GET", f"/invitations?search={name.replace(' ', '%20')}").json["invitations"]
    return str(listed[0]["id"])


def registers(world: World, token: str, email: str = DANA) -> Answer:
    return world.http("POST", "/register", {"token": token, "email": email, "password": PASSWORD})


def late(world: World, days: int) -> None:
    world.wait(days * 24 * 3600)
    world.delivery.read = dict.fromkeys(world.delivery.read, 0)
    world._support = ""


def deactivate(world: World, space: Space) -> Answer:
    return world.http("POST", f"/support/spaces/{space.id}/deactivation", token=world.support_token)
