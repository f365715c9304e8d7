"""One message on the simulated network, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct, field

from infrastructure.simulator.senders import Channel

Status = Literal["received", "queued", "sent", "undelivered", "failed", "delivered", "read"]
RANK: dict[str, int] = {name: rank for rank, name in enumerate(get_args(Status))}
FORGED = ("unsigned", "tampered")


class Message(Struct, frozen=True, kw_only=True):
    """MO (from a phone) or MT (to a phone); `account` is the carrier's id of the company's account."""

    provider_message_id: str
    carrier: str
    account: str
    direction: Literal["MO", "MT"]
    sender_id: str
    channel: Channel
    from_: str = field(name="from")
    to: str
    text: str
    at: datetime
    media: list[str] = []
    name: str = ""
    callback_url: str = ""
    fault: str | None = None
    status: Status = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def contact(self) -> str:
        """The phone's number."""
        return self.from_ if self.direction == "MO" else self.to

    @property
    def forged(self) -> bool:
        """Whether the carrier itself never carried it: somebody else posted it, or changed it on the way."""
        return self.fault in FORGED
