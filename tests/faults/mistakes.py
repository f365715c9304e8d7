"""Mistakes that somebody could make, each invisible as long as nothing fails and nobody comes in between.

They are planted into the running product by a test and taken out by it; nothing of them is in the product.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace
from pynamodb.expressions.condition import Condition

from chalicelib.domain.ids import SpaceId
from chalicelib.gateways import email, queues
from chalicelib.gateways.carriers import Outcome, OutcomeKind
from chalicelib.services import assignment, outbound, presence, relay
from chalicelib.stores import connections, conversations, desks, receipts, seats, spaces
from chalicelib.stores.rows import HEAD, HeadRow, ReferenceRow, entry_row, head_values
from chalicelib.stores.spaces import SPACE, SpaceRow
from chalicelib.stores.tables import Row, Transaction, changes

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Mistake:
    """How it is planted, and what catches it: a scenario under a kind of fault, or a meeting."""

    plant: Callable[[Patch], None]
    scenario: str = ""
    kind: str = ""
    meeting: str = ""


def acknowledged_before_it_is_durable(patch: Patch) -> None:
    """The carrier is answered whether or not the queue took the message."""
    put = queues.put_inbound

    def put_and_hope(records: Any) -> None:
        with suppress(Exception):
            put(records)

    patch.setattr(queues, "put_inbound", put_and_hope)


def head_and_entry_in_two_writes(patch: Patch) -> None:
    """The entry follows its head in a write of its own."""

    def commit(before: Any, step: Any, *, reference: Any = None, desk: Any = None) -> frozenset[str]:
        head, new = step
        tx = Transaction()
        if reference:
            tx.create("reference", ReferenceRow(pk=reference[0], sk=reference[1], conversation=head.id, seq=new.seq))
        row = HeadRow(pk=head.id, sk=HEAD)
        values = {} if before.seq == 0 else head_values(before)
        unchanged = HeadRow.pk.does_not_exist() if before.seq == 0 else HeadRow.seq == before.seq
        tx.update("head", row, changes(HeadRow, values, _present(head_values(head))), unchanged)
        if desk:
            desks.move(tx, *desk)
        refused = tx.commit()
        if not refused:
            entry_row(head.id, new).save()
        return refused

    patch.setattr(conversations, "commit", commit)


def carriers_id_not_kept(patch: Patch) -> None:
    """Nothing remembers that the carrier's message was taken."""
    commit = conversations.commit

    def forgetful(*args: Any, reference: Any = None, **kwargs: Any) -> frozenset[str]:
        of_carrier = reference is not None and reference[0].startswith("REF#")
        return commit(*args, reference=None if of_carrier else reference, **kwargs)

    patch.setattr(conversations, "commit", forgetful)


def clients_id_not_kept(patch: Patch) -> None:
    """Each time that the page sends, it counts as another press of the button."""
    times: list[str] = []

    def another(conversation_id: Any, person_id: str, client_id: str) -> tuple[str, str]:
        times.append(client_id)
        return conversation_id, f"CLIENT#{person_id}#{len(times)}#{client_id}"

    patch.setattr(conversations, "client_reference", another)


def head_without_guard(patch: Patch) -> None:
    """Whoever writes last wins."""
    update, create = Transaction.update, Transaction.create

    def update_anyway(self: Transaction, label: str, row: Row, actions: Any, condition: Condition) -> None:
        update(self, label, row, actions, HeadRow.pk.exists() if label == "head" else condition)

    def create_anyway(self: Transaction, label: str, row: Row, condition: Condition | None = None) -> None:
        anyway = type(row).pk.does_not_exist() | type(row).pk.exists()
        create(self, label, row, anyway if label == "head" else condition)

    patch.setattr(Transaction, "update", update_anyway)
    patch.setattr(Transaction, "create", create_anyway)


def sent_before_it_is_claimed(patch: Patch) -> None:
    """Nobody marks the message before it goes to the carrier."""
    patch.setattr(conversations, "claim", lambda conversation, seq, _worker: conversations.entry(conversation, seq))


def unknown_taken_for_not_sent(patch: Patch) -> None:
    """Where the carrier's answer is lost, the message is sent again."""
    send = outbound._send

    def optimistic(*args: Any) -> Outcome:
        outcome = send(*args)
        return replace(outcome, kind=OutcomeKind.not_sent) if outcome.kind is OutcomeKind.unknown else outcome

    patch.setattr(outbound, "_send", optimistic)


def receipts_without_rank(patch: Patch) -> None:
    """The last receipt counts, whatever it says."""
    tick = receipts._tick
    patch.setattr(receipts, "_tick", lambda key, receipt, step, _news: tick(key, receipt, step, HeadRow.pk.exists()))


