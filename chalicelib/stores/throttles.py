"""Counters of tries, which say how long the next must wait."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.errors import Contended
from chalicelib.domain.signing_in import Pace, wait_seconds
from chalicelib.stores.sessions import SessionsRow, forget
from chalicelib.stores.tables import IntegerAttribute, condition_failed

ATTEMPTS = 5
KEPT_DAYS = 1


class ThrottleRow(SessionsRow):
    """pk = THROTTLE# and what is counted: how often it was tried, and until when the next try must wait."""

    failures = IntegerAttribute()


def key(kind: str, what: str) -> str:
    """The name of a counter, from which nobody can read whose it is."""
    return f"{kind}#{hashlib.sha256(what.encode('utf-8', 'replace')).hexdigest()}"


def until(what: str, now: datetime) -> datetime | None:
    """Until when the next try must wait, None where it need not; one consistent read."""
    row = _row(what)
    return row.expires_at if row and row.expires_at > now else None


def take(what: str, pace: Pace, now: datetime) -> datetime | None:
    """Count a try before it is made: None, or until when it must wait. One consistent read and one conditional write.

    Of many at the same moment each gets its own number, so that none slips past the wait. Raises Contended when others kept coming.
    """
    for _ in range(ATTEMPTS):
        row = _row(what)
        if row and row.expires_at > now:
            return row.expires_at
        if _counted(what, row, pace, now):
            return None
    raise Contended


def count(what: str, pace: Pace, now: datetime) -> None:
    """Count a failure that has happened, whatever else is counted meanwhile; two conditional writes."""
    row = ThrottleRow(pk=f"THROTTLE#{what}", sk="THROTTLE")
    either: Condition = ThrottleRow.pk.does_not_exist() | ThrottleRow.failures.exists()
    row.update([ThrottleRow.failures.add(1), ThrottleRow.ttl.set(_forgotten(now))], condition=either)
    wait_until = now + timedelta(seconds=wait_seconds(pace, row.failures))
    row.update([ThrottleRow.expires_at.set(wait_until)], condition=ThrottleRow.failures.exists())


def forgive(what: str) -> None:
    """Forget the failures after a success; one conditional delete."""
    forget(f"THROTTLE#{what}", "THROTTLE")


def _counted(what: str, old: ThrottleRow | None, pace: Pace, now: datetime) -> bool:
    # DynamoDB may forget a row days after its time.
    tries = old.failures + 1 if old and old.ttl > now.timestamp() else 1
    same: Condition = ThrottleRow.failures == old.failures if old else ThrottleRow.pk.does_not_exist()
    wait_until = now + timedelta(seconds=wait_seconds(pace, tries))
    actions: list[Action] = [
        ThrottleRow.failures.set(tries),
        ThrottleRow.expires_at.set(wait_until),
        ThrottleRow.ttl.set(_forgotten(now)),
    ]
    try:
        ThrottleRow(pk=f"THROTTLE#{what}", sk="THROTTLE").update(actions, condition=same)
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def _row(what: str) -> ThrottleRow | None:
    try:
        return ThrottleRow.get(f"THROTTLE#{what}", "THROTTLE", consistent_read=True)
    except DoesNotExist:
        return None


def _forgotten(now: datetime) -> int:
    return int((now + timedelta(days=KEPT_DAYS)).timestamp())
