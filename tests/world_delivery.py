"""Queues and streams reach their functions as on AWS: at least once, in order per group, in parts, again later, put aside at last."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from tests import world_template
from tests.world_cloud import Cloud, service_module
from tests.world_template import Source

Event = dict[str, Any]
# Calls a function by its name: its answer, or None where it died or raised.
Invoke = Callable[[str, Event], Event | None]
MOST_ROUNDS = 200


class Delivery:
    """The event sources of the template, over one cloud. `read` says how far each function follows its stream, `lost` what was given up."""

    def __init__(self, cloud: Cloud, invoke: Invoke) -> None:
        self.cloud, self.invoke = cloud, invoke
        self.read = {source.function: 0 for source in world_template.sources("DynamoDB")}
        self.lost: list[list[Event]] = []

    def drain(self) -> None:
        """Deliver until nothing is left, waiting for what is invisible."""
        for _ in range(MOST_ROUNDS):
            if not self.deliver() and not self._wait():
                return
        raise AssertionError("Queues and streams do not come to rest.")

    def deliver(self) -> bool:
        """Deliver what is there now; whether there was anything."""
        queued = sum(self._receive(source) for source in world_template.sources("SQS"))
        return queued + sum(self._follow(source) for source in world_template.sources("DynamoDB")) > 0

    def peek(self, feeder: str) -> list[Event]:
        """What lies in a queue, each as an event of its own that says it came for the first time; all of it stays there."""
        source = next(each for each in world_template.sources("SQS") if each.feeder == feeder)
        now = self.cloud.clock.moment
        first = {"receive_count": 1, "first_receive_at": now, "receipt_handle": "peeked"}
        messages = self.cloud.queue(feeder)["messages"]
        return [{"Records": [queue_record(source, {**message, **first})]} for message in messages]

    def stream(self, *functions: str) -> None:
        """Deliver streams alone, to these functions or all, until nothing is left in them."""
        sources = [each for each in world_template.sources("DynamoDB") if not functions or each.function in functions]
        while sum(self._follow(source) for source in sources):
            continue

    def saved(self) -> tuple[dict[str, int], list[list[Event]]]:
        """How far each stream was read, and what was given up."""
        return self.read, self.lost

    def go_back(self, saved: tuple[dict[str, int], list[list[Event]]]) -> None:
        """Be there again."""
        self.read, self.lost = saved

    def _receive(self, source: Source) -> bool:
        sqs = service_module("sqs")
        url = self.cloud.queue(source.feeder)["url"]
        messages = sqs._receive_messages_for_esm(url, source.batch_size)
        if messages:
            answer = self.invoke(source.function, {"Records": [queue_record(source, each) for each in messages]})
            sqs._delete_messages_for_esm(url, _done(messages, answer, source.partial))
        return bool(messages)

    def _follow(self, source: Source) -> bool:
        records = self.cloud.changes(source.feeder)[self.read[source.function] :][: source.batch_size]
        self.read[source.function] += len(records)
        wanted = [copy.deepcopy(record) for record in records if _passes(source, record)]
        if wanted:
            self._push(source, wanted, source.retries)
        return bool(records)

    def _push(self, source: Source, records: list[Event], retries: int) -> None:
        """One batch until it succeeds: after a failure in halves, from the first record that failed."""
        answer = self.invoke(source.function, {"Records": records})
        failed = _first_failed(records, answer, source.partial)
        if failed is None:
            return
        if retries == 0:
            self.lost.append(records)
            return
        self.cloud.clock.sleep(1)
        rest = records[failed:]
        middle = len(rest) // 2 if source.bisects and answer is None else 0
        for part in (rest[:middle], rest[middle:]):
            if part:
                self._push(source, part, retries - 1)

    def _wait(self) -> bool:
        """Pass the time until the next message is visible; False where none is left."""
        queues = [self.cloud.queue(source.feeder) for source in world_template.sources("SQS")]
        times = [message["visible_at"] for queue in queues for message in queue["messages"]]
        if not times:
            return False
        now = self.cloud.clock.moment
        # What is visible and yet was not delivered waits behind another record of its group, which is not.
        self.cloud.clock.moment = min((each for each in times if each > now), default=now) + 0.001
        return True


def queue_record(source: Source, message: dict[str, Any]) -> Event:
    """A message as Lambda gets it."""
    return {
        "messageId": message["id"],
        "receiptHandle": message["receipt_handle"],
        "body": message["body"],
        "attributes": {
            **message["sys"],
            "ApproximateReceiveCount": str(message["receive_count"]),
            "ApproximateFirstReceiveTimestamp": str(int(message["first_receive_at"] * 1000)),
            "MessageGroupId": message["group_id"],
            "MessageDeduplicationId": message["dedup_id"],
            "SequenceNumber": message["seq"],
        },
        "messageAttributes": {},
        "md5OfBody": message["md5_body"],
        "eventSource": "aws:sqs",
        "eventSourceARN": world_template.resolve({"Fn::GetAtt": [source.feeder, "Arn"]}),
        "awsRegion": world_template.REGION,
    }


def _done(messages: list[dict[str, Any]], answer: Event | None, partial: bool) -> set[str]:
    if answer is None:
        return set()
    failed = {each["itemIdentifier"] for each in (answer.get("batchItemFailures") or [])} if partial else set()
    return {message["receipt_handle"] for message in messages if message["id"] not in failed}


def _first_failed(records: list[Event], answer: Event | None, partial: bool) -> int | None:
    if answer is None:
        return 0
    failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures") or []} if partial else set()
    return next((at for at, record in enumerate(records) if record["dynamodb"]["SequenceNumber"] in failed), None)


def _passes(source: Source, record: Event) -> bool:
    return not source.patterns or any(_matches(pattern, record) for pattern in source.patterns)


def _matches(pattern: dict[str, Any], value: Any) -> bool:
    """Lambda's event filter, as far as the template uses it: texts to be equal to or to begin with, and whether a leaf exists."""
    for key, wanted in pattern.items():
        found = value.get(key) if isinstance(value, dict) else None
        if isinstance(wanted, dict):
            if not _matches(wanted, found):
                return False
        elif not any(_allows(rule, found) for rule in wanted):
            return False
    return True


def _allows(rule: Any, found: Any) -> bool:
    if isinstance(rule, dict) and "prefix" in rule:
        return isinstance(found, str) and found.startswith(rule["prefix"])
    if isinstance(rule, dict):
        is_leaf = found is not None and not isinstance(found, dict)
        return bool(rule["exists"]) is is_leaf
    return bool(rule == found)
