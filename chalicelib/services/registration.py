"""Complete Account Registration: an invitation becomes a member, once, for the address it was sent to (R6)."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.errors import Contended, Forbidden, NotFound
from chalicelib.domain.ids import PersonId, SpaceId, check_id, person_id, token_hash
from chalicelib.domain.people import Invitation, Person, Role, check_email, check_password, check_pending
from chalicelib.domain.signing_in import Client
from chalicelib.domain.spaces import check_active
from chalicelib.gateways import passwords, secrets
from chalicelib.services import accounts, credentials
from chalicelib.services.accounts import Access
from chalicelib.stores import people, persons, seats, spaces


def look(token: str, now: datetime) -> dict[str, object]:
    """What the link's page shows before anything is typed; Gone, NotFound, Conflict while Live Chat is closed to agents."""
    invitation = _find(token, now)
    return {
        "space": {"name": invitation.space_name},
        "role": invitation.role,
        "inviter": invitation.inviter,
        "expires_at": invitation.expires_at,
        "has_account": persons.get(invitation.person_id) is not None,
    }


def register(
    token: str, email: str, password: str, code: str | None, client: Client, now: datetime
) -> tuple[str, Access]:
    """Join the space and sign in. Forbidden for another address, which does not spend the link; Gone.

    Whoever has an account signs in by it: WrongCredentials, CodeRequired, WrongCode.
    """
    invitation = _find(token, now)
    address = check_email(email)
    if person_id(secrets.identity_key(), address) != invitation.person_id:
        raise Forbidden("wrong_email", "This invitation was sent to another e-mail address.", "email")
    known = persons.get(invitation.person_id)
    if known:
        known = credentials.check(address, password, code, client, now)
    person = known or _new_person(invitation, address, password)
    refused = seats.accept(invitation, None if known else person, now)
    if "person" in refused:
        # They have just registered by another space's invitation: now it is this password that counts.
        return register(token, email, password, code, client, now)
    if refused:
        _find(token, now)  # says what has become of it meanwhile
        raise Contended
    return accounts.open_session(person, invitation.space_id, client, now)


def _new_person(invitation: Invitation, address: str, password: str) -> Person:
    check_password(password, address)
    hashed = passwords.hashed(password)
    return Person(id=invitation.person_id, name=invitation.name, email=address, password_hash=hashed)


def _find(token: str, now: datetime) -> Invitation:
    space_id, _, rest = token.partition(".")
    person, _, secret = rest.partition(".")
    invitation = people.invitation(SpaceId(check_id(space_id)), PersonId(check_id(person)))
    if invitation is None:
        raise NotFound
    # A used or revoked one is told only to who holds the link; its hash stays for that.
    if invitation.token_hash != token_hash(secret):
        raise NotFound
    check_pending(invitation, now)
    if invitation.role is Role.agent:
        check_active(spaces.get(invitation.space_id))
    return invitation
