"""The seat ledger: each transaction here moves people and the space's counters together, so no seat is ever given twice (R4).

`seats_taken` = members who are agents + pending invitations of agents; `admins` = members who are admins, of whom one always stays.
"""

from __future__ import annotations

from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import SpaceId
from chalicelib.domain.people import Invitation, Member, Person, Role, State
from chalicelib.stores.people import InvitationRow, MemberRow, invitation_row
from chalicelib.stores.persons import person_row
from chalicelib.stores.spaces import SPACE, SpaceRow
from chalicelib.stores.tables import Transaction

Roles = frozenset[Role]


def invite(new: Invitation) -> frozenset[str]:
    """One transaction of seat, invitation and absence from the space: the labels (seat, invitation, member) that spoke against it."""
    tx = Transaction()
    role = new.role.value
    not_yet = MemberRow.pk.does_not_exist() | ~MemberRow.roles.contains(role)
    tx.check("member", MemberRow, new.space_id, f"MEMBER#{new.person_id}", not_yet)
    tx.create("invitation", invitation_row(new), _none_open())
    _move(tx, new.space_id, seats=_seats({new.role}))
    return tx.commit()


def renew(old: Invitation, new: Invitation) -> frozenset[str]:
    """Send a pending invitation anew, as it is now worded, on the seat it holds; another role gives the seat back or takes one.

    The old link ends at once. One transaction: the labels (invitation, seat) that spoke against it.
    """
    tx = Transaction()
    # Whoever has the old link must wait for the new one: its term is not theirs.
    actions = [
        InvitationRow.token_hash.remove(),
        *[InvitationRow.name.set(new.name), InvitationRow.phone.set(new.phone), InvitationRow.role.set(new.role.value)],
        *[InvitationRow.inviter.set(new.inviter), InvitationRow.space_name.set(new.space_name)],
        *[InvitationRow.expires_at.set(new.expires_at), InvitationRow.invited_at.set(new.invited_at)],
        *[InvitationRow.mail_due.set(InvitationRow.mail_due + 1), InvitationRow.token_hash.remove()],
        InvitationRow.undeliverable.remove(),
    ]
    tx.update("invitation", _row(old), actions, _same(old) & (InvitationRow.state == State.pending.value))
    _move(tx, old.space_id, seats=_seats({new.role}) - _seats({old.role}))
    return tx.commit()


def end(old: Invitation, state: State) -> frozenset[str]:
    """An invitation is withdrawn or has expired: its seat comes back with it, where it held one.

    One transaction: the labels (invitation, seat) that spoke against it.
    """
    tx = Transaction()
    tx.update("invitation", _row(old), _ending(state), _same(old) & (InvitationRow.state != State.accepted.value))
    _move(tx, old.space_id, seats=-_seats({old.role}) if old.state is State.pending else 0)
    return tx.commit()


def accept(old: Invitation, new_person: Person | None, now: datetime) -> frozenset[str]:
    """One transaction: the invitation is used, the person (if new) and the member are there. The seat moves with them.

    Answers the labels (invitation, person, member, seat) whose condition failed; seat: Live Chat is closed for agents.
    """
    tx = Transaction()
    member_id = old.person_id
    if new_person:
        tx.create("person", person_row(new_person))
    valid = (InvitationRow.state == State.pending.value) & (InvitationRow.token_hash == old.token_hash)
    valid &= (InvitationRow.role == old.role.value) & (InvitationRow.expires_at > now)
    tx.update("invitation", _row(old), _ending(State.accepted), valid)
    joined = [
        MemberRow.lookup.set(f"PERSON#{member_id}"),
        MemberRow.lookup_sort.set(old.space_id),
        MemberRow.name.set(old.name),
        MemberRow.email.set(old.email),
        MemberRow.phone.set(old.phone),
        MemberRow.roles.add({old.role.value}),
        MemberRow.joined_at.set(MemberRow.joined_at | now),
        MemberRow.last_active_at.set(now),
    ]
    # Somebody who is an admin already may join as an agent too, never twice in the same role.
    once = MemberRow.pk.does_not_exist() | ~MemberRow.roles.contains(old.role.value)
    tx.update("member", MemberRow(pk=old.space_id, sk=f"MEMBER#{member_id}"), joined, once)
    if old.role is Role.agent:
        tx.check("seat", SpaceRow, old.space_id, SPACE, _is_live())
    else:
        _move(tx, old.space_id, admins=1)
    return tx.commit()


