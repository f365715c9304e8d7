"""What must hold of members: nobody keeps anything in a space that they do not belong to, and nothing is left to be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.faults.tables import Tables, plain
from tests.world import World

Json = dict[str, Any]


def belonging(world: World, tables: Tables) -> Iterator[str]:
    """Everything that somebody has who should not, in sentences."""
    members = {(item["pk"], item["person"]): set(item["roles"]) for item in tables.members}
    yield from _agents(tables, members)
    yield from _sockets(world, tables, members)
    yield from _counted(tables)
    for item in [*tables.members, *tables.spaces.values()]:
        if "aftermath_at" in item:
            yield f"what follows for {item['pk']}/{item['sk']} is still due"


def _agents(tables: Tables, members: dict[tuple[str, str], set[str]]) -> Iterator[str]:
    for person, desk in tables.desks.items():
        if desk.get("closed") or "agent" not in members.get((desk["pk"], person), set()):
            yield f"{person} is no agent and has a desk: {desk}"
    for key, head in tables.heads.items():
        holder = head.get("assignee", {}).get("id")
        if head["owner"] == "agent" and "agent" not in members.get((head["space_id"], holder), set()):
            yield f"{holder} is no agent and holds {key}"


def _sockets(world: World, tables: Tables, members: dict[tuple[str, str], set[str]]) -> Iterator[str]:
    rows = [plain(item) for item in world.cloud.items("SessionsTable") if item["sk"]["S"] == "CONNECTION"]
    for row in rows:
        connection = row["pk"].partition("#")[2]
        if connection in world.cloud.closed or connection not in world.cloud.frames:
            continue
        if members.get((row["space_id"], row["person_id"])) != row["roles"]:
            yield f"{row['person_id']} has a socket as {row['roles']} and is {members.get((row['space_id'], row['person_id']))}"
        if not tables.spaces[row["space_id"]]["live_chat"]:
            yield f"{row['person_id']} has a socket, and Live Chat is closed"


def _counted(tables: Tables) -> Iterator[str]:
    for space, row in tables.spaces.items():
        admins = sum(member["pk"] == space and "admin" in member["roles"] for member in tables.members)
        if row.get("admins", 0) != admins:
            yield f"{row.get('admins')} admins are counted and {admins} there"
