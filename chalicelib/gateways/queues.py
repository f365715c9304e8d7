"""The two FIFO queues between carriers and conversations; the group is the conversation, so that a contact's messages stay in order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from botocore.exceptions import ClientError
from msgspec import Struct

from chalicelib import settings
from chalicelib.gateways.clients import client

BATCH = 10  # SQS's limit per call
LONGEST_WAIT = 900  # seconds
RECORD_BYTES = 100_000  # so that ten of them fit into one call of at most 1 MiB


class Record(Struct, frozen=True, kw_only=True):
    """One thing to queue: what (JSON), in whose order, and under which name it is the same thing again within five minutes."""

    body: str
    group: str
    deduplication: str


def put_inbound(records: Sequence[Record]) -> None:
    """Queue what a carrier told us; one call per ten. Raises Undelivered unless all of it is durable."""
    _put(settings.inbound_queue_url(), records)


def put_outbound(records: Sequence[Record]) -> None:
    """Queue messages for the carriers; one call per ten. Raises Undelivered unless all of it is durable."""
    _put(settings.outbound_queue_url(), records)


def park(record: Record, reason: str) -> None:
    """Put aside a record that can never succeed, with its reason, so that those behind it go on; one call."""
    client("sqs").send_message(
        QueueUrl=settings.inbound_parked_url(),
        MessageBody=record.body,
        MessageGroupId=record.group,
        MessageDeduplicationId=record.deduplication,
        MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
    )


def try_inbound_in(receipt_handle: str, seconds: int) -> None:
    """Let what a carrier told us come again after so many seconds instead of after the queue's own time; one call."""
    _try_in(settings.inbound_queue_url(), receipt_handle, seconds)


def try_outbound_in(receipt_handle: str, seconds: int) -> None:
    """Let a message that was not sent come again after so many seconds instead of after the queue's own time; one call."""
    _try_in(settings.outbound_queue_url(), receipt_handle, seconds)


class Undelivered(Exception):
    """SQS did not take everything."""


def _try_in(url: str, receipt_handle: str, seconds: int) -> None:
    with suppress(
        ClientError
    ):  # then it comes when the queue's own time is over: no reason to fail what else succeeded
        client("sqs").change_message_visibility(
            QueueUrl=url, ReceiptHandle=receipt_handle, VisibilityTimeout=min(seconds, LONGEST_WAIT)
        )


def _put(url: str, records: Sequence[Record]) -> None:
    for start in range(0, len(records), BATCH):
        batch = [
            {
                "Id": str(number),
                "MessageBody": record.body,
                "MessageGroupId": record.group,
                "MessageDeduplicationId": record.deduplication,
            }
            for number, record in enumerate(records[start : start + BATCH])
        ]
        answer = client("sqs").send_message_batch(QueueUrl=url, Entries=batch)
        if answer.get("Failed"):
            raise Undelivered(f"{len(answer['Failed'])} of {len(batch)} records were not taken")
