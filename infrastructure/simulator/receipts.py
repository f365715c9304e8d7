"""DLR: signed posts to the callback address of a message: sent, delivered or failed, and read on WhatsApp."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from infrastructure.simulator.faults import Seed
from infrastructure.simulator.messages import Message, Status
from infrastructure.simulator.network import Network, now
from infrastructure.simulator.senders import Sender

Step = tuple[Status, int | None]


async def tell_all(
    network: Network, sender: Sender, message: Message, seed: Seed | None, hurried: bool = False
) -> None:
    """Posts the receipts from `sent` to the last, at the network's pace or at once."""
    for status, code in _steps(network, sender, seed):
        if not hurried:
            await asyncio.sleep(network.pace.sent_seconds if status == "sent" else network.pace.delivered_seconds)
        await _tell(network, sender, message.provider_message_id, (status, code))


def read(network: Network, message_ids: Iterable[str]) -> list[str]:
    """The phone shows these messages: WhatsApp tells the company, after `delivered`; gives the ids it applies to."""
    shown = [network.messages[one] for one in message_ids if one in network.messages]
    read = [message for message in shown if message.channel == "whatsapp" and message.direction == "MT"]
    for message in read:
        network.follow_up(message.provider_message_id, _tell_read(network, message.provider_message_id))
    return [message.provider_message_id for message in read]


async def _tell_read(network: Network, message_id: str) -> None:
    message = network.messages[message_id]
    sender = network.senders.get(message.sender_id)
    if sender and message.status == "delivered":
        await _tell(network, sender, message_id, ("read", None))


def _steps(network: Network, sender: Sender, seed: Seed | None) -> list[Step]:
    fault = seed.fault if seed else None
    if fault == "failed_receipt":
        return [("sent", None), network.carrier_of(sender).failure(seed.code if seed else None)]
    if fault == "receipts_shuffled":
        return [("delivered", None), ("sent", None)]
    if fault == "receipts_twice":
        return [("sent", None), ("sent", None), ("delivered", None), ("delivered", None)]
    return [("sent", None), ("delivered", None)]


async def _tell(network: Network, sender: Sender, message_id: str, step: Step) -> None:
    """Advances the message and posts the receipt, again where the carrier would; without an address only the first."""
    told = network.advance(message_id, step[0], step[1], now())
    attempt = 1
    while True:
        answer = await network.post(network.carrier_of(sender).receipt(sender, told)) if told.callback_url else None
        network.journal.add(
            "receipt",
            now(),
            provider_message_id=message_id,
            sender_id=sender.id,
            to=told.to,
            status=told.status,
            error_code=told.error_code,
            attempt=attempt,
            http_status=answer.status if answer else None,
            error=answer.error if answer else None,
        )
        wait_seconds = network.carrier_of(sender).retry_after(attempt, answer) if answer else None
        if wait_seconds is None:
            return
        await asyncio.sleep(wait_seconds)
        attempt += 1
