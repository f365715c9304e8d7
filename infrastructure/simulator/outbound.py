"""MT: the company hands a message to the carrier, which refuses it or takes it and lets its receipts follow."""

from __future__ import annotations

import asyncio

from msgspec import structs

from infrastructure.simulator import receipts
from infrastructure.simulator.faults import REFUSING, Refused, Seed
from infrastructure.simulator.messages import Message
from infrastructure.simulator.network import Network, now
from infrastructure.simulator.senders import Sender


async def accept(network: Network, sender: Sender, draft: Message) -> Message:
    """Takes the message, or raises Refused when its number's fault says so; it then leaves no trace but a line."""
    answer_fault = network.faults.take_answer(draft.contact)
    if answer_fault:
        _write_down(network, sender, draft, answer_fault)
        if answer_fault.fault in REFUSING:
            raise Refused(answer_fault)
    receipt_fault = network.faults.take_receipt(draft.contact)
    if receipt_fault:
        _write_down(network, sender, draft, receipt_fault)
    message = network.record(_taken(draft, answer_fault, receipt_fault))
    await _answer(network, sender, message, receipt_fault)
    return message


def refused(network: Network, sender: Sender | None, sentence: str, code: int, **fields: str) -> None:
    """Writes down that a request was not accepted, so that the handset page can say why nothing arrives."""
    sender_id = sender.id if sender else None
    network.journal.add("refused", now(), sender_id=sender_id, code=code, sentence=sentence, **fields)


def _taken(draft: Message, answer_fault: Seed | None, receipt_fault: Seed | None) -> Message:
    fault = receipt_fault or answer_fault
    callback_url = "" if receipt_fault and receipt_fault.fault == "no_receipts" else draft.callback_url
    both = answer_fault and receipt_fault and f"{answer_fault.fault}+{receipt_fault.fault}"
    return structs.replace(draft, fault=both or (fault.fault if fault else None), callback_url=callback_url)


async def _answer(network: Network, sender: Sender, message: Message, receipt_fault: Seed | None) -> None:
    """Lets the receipts follow, or come first; holds the answer back for as long as the fault says."""
    faults = (message.fault or "").split("+")
    if "receipt_first" in faults:
        await receipts.tell_all(network, sender, message, receipt_fault, hurried=True)
        return
    network.follow_up(message.provider_message_id, receipts.tell_all(network, sender, message, receipt_fault))
    if "timeout_after_accept" in faults:
        try:
            await asyncio.wait_for(network.closing.wait(), network.pace.hang_seconds)
        except TimeoutError:
            return


def _write_down(network: Network, sender: Sender, draft: Message, seed: Seed) -> None:
    network.journal.add(
        "fault",
        now(),
        fault=seed.fault,
        code=seed.code,
        sender_id=sender.id,
        channel=draft.channel,
        to=draft.to,
        text=draft.text,
    )
