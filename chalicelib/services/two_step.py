"""Two-step sign-in: a secret is offered, a first code of it turns it on, password and code turn it off."""

from __future__ import annotations

import secrets as random
from datetime import datetime

from chalicelib.domain.errors import Conflict, WrongCode
from chalicelib.domain.ids import token_hash
from chalicelib.domain.people import Role
from chalicelib.domain.signing_in import RECOVERY_BYTES, RECOVERY_CODES, Client, plain_code, recovery_code
from chalicelib.gateways import codes
from chalicelib.services import accounts, credentials
from chalicelib.services.accounts import Access
from chalicelib.stores import keys, persons


def state(who: Access) -> dict[str, object]:
    """How the person signs in and what the space asks for, as docs/protocol.md has it."""
    person, _ = accounts.check_signed_in(who)
    return {
        "totp": person.totp_secret is not None,
        "recovery_codes": len(person.recovery),
        "password_least": person.password_least,
        "totp_required": who.space is not None and who.space.totp_required,
    }


def offer(who: Access, password: str, client: Client, now: datetime) -> dict[str, object]:
    """A secret for an authenticator app, also as picture; nothing is asked for before it is confirmed. Conflict where it is on."""
    person, _ = accounts.check_signed_in(who)
    credentials.check_password(person, password, client, now, "password")
    credentials.forgive(person.email)
    secret = codes.new_secret()
    if not persons.offer_totp(person, secret):
        raise _is_on()
    address = codes.uri(secret, person.email)
    return {"secret": secret, "uri": address, "qr": codes.picture(address)}


def turn_on(who: Access, code: str, now: datetime) -> list[str]:
    """The first code turns two-step sign-in on; answers the recovery codes, shown this once. Conflict, WrongCode."""
    person, _ = accounts.check_signed_in(who)
    if person.totp_secret or not person.totp_offered:
        raise _is_on() if person.totp_secret else Conflict("totp_not_offered", "Start again: no secret is waiting.")
    step = codes.matching_step(person.totp_offered, plain_code(code), now)
    if step is None:
        raise WrongCode
    recovery = [recovery_code(random.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    hashes = frozenset(token_hash(plain_code(each)) for each in recovery)
    if not persons.turn_on_totp(person, step, hashes):
        raise _is_on()
    return recovery


def turn_off(who: Access, password: str, code: str, client: Client, now: datetime) -> None:
    """No code is asked for any more; Forbidden, WrongCode. Nothing where it is off."""
    person, _ = accounts.check_signed_in(who)
    credentials.check_again(person, password, code, client, now, "password")
    persons.turn_off_totp(person)


def require(who: Access, required: bool) -> None:
    """An admin says whether all members must sign in in two steps; Conflict for one who does not do so."""
    _, space = accounts.check_member(who, Role.admin)
    person, _ = accounts.check_signed_in(who)
    if required and person.totp_secret is None:
        raise Conflict("totp_missing", "Turn on two-step sign-in for your own account first.")
    keys.require_totp(space.id, required)


def _is_on() -> Conflict:
    return Conflict("totp_on", "Two-step sign-in is on already. Turn it off first to begin anew.")
