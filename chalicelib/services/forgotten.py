"""Passwords changed and forgotten. A forgotten one is replaced by a link that the owner of the mailbox gets, once.

asked → (stream of the spaces table) → token → e-mail → new password, all sessions ended.
"""

from __future__ import annotations

import secrets as random
from datetime import datetime

from chalicelib import settings
from chalicelib.domain.errors import Contended, Gone, Invalid, TooManyAttempts
from chalicelib.domain.ids import PersonId, is_id, person_id, token_hash
from chalicelib.domain.people import Person, check_password
from chalicelib.domain.signing_in import NETWORK_PACE, RESET_PACE, Client
from chalicelib.gateways import email as mails
from chalicelib.gateways import passwords, secrets
from chalicelib.services import accounts, credentials, presence
from chalicelib.services.accounts import Access
from chalicelib.stores import persons, resets, throttles


def change(who: Access, current: str, new: str, client: Client, now: datetime) -> None:
    """Another password; every other session ends with its sockets. Forbidden, Invalid, TooManyAttempts.

    Whoever heard no answer may send the same again: where the new password counts already, what is left is done.
    """
    person, session = accounts.check_signed_in(who)
    if credentials.is_changed(person, current, new, client, now):
        presence.close_ended(person.id, now)
        return
    _check_new(new, person, "new")
    if not persons.change_password(person, passwords.hashed(new), session):
        raise Contended
    presence.close_ended(person.id, now)


def ask(email: str, client: Client, now: datetime) -> None:
    """Have a link sent where the address has an account; nothing tells whether it has, neither answer nor work.

    TooManyAttempts for a network that asks without end; an address that was asked for too often gets no further e-mail.
    """
    address = credentials.plain_address(email)
    _check_network(client, now)
    if throttles.take(throttles.key("reset", address), RESET_PACE, now) is None:
        resets.ask(person_id(secrets.identity_key(), address), address, now)


def send(person_id: PersonId, due: int) -> bool:
    """Send the e-mail number `due`; False where that was sent or is no longer wanted."""
    secret = random.token_urlsafe(32)
    reset = resets.start_mail(person_id, due, token_hash(secret))
    if reset is None:
        return False
    link = f"{settings.public_url()}/new-password.html#{person_id}.{secret}"
    mails.send(reset.email, "reset", {"link": link, "expires": f"{reset.expires_at:%d %B %Y, %H:%M} UTC"})
    resets.finish_mail(person_id, due)
    return True


def confirm(token: str, password: str, code: str | None, client: Client, now: datetime) -> None:
    """Another password by the link's token, once; all sessions end. Gone, Invalid, CodeRequired, WrongCode."""
    owner, _, secret = token.partition(".")
    person = _owner_of(owner, secret, now)
    _check_new(password, person, "password")
    credentials.check_code(person, code, client, now)
    refused = persons.reset_password(person, passwords.hashed(password), token_hash(secret), now)
    if "reset" in refused:
        raise _over()
    if refused:
        raise Contended
    credentials.forgive(person.email)
    presence.close_ended(person.id, now)


def _check_new(password: str, person: Person, field: str) -> None:
    try:
        check_password(password, person.email, person.password_least)
    except Invalid as refused:
        raise Invalid(refused.code, refused.title, field) from None


def _owner_of(owner: str, secret: str, now: datetime) -> Person:
    reset = resets.get(PersonId(owner)) if is_id(owner) else None
    person = persons.get(PersonId(owner)) if reset else None
    if reset is None or person is None or reset.token_hash != token_hash(secret) or reset.expires_at <= now:
        raise _over()
    return person


def _over() -> Gone:
    return Gone("reset_over", "This link was used, replaced by a later one, or has expired. Ask for a new one.")


def _check_network(client: Client, now: datetime) -> None:
    if not client.network:
        return
    until = throttles.take(throttles.key(f"asking#{now:%Y%m%d%H}", client.network), NETWORK_PACE, now)
    if until:
        raise TooManyAttempts(int((until - now).total_seconds()) + 1)
