"""So many of something in any stretch of time, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.domain.errors import Contended
from chalicelib.stores.sessions import SessionsRow
from chalicelib.stores.tables import ATTEMPTS, condition_failed


class AllowanceRow(SessionsRow):
    """pk = ALLOWANCE# and what is counted; `used_at` are the times of those still counted."""

    used_at = UnicodeAttribute()


def use(what: str, most: int, within: timedelta, now: datetime) -> datetime | None:
    """Use one of `most`; where all are used, the time at which the next is free. One read and one conditional write; Contended."""
    for _ in range(ATTEMPTS):
        old = _used_at(what)
        used = [each for each in old.split() if datetime.fromisoformat(each) > now - within]
        if len(used) >= most:
            return datetime.fromisoformat(used[-most]) + within
        if _write(what, old, [*used, now.isoformat()], now + within):
            return None
    raise Contended


def _used_at(what: str) -> str:
    try:
        return AllowanceRow.get(f"ALLOWANCE#{what}", "ALLOWANCE", consistent_read=True).used_at
    except DoesNotExist:
        return ""


def _write(what: str, old: str, used: list[str], until: datetime) -> bool:
    row, kind = AllowanceRow(pk=f"ALLOWANCE#{what}", sk="ALLOWANCE"), AllowanceRow
    actions: list[Action] = [
        kind.used_at.set(" ".join(used)),
        kind.expires_at.set(until),
        kind.ttl.set(int(until.timestamp()) + 60),
    ]
    try:
        row.update(actions, condition=kind.used_at == old if old else kind.pk.does_not_exist())
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True