def change_roles(old: Member, roles: Roles, waiting: Invitation | None, now: datetime) -> frozenset[str]:
    """Another set of roles, and the seat and the admin's place that go with it; what follows is due from `now` on.

    `waiting` is the person's pending invitation: in a role that is given here it is used up, with its seat. One transaction: the
    labels (member, invitation, seat) that spoke against it; seat: none is left, Live Chat is closed, or it was the last admin.
    """
    tx = Transaction()
    used = waiting is not None and waiting.role in roles
    row = MemberRow(pk=old.space_id, sk=f"MEMBER#{old.person_id}")
    actions = [MemberRow.roles.set({each.value for each in roles}), MemberRow.aftermath_at.set(now)]
    tx.update("member", row, actions, _has_exactly(old.roles))
    _settle(tx, old, waiting, State.accepted if used else None)
    held = _seats(old.roles) + (_seats({waiting.role}) if waiting and used else 0)
    _move(tx, old.space_id, seats=_seats(roles) - held, admins=_admins(roles) - _admins(old.roles))
    return tx.commit()


def remove(old: Member, waiting: Invitation | None) -> frozenset[str]:
    """Out of the space, with a pending invitation, or its link would lead back in; the seats come back.

    One transaction: the labels (member, invitation, seat) that spoke against it; seat: it was the last admin.
    """
    tx = Transaction()
    tx.delete("member", MemberRow(pk=old.space_id, sk=f"MEMBER#{old.person_id}"), _has_exactly(old.roles))
    _settle(tx, old, waiting, State.revoked)
    held = _seats(old.roles) + (_seats({waiting.role}) if waiting else 0)
    _move(tx, old.space_id, seats=-held, admins=-_admins(old.roles))
    return tx.commit()


def _settle(tx: Transaction, member: Member, waiting: Invitation | None, state: State | None) -> None:
    """The member's pending invitation ends in this state, or stays as it was read; and where there was none, there still is none."""
    if waiting is None:
        tx.check("invitation", InvitationRow, member.space_id, f"INVITATION#{member.person_id}", _none_open())
    elif state is None:
        tx.check("invitation", InvitationRow, member.space_id, f"INVITATION#{member.person_id}", _same(waiting))
    else:
        tx.update("invitation", _row(waiting), _ending(state), _same(waiting))


def _move(tx: Transaction, space_id: SpaceId, seats: int = 0, admins: int = 0) -> None:
    """Count seats and admins up or down, as far as there are any."""
    if not seats and not admins:
        return
    taken, counted = SpaceRow.seats_taken, SpaceRow.admins
    condition: Condition = SpaceRow.pk.exists()
    if seats > 0:
        condition &= _is_live() & (taken < SpaceRow.seats_total)
    if seats < 0:
        condition &= taken >= -seats
    if admins < 0:
        condition &= counted > 1
    actions: list[Action] = [taken.set(taken + seats) if seats > 0 else taken.set(taken - -seats)] if seats else []
    if admins:
        actions.append(counted.add(admins))
    tx.update("seat", SpaceRow(pk=space_id, sk=SPACE), actions, condition)


def _row(invitation: Invitation) -> InvitationRow:
    return InvitationRow(pk=invitation.space_id, sk=f"INVITATION#{invitation.person_id}")


def _ending(state: State) -> list[Action]:
    return [InvitationRow.state.set(state.value), InvitationRow.mail_due.remove()]


def _same(old: Invitation) -> Condition:
    same: Condition = (InvitationRow.state == old.state.value) & (InvitationRow.role == old.role.value)
    same &= InvitationRow.expires_at == old.expires_at
    return same


def _none_open() -> Condition:
    none: Condition = InvitationRow.pk.does_not_exist() | (InvitationRow.state != State.pending.value)
    return none


def _is_live() -> Condition:
    live: Condition = SpaceRow.live_chat == True  # noqa: E712 a DynamoDB condition
    return live


def _has_exactly(roles: Roles) -> Condition:
    condition: Condition = MemberRow.pk.exists()
    for role in Role:
        has = MemberRow.roles.contains(role.value)
        condition &= has if role in roles else ~has
    return condition


def _seats(roles: Roles | set[Role]) -> int:
    return int(Role.agent in roles)


def _admins(roles: Roles) -> int:
    return int(Role.admin in roles)
