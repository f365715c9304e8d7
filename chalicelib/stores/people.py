"""Members and invitations, and the transactions that keep the seat counter equal to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.people import Invitation, Member, Role, State
from chalicelib.stores.spaces import SpacesRow, looked_up
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, Transaction, condition_failed


class MemberRow(SpacesRow):
    """pk = the space, sk = MEMBER# and the person."""

    name = UnicodeAttribute()
    email = UnicodeAttribute()
    phone = UnicodeAttribute()
    roles = UnicodeSetAttribute()
    joined_at = InstantAttribute()
    last_active_at = InstantAttribute(null=True)
    aftermath_at = InstantAttribute(null=True)


class InvitationRow(SpacesRow):
    """pk = the space, sk = INVITATION# and the person.

    `mail_due` counts the e-mails asked for, `token_for` those whose token was made, `mailed` those sent: the stream carries them on.
    """

    name = UnicodeAttribute()
    email = UnicodeAttribute()
    phone = UnicodeAttribute()
    role = UnicodeAttribute()
    inviter = UnicodeAttribute()
    space_name = UnicodeAttribute()
    invited_at = InstantAttribute()
    expires_at = InstantAttribute()
    state = UnicodeAttribute()
    token_hash = UnicodeAttribute(null=True)
    mail_due = IntegerAttribute(null=True)
    token_for = IntegerAttribute(null=True)
    mailed = IntegerAttribute(null=True)
    undeliverable = UnicodeAttribute(null=True)


def member(space_id: SpaceId, person_id: PersonId) -> Member | None:
    """One consistent read."""
    try:
        return _member(MemberRow.get(space_id, f"MEMBER#{person_id}", consistent_read=True))
    except DoesNotExist:
        return None


def memberships(person_id: PersonId) -> list[Member]:
    """The spaces somebody is in; one query of the index and a consistent batch read."""
    return [_member(row) for row in looked_up(MemberRow, f"PERSON#{person_id}")]


def invitation(space_id: SpaceId, person_id: PersonId) -> Invitation | None:
    """One consistent read."""
    try:
        return _invitation(InvitationRow.get(space_id, f"INVITATION#{person_id}", consistent_read=True))
    except DoesNotExist:
        return None


def check_role(tx: Transaction, space_id: SpaceId, person_id: PersonId, role: Role) -> None:
    """Under the label `member`: the person is in the space, in this role."""
    tx.check("member", MemberRow, space_id, f"MEMBER#{person_id}", MemberRow.roles.contains(role.value))


def note_active(space_id: SpaceId, person_id: PersonId, now: datetime) -> None:
    """The member is here; one conditional write, nothing where they are no member."""
    row = MemberRow(pk=space_id, sk=f"MEMBER#{person_id}")
    _updated(row, [MemberRow.last_active_at.set(now)], MemberRow.pk.exists())


def start_mail(space_id: SpaceId, person_id: PersonId, due: int, token_hash: str) -> Invitation | None:
    """Give the invitation a new token for its e-mail number `due`; None where that is sent or no longer wanted."""
    row = InvitationRow(pk=space_id, sk=f"INVITATION#{person_id}")
    wanted = (InvitationRow.state == State.pending.value) & (InvitationRow.mail_due == due)
    wanted &= InvitationRow.mailed.does_not_exist() | (InvitationRow.mailed < due)
    done = _updated(row, [InvitationRow.token_hash.set(token_hash), InvitationRow.token_for.set(due)], wanted)
    return _invitation(row) if done else None


def finish_mail(started: Invitation, due: int, undeliverable: str | None = None) -> None:
    """Remember that e-mail number `due` was sent, or why it never will be; one conditional write, nothing where its link was replaced."""
    row = InvitationRow(pk=started.space_id, sk=f"INVITATION#{started.person_id}")
    why = InvitationRow.undeliverable.set(undeliverable) if undeliverable else InvitationRow.undeliverable.remove()
    # Withdrawn and invited anew, the invitation counts its e-mails from 1 again: the token tells them apart.
    same = (InvitationRow.mail_due == due) & (InvitationRow.token_hash == started.token_hash)
    _updated(row, [InvitationRow.mailed.set(due), why], same)


def mail_wanted(image: dict[str, dict[str, str]]) -> tuple[SpaceId, PersonId, int] | None:
    """From a stream record: which invitation's e-mail is due, None where another record is in charge of it."""
    due, made = image.get("mail_due", {}).get("N"), image.get("token_for", {}).get("N")
    if not image["sk"]["S"].startswith("INVITATION#") or due is None or due == made:
        return None
    return SpaceId(image["pk"]["S"]), PersonId(image["sk"]["S"].partition("#")[2]), int(due)


def _updated(row: InvitationRow | MemberRow, actions: Sequence[Action], condition: Condition) -> bool:
    try:
        row.update(list(actions), condition=condition)
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def invitation_row(new: Invitation) -> InvitationRow:
    return InvitationRow(
        pk=new.space_id,
        sk=f"INVITATION#{new.person_id}",
        name=new.name,
        email=new.email,
        phone=new.phone,
        role=new.role.value,
        inviter=new.inviter,
        space_name=new.space_name,
        invited_at=new.invited_at,
        expires_at=new.expires_at,
        state=new.state.value,
        mail_due=1,
    )


def _member(row: MemberRow) -> Member:
    return Member(
        space_id=SpaceId(row.pk),
        person_id=PersonId(row.sk.partition("#")[2]),
        name=row.name,
        email=row.email,
        phone=row.phone,
        roles=frozenset(Role(each) for each in row.roles),
        joined_at=row.joined_at,
        last_active_at=row.last_active_at,
        aftermath_at=row.aftermath_at,
    )


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        space_id=SpaceId(row.pk),
        person_id=PersonId(row.sk.partition("#")[2]),
        name=row.name,
        email=row.email,
        phone=row.phone,
        role=Role(row.role),
        inviter=row.inviter,
        space_name=row.space_name,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        state=State(row.state),
        token_hash=row.token_hash or "",
        undeliverable=row.undeliverable,
    )
