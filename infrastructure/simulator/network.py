"""The simulated telephone network: senders, messages, what happened, and what is still under way."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec

from infrastructure.simulator.carrier import Answer, Carrier, Webhook
from infrastructure.simulator.faults import FaultBook
from infrastructure.simulator.journal import Event, Journal
from infrastructure.simulator.messages import RANK, Message, Status
from infrastructure.simulator.senders import Channel, Config, Contact, Pace, Sender, read_senders

# Twilio gives a webhook 5 s to take the connection and 15 s to answer; the other carriers are not more patient.
PATIENCE = httpx.Timeout(15.0, connect=5.0, pool=None)


class Network:
    """All state of the simulator; everything runs on one event loop, so nothing needs a lock."""

    def __init__(self, config: Config, journal: Journal, carriers: Mapping[str, Carrier]) -> None:
        self.journal, self.carriers = journal, carriers
        self.pace: Pace = config.pace
        self.faults = FaultBook()
        self.messages: dict[str, Message] = {}
        self.closing = asyncio.Event()
        self._contacts = {contact.address: contact for contact in config.contacts}
        self._receipts: dict[str, asyncio.Task[None]] = {}
        # A connection per post, as carriers make them: a kept one may be closed by the server just as it is used.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._http = httpx.AsyncClient(timeout=PATIENCE, limits=limits, trust_env=False)
        self.replace_senders(config.senders)
        self._restore(journal.events)

    def replace_senders(self, raw: Sequence[Mapping[str, str]]) -> None:
        """Puts other senders in place of those known; raises BadConfig and then changes nothing."""
        fields = {name: carrier.account_fields for name, carrier in self.carriers.items()}
        self.senders = {sender.id: sender for sender in read_senders(raw, fields)}

    def sender_at(self, channel: Channel, address: str) -> Sender | None:
        """The sender with this number on this channel."""
        return next((s for s in self.senders.values() if (s.channel, s.address) == (channel, address)), None)

    def carrier_of(self, sender: Sender) -> Carrier:
        """The carrier that serves this sender."""
        return self.carriers[sender.carrier]

    def contacts(self) -> list[Contact]:
        """The phones known: those configured, then those seen, each with its latest name."""
        return list(self._contacts.values())

    def record(self, message: Message) -> Message:
        """Keeps a new message and writes it down."""
        self._keep(message)
        fields = {name: value for name, value in msgspec.to_builtins(message).items() if name != "at"}
        self.journal.add("inbound" if message.direction == "MO" else "outbound", message.at, **fields)
        return message

    def advance(self, message_id: str, status: Status, code: int | None, at: datetime) -> Message:
        """Raises a message's status, which never goes back, and gives the message as the receipt tells it."""
        message = self.messages[message_id]
        told = msgspec.structs.replace(
            message, status=status, error_code=code, updated_at=at, sent_at=message.sent_at or at
        )
        if RANK[status] > RANK[message.status]:
            self.messages[message_id] = told
        return told

    async def post(self, webhook: Webhook) -> Answer:
        """Posts once; what cannot be reached or does not answer is told in a sentence, never raised."""
        try:
            response = await self._http.post(webhook.url, content=webhook.body, headers=dict(webhook.headers))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Answer(status=None, error="The webhook could not be reached.", connected=False)
        except httpx.TimeoutException:
            return Answer(status=None, error="The webhook did not answer in time.")
        except httpx.HTTPError as error:
            return Answer(status=None, error=f"The webhook broke off: {type(error).__name__}.")
        return Answer(status=response.status_code)

    def follow_up(self, message_id: str, work: Coroutine[Any, Any, None]) -> None:
        """Does a message's receipts in the background, after those of it that are under way."""
        task = asyncio.create_task(_after(self._receipts.get(message_id), work))
        self._receipts[message_id] = task
        task.add_done_callback(lambda done: self._forget(message_id, done))

    def let_go(self) -> None:
        """Ends what would hold the server back from stopping: open streams, and answers held back."""
        self.closing.set()
        self.journal.end()

    async def close(self) -> None:
        """Stops what is under way and writes nothing more."""
        self.let_go()
        tasks = list(self._receipts.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.journal.close()
        await self._http.aclose()

    def _forget(self, message_id: str, done: asyncio.Task[None]) -> None:
        if self._receipts.get(message_id) is done:
            del self._receipts[message_id]

    def _keep(self, message: Message) -> None:
        self.messages[message.provider_message_id] = message
        known = self._contacts.get(message.contact)
        name = message.name or (known.name if known else "")
        self._contacts[message.contact] = Contact(address=message.contact, name=name)

    def _restore(self, events: Iterable[Event]) -> None:
        for event in events:
            if event["kind"] in ("inbound", "outbound"):
                self._keep(msgspec.convert(event, Message))
            elif event["kind"] == "receipt" and event["provider_message_id"] in self.messages:
                at = datetime.fromisoformat(event["at"])
                self.advance(event["provider_message_id"], event["status"], event["error_code"], at)


def now() -> datetime:
    """The present instant in UTC, to the millisecond."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


async def _after(former: asyncio.Task[None] | None, work: Coroutine[Any, Any, None]) -> None:
    if former:
        await asyncio.wait({former})
    await work
