"""What runs behind the queues, the streams and the clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

from chalicelib.domain.errors import LiveChatError
from chalicelib.gateways import queues
from chalicelib.handlers.logs import logger
from chalicelib.handlers.web import now
from chalicelib.services import aftermath, carrier_accounts, mail, outbound, receipts, relay, sweeping
from chalicelib.services.inbound import Inbound, receive
from chalicelib.stores.aftermath import change_of, leftover_of

Event = dict[str, Any]
LONGEST_PAUSE = 90  # seconds between two tries


def inbound(event: Event, context: Any) -> Event:
    """What carriers told us, a contact's in order; of a batch only what failed comes again."""
    answer = _batch(event, context, _inbound)
    _shorten_waits(event, answer, {}, queues.try_inbound_in)
    return answer


def deliver(event: Event, context: Any) -> Event:
    """Messages for the carriers, a contact's in order."""
    waits: dict[str, int] = {}
    answer = _batch(event, context, partial(_outbound, waits))
    _shorten_waits(event, answer, waits, queues.try_outbound_in)
    return answer


def relayed(event: Event) -> None:
    """Changes of conversations, in the stream's order."""
    images = [record["dynamodb"] for record in event["Records"]]
    pushed = relay.relay([(image["NewImage"], image.get("OldImage")) for image in images])
    logger.info("relayed", extra={"changes": len(images), "pushed": pushed})


def mailed(event: Event) -> None:
    """Invitations whose e-mail is due."""
    sent = mail.send_due([record["dynamodb"]["NewImage"] for record in event["Records"]])
    logger.info("mailed", extra={"sent": sent})


def followed(event: Event) -> None:
    """Changes of members, spaces, accounts and senders, in the stream's order."""
    records = [record["dynamodb"] for record in event["Records"]]
    changes = [change_of(record["Keys"], record.get("NewImage")) for record in records]
    for change in changes:
        if change:
            aftermath.draw(change, now())
    for leftover in [leftover_of(record["Keys"], record.get("NewImage")) for record in records]:
        if leftover:
            carrier_accounts.forget(leftover)
    logger.info("followed", extra={"changes": len(changes)})


def sweep() -> None:
    """Once a minute: put right what was left behind."""
    logger.info("swept", extra=msgspec.structs.asdict(sweeping.sweep(now())))


def _batch(event: Event, context: Any, handle: Any) -> Event:
    # After a failure the rest of the same contact's records waits, that of others goes on.
    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    processor.raise_on_entire_batch_failure = False
    answer = process_partial_response(event=event, record_handler=handle, processor=processor, context=context)
    logger.info("batch", extra={"records": len(event["Records"]), "failed": len(answer["batchItemFailures"])})
    return dict(answer)


def _inbound(record: Any) -> None:
    try:
        item = msgspec.json.decode(record.body, type=Inbound)
        if item.message:
            receive(item.sender_id, item.conversation_id, item.message, now())
        if item.receipt:
            receipts.record(item.sender_id, item.conversation_id, item.receipt, now())
    except (LiveChatError, msgspec.MsgspecError) as error:
        # It can never succeed, and behind it others of the same contact wait: keep it for a person, with the reason.
        logger.warning("parked", extra={"reason": type(error).__name__})
        group, name = record.attributes.message_group_id, record.message_id
        queues.park(queues.Record(body=record.body, group=group or name, deduplication=name), type(error).__name__)


def _outbound(waits: dict[str, int], record: Any) -> None:
    item = msgspec.json.decode(record.body, type=outbound.Outbound)
    tries, status = int(record.attributes.approximate_receive_count or 1), None
    try:
        status = outbound.deliver(item, tries, now())
    except outbound.TryLater as later:
        waits[record.attributes.message_group_id] = later.seconds
        raise
    finally:
        if status is None and tries > outbound.TRIES:
            # The record is put aside after this: the page must not say "sending" for ever.
            status = outbound.give_up(item, now())
    logger.info("delivered", extra={"status": status})


def _shorten_waits(event: Event, answer: Event, waits: dict[str, int], try_in: Callable[[str, int], None]) -> None:
    # The queue's own time is made for functions that died. Those behind a failed record too: as long as one of a contact's
    # records is out of sight, SQS gives out none of them.
    failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
    for record in event["Records"]:
        if record["messageId"] in failed:
            attributes = record["attributes"]
            tries = int(attributes.get("ApproximateReceiveCount", 1))
            try_in(record["receiptHandle"], waits.get(attributes.get("MessageGroupId"), min(2**tries, LONGEST_PAUSE)))
