"""The seat ledger: each transaction here moves an invitation and the space's counter together, so no seat is ever given twice (R4)."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.people import Invitation, Person, Role, State
from chalicelib.stores.people import InvitationRow, MemberRow, invitation_row, person_row
from chalicelib.stores.spaces import SPACE, SpaceRow
from chalicelib.stores.tables import Transaction


def invite(new: Invitation) -> frozenset[str]:
    """One transaction of seat, invitation and absence from the space: the labels (seat, invitation, member) that spoke against it."""
    tx = Transaction()
    role = new.role.value
    not_yet = MemberRow.pk.does_not_exist() | ~MemberRow.roles.contains(role)
    tx.check("member", MemberRow, new.space_id, f"MEMBER#{new.person_id}", not_yet)
    open_before = InvitationRow.pk.does_not_exist() | (InvitationRow.state != State.pending.value)
    tx.create("invitation", invitation_row(new), open_before)
    if new.role is Role.agent:
        _move_seat(tx, new)
    return tx.commit()


def renew(old: Invitation, new: Invitation) -> frozenset[str]:
    """Send an expired invitation anew, as it is now worded, on the seat it holds; another role gives the seat back or takes one.

    One transaction: the labels (invitation, seat) that spoke against it.
    """
    tx = Transaction()
    # Whoever has the old link must wait for the new one: its term is not theirs.
    actions = [
        InvitationRow.token_hash.remove(),
        *[InvitationRow.name.set(new.name), InvitationRow.phone.set(new.phone), InvitationRow.role.set(new.role.value)],
        *[InvitationRow.inviter.set(new.inviter), InvitationRow.space_name.set(new.space_name)],
        *[InvitationRow.expires_at.set(new.expires_at), InvitationRow.invited_at.set(new.invited_at)],
        InvitationRow.mail_due.set(InvitationRow.mail_due + 1),
    ]
    same = (InvitationRow.state == State.pending.value) & (InvitationRow.expires_at == old.expires_at)
    same &= InvitationRow.role == old.role.value
    tx.update("invitation", InvitationRow(pk=old.space_id, sk=f"INVITATION#{old.person_id}"), actions, same)
    if new.role is not old.role:
        _move_seat(tx, new)
    return tx.commit()


def accept(old: Invitation, new_person: Person | None, now: datetime) -> frozenset[str]:
    """One transaction: the invitation is used, the person (if new) and the member are there. The seat moves with them.

    Answers the labels (invitation, person) whose condition failed.
    """
    tx = Transaction()
    member_id = old.person_id
    if new_person:
        tx.create("person", person_row(new_person))
    used = [InvitationRow.state.set(State.accepted.value), InvitationRow.mail_due.remove()]
    valid = (InvitationRow.state == State.pending.value) & (InvitationRow.token_hash == old.token_hash)
    valid &= InvitationRow.expires_at > now
    tx.update("invitation", InvitationRow(pk=old.space_id, sk=f"INVITATION#{member_id}"), used, valid)
    joined = [
        MemberRow.lookup.set(f"PERSON#{member_id}"),
        MemberRow.lookup_sort.set(old.space_id),
        MemberRow.name.set(old.name),
        MemberRow.email.set(old.email),
        MemberRow.phone.set(old.phone),
        MemberRow.roles.add({old.role.value}),
        MemberRow.joined_at.set(MemberRow.joined_at | now),
    ]
    # Somebody who is an admin already may join as an agent too, never twice in the same role.
    once = MemberRow.pk.does_not_exist() | ~MemberRow.roles.contains(old.role.value)
    tx.update("member", MemberRow(pk=old.space_id, sk=f"MEMBER#{member_id}"), joined, once)
    return tx.commit()


def _move_seat(tx: Transaction, new: Invitation) -> None:
    space, taken = SpaceRow(pk=new.space_id, sk=SPACE), SpaceRow.seats_taken
    if new.role is Role.agent:
        seat_free = (SpaceRow.live_chat == True) & (taken < SpaceRow.seats_total)  # noqa: E712 a DynamoDB condition
        tx.update("seat", space, [taken.set(taken + 1)], seat_free)
    else:
        tx.update("seat", space, [taken.set(taken - 1)], taken > 0)
