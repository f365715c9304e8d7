"""The product's tables as they lie in DynamoDB, read beside the product's own reading."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.world import World

Json = dict[str, Any]


@dataclass
class Tables:
    """All rows, by what they are; entries by number, references by what they stand for."""

    heads: dict[str, Json] = field(default_factory=dict)
    logs: dict[str, dict[int, Json]] = field(default_factory=dict)
    claims: dict[tuple[str, int], str] = field(default_factory=dict)
    references: dict[str, tuple[str, int]] = field(default_factory=dict)
    desks: dict[str, Json] = field(default_factory=dict)
    spaces: dict[str, Json] = field(default_factory=dict)
    members: list[Json] = field(default_factory=list)
    invitations: list[Json] = field(default_factory=list)
    connections: set[str] = field(default_factory=set)
    hearing: set[str] = field(default_factory=set)


def read(world: World) -> Tables:
    """All rows of all tables."""
    tables = Tables()
    for item in map(plain, world.cloud.items("ConversationsTable")):
        _sort_conversation(tables, item)
    for item in map(plain, world.cloud.items("SpacesTable")):
        _sort_space(tables, item)
    tables.desks = {item["sk"]: item for item in map(plain, world.cloud.items("DesksTable"))}
    sessions = [plain(item) for item in world.cloud.items("SessionsTable")]
    tables.connections = {item["pk"].partition("#")[2] for item in sessions if item["sk"] == "CONNECTION"}
    tables.hearing = {item["sk"] for item in sessions if item["pk"].startswith("AUDIENCE#")}
    return tables


def plain(item: Json) -> Json:
    """An item without DynamoDB's types."""
    return {name: _plain(value) for name, value in item.items()}


def _plain(value: Json) -> Any:
    ((kind, inner),) = value.items()
    if kind == "M":
        return plain(inner)
    return {"N": int, "SS": set, "L": list}.get(kind, lambda same: same)(inner)


def _sort_conversation(tables: Tables, item: Json) -> None:
    key, sort = item["pk"], item["sk"]
    if sort == "HEAD":
        tables.heads[key] = {**item, **_about(item["about"])}
    elif sort.startswith("E#"):
        tables.logs.setdefault(key, {})[int(sort[2:])] = json.loads(item["entry"])
        if "claim" in item:
            tables.claims[key, int(sort[2:])] = item["claim"]
    else:
        tables.references[f"{key}/{sort}"] = item["conversation"], item["seq"]


def _about(text: str) -> Json:
    about = json.loads(text)
    return {"space_id": about["in"], "channel": about["ch"], **({"assignee": about["as"]} if about.get("as") else {})}


def _sort_space(tables: Tables, item: Json) -> None:
    kind, _, person = item["sk"].partition("#")
    if kind == "SPACE":
        tables.spaces[item["pk"]] = item
    elif kind == "MEMBER":
        tables.members.append({**item, "person": person})
    elif kind == "INVITATION":
        tables.invitations.append({**item, "person": person})
