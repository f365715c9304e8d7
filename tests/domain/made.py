"""Domain values for tests: everything has a usual value, a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.conversations import Contact, Conversation, SenderView, assigned, opened, received
from chalicelib.domain.desks import Desk, Presence
from chalicelib.domain.entries import Owner, Who
from chalicelib.domain.ids import AccountId, ConnectionId, ConversationId, PersonId, SenderId, SpaceId
from chalicelib.domain.messages import Channel, Message, MessageType
from chalicelib.domain.spaces import BOTH_WAYS, Account, Sender

NOW = datetime(2026, 3, 2, 9, 0, 0, 500_000, tzinfo=UTC)
SPACE = SpaceId("sp_acme")
DANA = Who(id=PersonId("pr_dana"), name="Dana Diaz")
EVE = Who(id=PersonId("pr_eve"), name="Eve Ek")
SENDER = SenderView(id=SenderId("sn_care"), address="+18005550111", name="Acme Care")
ACCOUNT = Account(
    id=AccountId("ac_acme"),
    space_id=SPACE,
    carrier="twilio",
    name="Acme at Twilio",
    secret="accounts/ac_acme",
    created_at=NOW,
    credentials_at=NOW,
)
CARE = Sender(
    id=SENDER.id,
    space_id=SPACE,
    channel=Channel.sms,
    carrier="twilio",
    address=SENDER.address,
    name=SENDER.name,
    directions=BOTH_WAYS,
    exclusive=True,
    account=ACCOUNT.secret,
    id_key="k" * 64,
    account_id=ACCOUNT.id,
)


def later(seconds: float) -> datetime:
    """So many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def message(text: str = "Hi", number: int = 1, **more: Any) -> Message:
    """What an end user wrote."""
    usual: dict[str, Any] = {
        "provider_message_id": f"SM{number}",
        "channel": Channel.sms,
        "type": MessageType.text,
        "business": SENDER.address,
        "user": "+14155550101",
        "text": text,
    }
    return Message(**{**usual, **more})


def begun(**changes: Any) -> Conversation:
    """A conversation in which nobody has said anything yet."""
    head = opened(ConversationId("cv_one"), SPACE, Channel.sms, SENDER, message(), NOW)
    return replace(head, **changes)


def held(by: Who = DANA, **changes: Any) -> Conversation:
    """A conversation with one message of the end user that an agent holds."""
    head, _ = assigned(received(begun(), message(), NOW), by, NOW)
    return replace(head, **changes)


def waiting(**changes: Any) -> Conversation:
    """A conversation with one message of the end user that waits in the queue."""
    head, _ = received(begun(), message(), NOW)
    return replace(head, owner=Owner.queue, **changes)


def desk(**changes: Any) -> Desk:
    """The desk of an agent who is there and takes conversations."""
    usual = Desk(
        space_id=SPACE,
        agent=DANA,
        presence=Presence.available,
        idle_since=NOW,
        connections=frozenset({ConnectionId("c1")}),
    )
    return replace(usual, **changes)


__all__ = [
    "ACCOUNT",
    "CARE",
    "DANA",
    "EVE",
    "NOW",
    "SENDER",
    "SPACE",
    "Contact",
    "begun",
    "desk",
    "held",
    "later",
    "message",
    "waiting",
]
