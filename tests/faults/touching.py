"""What a call touches, so that two whose order nobody can tell apart need not be tried in both orders.

Where it is not known, everything is touched: then there is one run too many, and never one too few.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests import world_template
from tests.world_cloud import Call

READS = frozenset({"GetItem", "BatchGetItem", "TransactGetItems", "Query", "GetSecretValue"})
FRAMES, STREAM = "apigatewaymanagementapi", "stream"
LONG_SECONDS = 5  # an act that takes longer may let something end by its time


@dataclass(frozen=True)
class Touch:
    """A place (kind or table, then narrower; None is all of it), and whether it is read, written, or added to in whatever order."""

    kind: str | None
    partition: str | None = None
    item: str | None = None
    how: str = "writes"

    def meets(self, other: Touch) -> bool:
        """Whether the order of the two matters."""
        places = zip(self._place(), other._place(), strict=True)
        if any(None not in (mine, theirs) and mine != theirs for mine, theirs in places):
            return False
        return "writes" in (self.how, other.how) or self.how != other.how

    def _place(self) -> tuple[str | None, str | None, str | None]:
        return self.kind, self.partition, self.item


Touches = frozenset[Touch]
EVERYTHING = frozenset({Touch(None)})


def is_read(call: Call) -> bool:
    """Whether a call leaves all as it was."""
    return call.operation in READS


def touched(call: Call, request: Any) -> Touches:
    """What one call touches."""
    if call.service == "dynamodb":
        return frozenset(_items(call.operation, json.loads(request.body)))
    if call.service == FRAMES:
        return frozenset({Touch(FRAMES, unquote(request.url.rpartition("/")[2]))})
    return frozenset({Touch(call.service, how="reads" if is_read(call) else "writes")})


def beside(functions: frozenset[str], reads_mail: bool) -> Touches:
    """What those who call these functions look at and do without a call of AWS."""
    found = set()
    if functions & {"ws_message", "ws_connect"}:
        found.add(Touch(FRAMES, how="reads"))  # the page takes in what has come
    if functions & {"ws_connect", "ws_disconnect"}:
        found.add(Touch(FRAMES))  # a socket closes
    found |= {
        Touch(STREAM, world_template.name_of(source.feeder), how="reads")
        for source in world_template.sources("DynamoDB")
        if source.function in functions
    }
    if reads_mail and "app" in functions:
        found |= {Touch("sesv2", how="reads"), Touch("carrier", how="reads")}  # the link, and what is reported on
    return frozenset(found)


def meet(some: Touches, others: Touches) -> bool:
    """Whether the order of some calls and others matters."""
    return any(one.meets(other) for one in some for other in others)


def _items(operation: str, body: Any) -> Iterator[Touch]:
    if operation == "Query":
        yield _queried(body)
    elif operation == "BatchGetItem":
        for table, wanted in body["RequestItems"].items():
            yield from (_item(table, key, "reads") for key in wanted["Keys"])
    elif operation in ("TransactGetItems", "TransactWriteItems"):
        for each in body["TransactItems"]:
            ((kind, part),) = each.items()
            yield from _one(part, kind in ("Get", "ConditionCheck"))
    elif "Key" in body or "Item" in body:
        yield from _one(body, operation in READS)
    else:
        yield Touch(None)


def _one(part: Any, reads: bool) -> Iterator[Touch]:
    yield _item(part["TableName"], part.get("Key") or part["Item"], "reads" if reads else "writes")
    if not reads:
        yield Touch(STREAM, part["TableName"], how="adds")  # which keeps the order of one item's changes only


def _item(table: str, key: Any, how: str) -> Touch:
    return Touch(table, key["pk"]["S"], key["sk"]["S"], how)


def _queried(body: Any) -> Touch:
    """A query of the table itself reads one partition; of an index, it may be anything."""
    name, sign, value = body["KeyConditionExpression"].replace("(", "").split()[:3]
    is_partition = "IndexName" not in body and body["ExpressionAttributeNames"].get(name) == "pk" and sign == "="
    partition = body["ExpressionAttributeValues"][value.rstrip(")")]["S"] if is_partition else None
    return Touch(body["TableName"], partition, how="reads")
