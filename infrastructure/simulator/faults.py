"""What goes wrong with messages to a number: seeded for the next so many, or always for the magic numbers."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, structs

from infrastructure.simulator.senders import NUMBER

AnswerFault = Literal["timeout_after_accept", "refuse", "rate_limit", "server_error", "receipt_first"]
ReceiptFault = Literal["failed_receipt", "receipts_shuffled", "receipts_twice", "no_receipts"]
OutboundFault = Literal[AnswerFault, ReceiptFault]
REFUSING = ("refuse", "rate_limit", "server_error")


class Seed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault for the next `times` messages to a number, or to any with `*`; `code` is the carrier's error code."""

    to: Annotated[str, Meta(pattern=rf"{NUMBER}|^\*$")]
    fault: OutboundFault
    times: Annotated[int, Meta(ge=1)] = 1
    code: int | None = None
    retry_after_seconds: Annotated[int, Meta(ge=0)] = 1


# The first five are those of Twilio's test credentials; the others are ours, in the same unassigned range.
MAGIC = {
    seed.to: seed
    for seed in (
        Seed(to="+15005550001", fault="refuse", code=21211),
        Seed(to="+15005550002", fault="refuse", code=21612),
        Seed(to="+15005550003", fault="refuse", code=21408),
        Seed(to="+15005550004", fault="refuse", code=21610),
        Seed(to="+15005550009", fault="refuse", code=21614),
        Seed(to="+15005550021", fault="timeout_after_accept"),
        Seed(to="+15005550022", fault="rate_limit"),
        Seed(to="+15005550023", fault="server_error"),
        Seed(to="+15005550024", fault="receipt_first"),
        Seed(to="+15005550031", fault="failed_receipt"),
        Seed(to="+15005550032", fault="receipts_shuffled"),
        Seed(to="+15005550033", fault="receipts_twice"),
        Seed(to="+15005550034", fault="no_receipts"),
    )
}


class Refused(Exception):
    """The network does not take the message: refused for good, for now, or by its own failure."""

    def __init__(self, seed: Seed) -> None:
        super().__init__(seed.fault)
        self.seed = seed


class FaultBook:
    """The faults that wait, in the order in which they were seeded."""

    def __init__(self) -> None:
        self._seeds: list[Seed] = []

    def add(self, seed: Seed) -> None:
        """Seeds one fault."""
        self._seeds.append(seed)

    def list(self) -> list[Seed]:
        """What still waits."""
        return list(self._seeds)

    def clear(self) -> None:
        """Forgets all seeded faults; the magic numbers stay."""
        self._seeds = []

    def take_answer(self, to: str) -> Seed | None:
        """Uses up one fault of how a message to this number is answered."""
        return self._take(to, get_args(AnswerFault))

    def take_receipt(self, to: str) -> Seed | None:
        """Uses up one fault of the receipts of a message to this number."""
        return self._take(to, get_args(ReceiptFault))

    def _take(self, to: str, kinds: tuple[str, ...]) -> Seed | None:
        for place, seed in enumerate(self._seeds):
            if seed.to in (to, "*") and seed.fault in kinds:
                rest = [structs.replace(seed, times=seed.times - 1)] if seed.times > 1 else []
                self._seeds[place : place + 1] = rest
                return seed
        magic = MAGIC.get(to)
        return magic if magic and magic.fault in kinds else None
