"""Persons, and every change to how they sign in; each is one write or one transaction, so no crash leaves half of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import Person
from chalicelib.stores.resets import RESET, ResetRow
from chalicelib.stores.sessions import Session, SessionRow, session_row
from chalicelib.stores.spaces import SpacesRow
from chalicelib.stores.tables import IntegerAttribute, Transaction, condition_failed

PERSON = "PERSON"


class PersonRow(SpacesRow):
    """pk = the person, sk = PERSON. `totp_step` is the last half minute whose code was used, `code_used_by` the write that used one."""

    name = UnicodeAttribute()
    email = UnicodeAttribute()
    password_hash = UnicodeAttribute()
    support = BooleanAttribute()
    epoch = IntegerAttribute(null=True)
    totp_secret = UnicodeAttribute(null=True)
    totp_offered = UnicodeAttribute(null=True)
    totp_step = IntegerAttribute(null=True)
    recovery = UnicodeSetAttribute(null=True)
    code_used_by = UnicodeAttribute(null=True)


def get(person_id: PersonId) -> Person | None:
    """One consistent read."""
    try:
        row = PersonRow.get(person_id, PERSON, consistent_read=True)
    except DoesNotExist:
        return None
    return Person(
        id=PersonId(row.pk),
        name=row.name,
        email=row.email,
        password_hash=row.password_hash,
        support=row.support,
        epoch=row.epoch or 0,
        totp_secret=row.totp_secret,
        totp_offered=row.totp_offered,
        recovery=frozenset(row.recovery or ()),
    )


def create(new: Person) -> bool:
    """One conditional put; False where the person exists."""
    try:
        person_row(new).save(condition=PersonRow.pk.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def person_row(new: Person) -> PersonRow:
    """The row of a new person."""
    return PersonRow(
        pk=new.id, sk=PERSON, name=new.name, email=new.email, password_hash=new.password_hash, support=new.support
    )


def change_password(old: Person, password_hash: str, session: Session) -> bool:
    """Another password, and every session but this one has ended; one transaction. False where either changed meanwhile."""
    tx = Transaction()
    tx.update("person", _row(old.id), [PersonRow.password_hash.set(password_hash), _next_epoch(old)], _as_read(old))
    tx.update("session", session_row(session), [SessionRow.epoch.set(old.epoch + 1)], SessionRow.pk.exists())
    return not tx.commit()


def end_other_sessions(old: Person, session: Session) -> bool:
    """Every session but this one has ended; one transaction. False where either changed meanwhile."""
    tx = Transaction()
    tx.update("person", _row(old.id), [_next_epoch(old)], _as_read(old))
    tx.update("session", session_row(session), [SessionRow.epoch.set(old.epoch + 1)], SessionRow.pk.exists())
    return not tx.commit()


def reset_password(old: Person, password_hash: str, token_hash: str, now: datetime) -> frozenset[str]:
    """Another password for a reset's token, which is used up, and all sessions have ended; one transaction.

    Answers the labels (reset, person) that spoke against it.
    """
    tx = Transaction()
    valid = (ResetRow.token_hash == token_hash) & (ResetRow.expires_at > now)
    tx.delete("reset", ResetRow(pk=old.id, sk=RESET), valid)
    tx.update("person", _row(old.id), [PersonRow.password_hash.set(password_hash), _next_epoch(old)], _as_read(old))
    return tx.commit()


def offer_totp(old: Person, secret: str) -> bool:
    """A secret that counts once a code of it is shown; one conditional write. False where two-step sign-in is on."""
    return _updated(old.id, [PersonRow.totp_offered.set(secret)], _is_off())


def turn_on_totp(old: Person, step: int, recovery: frozenset[str]) -> bool:
    """The offered secret counts, its first code is used; one conditional write. False where another was offered meanwhile."""
    if old.totp_offered is None:
        return False
    actions = [
        PersonRow.totp_secret.set(old.totp_offered),
        PersonRow.totp_offered.remove(),
        PersonRow.totp_step.set(step),
        PersonRow.recovery.set(set(recovery)),
    ]
    return _updated(old.id, actions, _is_off() & (PersonRow.totp_offered == old.totp_offered))


def turn_off_totp(old: Person) -> bool:
    """No code is asked for any more; one conditional write. False where that is so, or the secret is another."""
    actions = [PersonRow.totp_secret.remove(), PersonRow.totp_step.remove(), PersonRow.recovery.remove()]
    return _updated(old.id, actions, PersonRow.totp_secret == (old.totp_secret or ""))


def use_step(person_id: PersonId, secret: str, step: int) -> bool:
    """Use the code of a half minute; one conditional write. False where it or a later one was used."""
    earlier = PersonRow.totp_step.does_not_exist() | (PersonRow.totp_step < step)
    return _used(person_id, PersonRow.totp_step.set(step), (PersonRow.totp_secret == secret) & earlier)


def use_recovery(person_id: PersonId, code_hash: str) -> bool:
    """Use up a recovery code; one conditional write. False where there is none such (any more)."""
    return _used(person_id, PersonRow.recovery.delete({code_hash}), PersonRow.recovery.contains(code_hash))


def _row(person_id: PersonId) -> PersonRow:
    return PersonRow(pk=person_id, sk=PERSON)


def _next_epoch(old: Person) -> Action:
    return PersonRow.epoch.set(old.epoch + 1)


def _as_read(old: Person) -> Condition:
    """Nobody changed password or sessions since."""
    epoch = (PersonRow.epoch == old.epoch) if old.epoch else PersonRow.epoch.does_not_exist()
    same: Condition = (PersonRow.password_hash == old.password_hash) & epoch
    return same


def _is_off() -> Condition:
    condition: Condition = PersonRow.pk.exists() & PersonRow.totp_secret.does_not_exist()
    return condition


def _used(person_id: PersonId, action: Action, condition: Condition) -> bool:
    write = str(uuid.uuid4())
    if _updated(person_id, [action, PersonRow.code_used_by.set(write)], condition):
        return True
    # Where the answer to the first try was lost, the second finds the code used: by itself.
    return PersonRow.get(person_id, PERSON, consistent_read=True).code_used_by == write


def _updated(person_id: PersonId, actions: Sequence[Action], condition: Condition) -> bool:
    try:
        _row(person_id).update(list(actions), condition=condition)
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True
