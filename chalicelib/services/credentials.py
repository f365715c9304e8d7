"""What somebody knows and has: the password, then the code where two-step sign-in is on. Failures are counted before they happen."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.errors import (
    CodeRequired,
    Forbidden,
    Invalid,
    LiveChatError,
    TooManyAttempts,
    WrongCode,
    WrongCredentials,
)
from chalicelib.domain.ids import person_id, token_hash
from chalicelib.domain.people import Person, check_email
from chalicelib.domain.signing_in import ACCOUNT_PACE, NETWORK_PACE, Client, is_totp, plain_code
from chalicelib.gateways import codes, passwords, secrets
from chalicelib.stores import persons, throttles


def check(email: str, password: str, code: str | None, client: Client, now: datetime) -> Person:
    """Who this is: WrongCredentials for unknown and wrong alike, then CodeRequired or WrongCode; TooManyAttempts.

    Whether the address is known or not, the same calls are made and the same hash is computed.
    """
    address = plain_address(email)
    _begin(address, client, now)
    person = persons.get(person_id(secrets.identity_key(), address))
    if not passwords.matches(password, person.password_hash if person else None) or person is None:
        _fail(client, now)
        raise WrongCredentials
    _check_code(person, code, client, now)
    forgive(address)
    return person


def check_again(person: Person, password: str, code: str | None, client: Client, now: datetime, field: str) -> None:
    """Somebody signed in changes how they sign in, so it must be them: Forbidden (field), CodeRequired, WrongCode."""
    check_password(person, password, client, now, field)
    _check_code(person, code, client, now)
    forgive(person.email)


def check_password(person: Person, password: str, client: Client, now: datetime, field: str) -> None:
    """Forbidden where this is not the person's password; TooManyAttempts."""
    _begin(person.email, client, now)
    if not passwords.matches(password, person.password_hash):
        _fail(client, now)
        raise Forbidden("wrong_password", "This is not your password.", field)


def is_changed(person: Person, current: str, new: str, client: Client, now: datetime) -> bool:
    """Whether a password was changed before, when the same is asked for again; Forbidden where neither is right, Invalid for no change."""
    _begin(person.email, client, now)
    is_old, is_new = (passwords.matches(each, person.password_hash) for each in (current, new))
    if not is_old and not is_new:
        _fail(client, now)
        raise Forbidden("wrong_password", "This is not your password.", "current")
    forgive(person.email)
    if is_old and is_new:
        raise Invalid("same_password", "This is the password that you have already.", "new")
    return is_new


def check_code(person: Person, code: str | None, client: Client, now: datetime) -> None:
    """The code alone, for who has shown otherwise who they are; CodeRequired, WrongCode, TooManyAttempts."""
    if person.totp_secret is not None and code:
        _begin(person.email, client, now)
    _check_code(person, code, client, now)


def forgive(address: str) -> None:
    """Forget an account's failures after a success."""
    throttles.forgive(throttles.key("account", address))


def plain_address(email: str) -> str:
    """The address in its one form, and something to count where it has none."""
    try:
        return check_email(email)
    except LiveChatError:
        return email[:254]


def network_key(client: Client, now: datetime) -> str:
    """What the failures of a network are counted under: anew each hour, as they are many people's."""
    return throttles.key(f"network#{now:%Y%m%d%H}", client.network)


def _begin(address: str, client: Client, now: datetime) -> None:
    # The account's try is counted before the password is looked at: a thousand at once must not all come first.
    waits = [throttles.take(throttles.key("account", address), ACCOUNT_PACE, now)]
    if client.network:
        waits.append(throttles.until(network_key(client, now), now))
    until = max((each for each in waits if each), default=None)
    if until:
        raise TooManyAttempts(int((until - now).total_seconds()) + 1)


def _fail(client: Client, now: datetime) -> None:
    if client.network:
        throttles.count(network_key(client, now), NETWORK_PACE, now)


def _check_code(person: Person, code: str | None, client: Client, now: datetime) -> None:
    if person.totp_secret is None:
        return
    if not code:
        raise CodeRequired
    if not _use(person, person.totp_secret, plain_code(code), now):
        _fail(client, now)
        raise WrongCode


def _use(person: Person, secret: str, code: str, now: datetime) -> bool:
    if not is_totp(code):
        return persons.use_recovery(person.id, token_hash(code))
    step = codes.matching_step(secret, code, now)
    return step is not None and persons.use_step(person.id, secret, step)
