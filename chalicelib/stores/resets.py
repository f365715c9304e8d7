"""Forgotten passwords: who asked for a link, and the hash of its token. The e-mail follows from the stream."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import PersonId
from chalicelib.domain.signing_in import RESET_HOURS
from chalicelib.stores.spaces import SpacesRow
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, Transaction, condition_failed

RESET = "RESET"


class ResetRow(SpacesRow):
    """pk = the person, sk = RESET; the mail counters are those of an invitation."""

    email = UnicodeAttribute()
    expires_at = InstantAttribute()
    token_hash = UnicodeAttribute(null=True)
    mail_due = IntegerAttribute(null=True)
    token_for = IntegerAttribute(null=True)
    mailed = IntegerAttribute(null=True)


class Reset(Struct, frozen=True, kw_only=True):
    """A link that was asked for; `token_hash` is empty before its e-mail was made."""

    email: str
    expires_at: datetime
    token_hash: str


def ask(person_id: PersonId, email: str, now: datetime) -> bool:
    """An e-mail with a new link is due, and links sent before are void; one transaction. False where there is no such person."""
    tx = Transaction()
    tx.check("person", SpacesRow, person_id, "PERSON", SpacesRow.pk.exists())
    actions = [
        ResetRow.email.set(email),
        ResetRow.expires_at.set(now + timedelta(hours=RESET_HOURS)),
        ResetRow.token_hash.remove(),
        ResetRow.mail_due.add(1),
    ]
    either: Condition = ResetRow.pk.does_not_exist() | ResetRow.mail_due.exists()
    tx.update("reset", ResetRow(pk=person_id, sk=RESET), actions, either)
    return not tx.commit()


def get(person_id: PersonId) -> Reset | None:
    """One consistent read."""
    try:
        row = ResetRow.get(person_id, RESET, consistent_read=True)
    except DoesNotExist:
        return None
    return _reset(row)


def mail_wanted(image: dict[str, dict[str, str]]) -> tuple[PersonId, int] | None:
    """From a stream record: whose link is due, None where the record is about something else or another one is in charge."""
    due, made = image.get("mail_due", {}).get("N"), image.get("token_for", {}).get("N")
    if image["sk"]["S"] != RESET or due is None or due == made:
        return None
    return PersonId(image["pk"]["S"]), int(due)


def start_mail(person_id: PersonId, due: int, token_hash: str) -> Reset | None:
    """Give the link number `due` its token; None where that was sent or is no longer wanted. One conditional write."""
    row = ResetRow(pk=person_id, sk=RESET)
    wanted = (ResetRow.mail_due == due) & (ResetRow.mailed.does_not_exist() | (ResetRow.mailed < due))
    done = _updated(row, [ResetRow.token_hash.set(token_hash), ResetRow.token_for.set(due)], wanted)
    return _reset(row) if done else None


def finish_mail(person_id: PersonId, due: int) -> None:
    """Remember that the e-mail number `due` was sent; one conditional write."""
    _updated(ResetRow(pk=person_id, sk=RESET), [ResetRow.mailed.set(due)], ResetRow.mail_due == due)


def _reset(row: ResetRow) -> Reset:
    return Reset(email=row.email, expires_at=row.expires_at, token_hash=row.token_hash or "")


def _updated(row: ResetRow, actions: Sequence[Action], condition: Condition) -> bool:
    try:
        row.update(list(actions), condition=condition)
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True