def entry_left_to_who_died(patch: Patch) -> None:
    """Nobody writes the entry of a receipt whose function died, once a higher one has overtaken it."""
    patch.setattr(relay, "_complete", lambda _conversation, _news: None)


def relay_that_forgives_itself(patch: Patch) -> None:
    """What the outbound queue does not take is lost."""
    put = queues.put_outbound

    def put_and_hope(records: Any) -> None:
        with suppress(Exception):
            put(records)

    patch.setattr(queues, "put_outbound", put_and_hope)


def desk_after_the_transaction(patch: Patch) -> None:
    """The desk is changed once the conversation is."""
    commit = conversations.commit

    def apart(*args: Any, desk: Any = None, **kwargs: Any) -> frozenset[str]:
        refused = commit(*args, **kwargs)
        if desk and not refused:
            desks.update(*desk)
        return refused

    patch.setattr(conversations, "commit", apart)


def desk_before_the_transaction(patch: Patch) -> None:
    """The place is given back first, so who tries again gives it back twice."""
    commit = conversations.commit

    def apart(*args: Any, desk: Any = None, **kwargs: Any) -> frozenset[str]:
        if desk and not desks.update(*desk):
            return frozenset({"desk"})
        return commit(*args, **kwargs)

    patch.setattr(conversations, "commit", apart)


def desk_without_version(patch: Patch) -> None:
    """Two who give to one desk at once count as one."""
    update = Transaction.update

    def update_anyway(self: Transaction, label: str, row: Row, actions: Any, condition: Condition) -> None:
        update(self, label, row, actions, desks.DeskRow.pk.exists() if label == "desk" else condition)

    patch.setattr(Transaction, "update", update_anyway)


def nobody_sweeps(patch: Patch) -> None:
    """What a crash left waiting waits for ever."""
    patch.setattr(assignment, "assign_waiting", lambda _space, _now: 0)


def closed_page_kept_at_the_desk(patch: Patch) -> None:
    """A page that closes while it arrives is never found out."""
    forget = presence.forget

    def forget_the_known(connection: Any) -> None:
        if connections.get(connection.id) is not None:
            forget(connection)

    patch.setattr(presence, "forget", forget_the_known)


def seats_read_then_written(patch: Patch) -> None:
    """The counter is read, and one more written."""

    def move(tx: Transaction, space_id: SpaceId, seats: int = 0, admins: int = 0) -> None:
        assert not admins
        taken = spaces.get(space_id).seats_taken
        moved = [SpaceRow.seats_taken.set(taken + seats)]
        tx.update("seat", SpaceRow(pk=space_id, sk=SPACE), moved, SpaceRow.seats_total >= taken + seats)

    patch.setattr(seats, "_move", move)


def mail_that_is_given_up(patch: Patch) -> None:
    """Who could not be written to counts as written to."""
    send = email.send

    def send_and_hope(*args: Any) -> None:
        with suppress(Exception):
            send(*args)

    patch.setattr(email, "send", send_and_hope)


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


MISTAKES = {
    "acknowledged_before_it_is_durable": Mistake(acknowledged_before_it_is_durable, "first_mo", "outage"),
    "head_and_entry_in_two_writes": Mistake(head_and_entry_in_two_writes, "next_mo", "crash_after"),
    "carriers_id_not_kept": Mistake(carriers_id_not_kept, "next_mo", "crash_after"),
    "clients_id_not_kept": Mistake(clients_id_not_kept, "send", "crash_after"),
    "sent_before_it_is_claimed": Mistake(sent_before_it_is_claimed, "outbound", "crash_after"),
    "unknown_taken_for_not_sent": Mistake(unknown_taken_for_not_sent, "outbound", "lost_answer"),
    "receipts_without_rank": Mistake(receipts_without_rank, "outbound", "crash_after"),
    "entry_left_to_who_died": Mistake(entry_left_to_who_died, "outbound", "crash_after"),
    "relay_that_forgives_itself": Mistake(relay_that_forgives_itself, "send", "tx_conflict"),
    "desk_after_the_transaction": Mistake(desk_after_the_transaction, "first_mo", "crash_after"),
    "desk_before_the_transaction": Mistake(desk_before_the_transaction, "resolve", "crash_after"),
    "nobody_sweeps": Mistake(nobody_sweeps, "resolve", "crash_after"),
    "mail_that_is_given_up": Mistake(mail_that_is_given_up, "invite", "outage"),
    "head_without_guard": Mistake(head_without_guard, meeting="two_next_messages"),
    "desk_without_version": Mistake(desk_without_version, meeting="two_contacts_for_one_place"),
    "closed_page_kept_at_the_desk": Mistake(closed_page_kept_at_the_desk, meeting="resume_and_closing"),
    "seats_read_then_written": Mistake(seats_read_then_written, meeting="two_invites_for_one_seat"),
}
