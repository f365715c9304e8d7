"""Counts what one invocation of a function costs: AWS calls, DynamoDB units, and CPU without the emulator's share."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.world import World
from tests.world_cloud import Call

READS = frozenset({"GetItem", "BatchGetItem", "Query", "TransactGetItems"})
READ_UNIT_BYTES = 4096


@dataclass(kw_only=True)
class Cost:
    """One invocation: operations of DynamoDB, those of other services, units, CPU milliseconds."""

    function: str
    dynamodb: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    writes: float = 0.0
    reads: float = 0.0
    cpu_ms: float = 0.0


class Meter:
    """Stands between a world's functions and its cloud."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.costs: list[Cost] = []
        self._emulator = 0.0
        self._invoke = world.invoke
        world.cloud.counts_units = True
        world.cloud.interfere = self._call
        world.invoke = self.invoke  # type: ignore[method-assign]  # every way in goes through it
        # A function that answers nothing has not failed.
        world.delivery.invoke = lambda function, event: self.invoke(function, event) or {}

    def invoke(self, function: str, event: Any) -> Any:
        """Run a function and note what it cost."""
        cost, self._emulator = Cost(function=function), 0.0
        self.costs.append(cost)
        started = time.process_time()
        try:
            return self._invoke(function, event)
        finally:
            cost.cpu_ms = (time.process_time() - started - self._emulator) * 1000

    def during(self, what: Callable[[], Any]) -> list[Cost]:
        """The invocations that something causes."""
        before = len(self.costs)
        what()
        return self.costs[before:]

    def _call(self, call: Call, commit: Callable[[], Any], request: Any) -> Any:
        started = time.process_time()
        try:
            answer = commit()
            if self.costs:
                self._note(self.costs[-1], call, answer, request)
            return answer
        finally:
            self._emulator += time.process_time() - started

    def _note(self, cost: Cost, call: Call, answer: Any, request: Any) -> None:
        if call.service != "dynamodb":
            cost.other.append(f"{call.service}.{call.operation}")
            return
        cost.dynamodb.append(call.operation)
        if call.operation in READS:
            body = answer.raw.read()
            answer.raw.seek(0)
            cost.reads += read_units(call.operation, json.loads(request.body), json.loads(body))
        else:
            cost.writes += call.units or 0.0


def read_units(operation: str, asked: dict[str, Any], got: dict[str, Any]) -> float:
    """Read units by AWS's rules: 4 KB steps, half when eventually consistent, double in a transaction, each item of a batch by itself."""
    if operation == "GetItem":
        return _units(item_bytes(got.get("Item", {})), consistent=asked.get("ConsistentRead", False))
    if operation == "Query":
        return _units(sum(map(item_bytes, got["Items"])), consistent=asked.get("ConsistentRead", False))
    if operation == "TransactGetItems":
        return sum(2 * _units(item_bytes(each.get("Item", {})), consistent=True) for each in got["Responses"])
    tables = asked["RequestItems"]
    return sum(
        _units(item_bytes(item), consistent=tables[table].get("ConsistentRead", False))
        for table, items in got["Responses"].items()
        for item in items
    )


def item_bytes(item: dict[str, Any]) -> int:
    """An item's size as AWS counts it: names and values in UTF-8, numbers about half their digits, 3 bytes per map or list."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def median(costs: list[Cost]) -> Cost:
    """One cost for several like ones: the counts of the last, the median of the CPU."""
    last = costs[-1]
    return Cost(
        function=last.function,
        dynamodb=last.dynamodb,
        other=last.other,
        writes=last.writes,
        reads=last.reads,
        cpu_ms=statistics.median(cost.cpu_ms for cost in costs),
    )


def _units(size: int, *, consistent: bool) -> float:
    steps = max(1, -(-size // READ_UNIT_BYTES))
    return steps if consistent else steps / 2


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "M":
        return 3 + sum(len(name.encode()) + 1 + _value_bytes(each) for name, each in content.items())
    if kind == "L":
        return 3 + sum(1 + _value_bytes(each) for each in content)
    if kind in ("SS", "NS"):
        return sum(len(each.encode()) for each in content)
    if kind == "N":
        return len(content) // 2 + 2
    return 1 if kind in ("BOOL", "NULL") else len(content.encode())
