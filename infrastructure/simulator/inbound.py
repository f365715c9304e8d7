"""MO: an end user writes; the carrier posts it to the company's webhook, with whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from msgspec import Meta, Struct, field, structs

from infrastructure.simulator.carrier import Answer, Webhook
from infrastructure.simulator.messages import Message
from infrastructure.simulator.network import Network, now
from infrastructure.simulator.senders import Channel, Number, Sender

InboundFault = Literal["duplicate", "unsigned", "tampered", "drop_ack", "reorder"]
LONGEST = {"sms": 1600, "whatsapp": 4096}


class NotPossible(ValueError):
    """What was asked for contradicts itself or names nothing known; the text says what."""


class Inbound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written: `sender_id`, or `to` with `channel`, says to whom; `count` messages get numbers appended."""

    sender_id: str | None = None
    to: Number | None = None
    from_: Number = field(name="from")
    channel: Channel | None = None
    text: str
    profile_name: str = ""
    fault: InboundFault | None = None
    count: Annotated[int, Meta(ge=1, le=1000)] = 1
    at_once: bool = False


class Delivery(Struct, frozen=True, kw_only=True):
    """One message and the last answer to it: `status` is HTTP's, or null with a sentence in `error`."""

    provider_message_id: str
    text: str
    status: int | None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the webhook took it."""
        return self.status is not None and self.status // 100 == 2


async def write(network: Network, inbound: Inbound) -> list[Delivery]:
    """Posts the messages, one after the other or `at_once`; gives them as written; raises NotPossible."""
    sender = _sender(network, inbound)
    _check(inbound, sender)
    messages = [network.record(_message(network, sender, inbound, n)) for n in range(1, inbound.count + 1)]
    order = messages[::-1] if inbound.fault == "reorder" else messages
    if inbound.at_once:
        answers = list(await asyncio.gather(*(_deliver(network, sender, message) for message in order)))
    else:
        answers = [await _deliver(network, sender, message) for message in order]
    told = {message.provider_message_id: answer for message, answer in zip(order, answers, strict=True)}
    return [_delivery(message, told[message.provider_message_id]) for message in messages]


def _sender(network: Network, inbound: Inbound) -> Sender:
    if inbound.sender_id is not None:
        sender = network.senders.get(inbound.sender_id)
    elif inbound.to is not None:
        sender = network.sender_at(inbound.channel or "sms", inbound.to)
    else:
        raise NotPossible("Say to whom: sender_id, or to with channel.")
    if sender is None:
        raise NotPossible(f"No sender {inbound.sender_id or inbound.to} is configured.")
    return sender


def _check(inbound: Inbound, sender: Sender) -> None:
    if inbound.channel not in (None, sender.channel):
        raise NotPossible(f"Sender {sender.id} is on {sender.channel}, not on {inbound.channel}.")
    if inbound.fault == "reorder" and inbound.count < 2:
        raise NotPossible("To change the order there must be a count of 2 or more.")
    if len(inbound.text) > LONGEST[sender.channel]:
        raise NotPossible(f"A message on {sender.channel} has at most {LONGEST[sender.channel]} characters.")


def _message(network: Network, sender: Sender, inbound: Inbound, n: int) -> Message:
    carrier, at = network.carrier_of(sender), now()
    return Message(
        provider_message_id=carrier.new_id(),
        carrier=carrier.name,
        account=carrier.account(sender),
        direction="MO",
        sender_id=sender.id,
        channel=sender.channel,
        from_=inbound.from_,
        to=sender.address,
        text=f"{inbound.text} {n}" if inbound.count > 1 else inbound.text,
        at=at,
        sent_at=at,
        name=inbound.profile_name,
        fault=inbound.fault,
        status="received",
    )


async def _deliver(network: Network, sender: Sender, message: Message) -> Answer:
    webhook = _webhook(network, sender, message)
    if message.fault == "duplicate":
        twice = await asyncio.gather(
            _attempt(network, sender, message, webhook), _attempt(network, sender, message, webhook)
        )
        return twice[0]
    if message.fault == "drop_ack":
        await _attempt(network, sender, message, webhook)
    return await _attempt(network, sender, message, webhook)


def _webhook(network: Network, sender: Sender, message: Message) -> Webhook:
    carrier = network.carrier_of(sender)
    true = carrier.inbound(sender, message)
    if message.fault == "unsigned":
        left = {name: value for name, value in true.headers.items() if name not in carrier.signature_headers}
        return structs.replace(true, headers=left)
    if message.fault == "tampered":
        other = carrier.inbound(sender, structs.replace(message, text=f"{message.text} (changed on the way)"))
        return structs.replace(true, body=other.body)
    return true


async def _attempt(network: Network, sender: Sender, message: Message, webhook: Webhook) -> Answer:
    """One post, and its retries by the carrier's own rules."""
    attempt = 1
    while True:
        answer = await network.post(webhook)
        network.journal.add(
            "answer",
            now(),
            provider_message_id=message.provider_message_id,
            sender_id=sender.id,
            attempt=attempt,
            http_status=answer.status,
            error=answer.error,
            fault=message.fault,
        )
        wait_seconds = network.carrier_of(sender).retry_after(attempt, answer)
        if wait_seconds is None:
            return answer
        await asyncio.sleep(wait_seconds)
        attempt += 1


def _delivery(message: Message, answer: Answer) -> Delivery:
    return Delivery(
        provider_message_id=message.provider_message_id, text=message.text, status=answer.status, error=answer.error
    )
