"""Persons, what they may do in a space, and the invitations that bring them there."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.errors import Conflict, Gone, Invalid
from chalicelib.domain.ids import PersonId, SpaceId

EMAIL_CHARACTERS = 254
INVITATION_DAYS = 7
PASSWORD_LEAST = 15
PASSWORD_LEAST_WITH_CODE = 12
PASSWORD_MOST = 128

# RFC 5321's usual form. Quoted local parts and address literals exist on paper only, and open the way to header tricks.
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
)
_COMMON = (
    "password",
    "passwort",
    "contraseña",
    "qwerty",
    "123456",
    "letmein",
    "livechat",
    "welcome",
    "iloveyou",
    "admin",
)


class Role(StrEnum):
    """What a member is in a space; somebody may be both (R8)."""

    agent = "agent"
    admin = "admin"


class State(StrEnum):
    """Where an invitation stands; one whose time is past stays pending, and holds its seat, until somebody finds it."""

    pending = "pending"
    accepted = "accepted"
    revoked = "revoked"
    expired = "expired"


class Person(Struct, frozen=True, kw_only=True):
    """One account, whatever spaces it is in. `support` belongs to the platform's own team.

    Sessions of another `epoch` have ended. `totp_secret` is set once two-step sign-in is on; `recovery` are hashes of unused codes.
    """

    id: PersonId
    name: str
    email: str
    password_hash: str
    support: bool = False
    epoch: int = 0
    totp_secret: str | None = None
    totp_offered: str | None = None
    recovery: frozenset[str] = frozenset()

    @property
    def password_least(self) -> int:
        """How long a password must be: shorter ones will do where a code is asked for as well."""
        return PASSWORD_LEAST_WITH_CODE if self.totp_secret else PASSWORD_LEAST


class Member(Struct, frozen=True, kw_only=True):
    """A registered person in a space; `aftermath_at` is when their roles changed, until what follows from it is done."""

    space_id: SpaceId
    person_id: PersonId
    name: str
    email: str
    phone: str
    roles: frozenset[Role]
    joined_at: datetime
    last_active_at: datetime | None = None
    aftermath_at: datetime | None = None


class Invitation(Struct, frozen=True, kw_only=True):
    """An e-mail sent (or about to be), not yet accepted; an agent's holds a seat meanwhile (R4)."""

    space_id: SpaceId
    person_id: PersonId
    name: str
    email: str
    phone: str
    role: Role
    inviter: str
    space_name: str
    invited_at: datetime
    expires_at: datetime
    state: State = State.pending
    token_hash: str = ""
    undeliverable: str | None = None


class Invitee(Struct, frozen=True, kw_only=True):
    """One row of the invitation form, checked."""

    name: str
    email: str
    phone: str
    role: Role


def check_email(email: str) -> str:
    """The address in its one form (ASCII, lower case); refused when it is none, or when folding would make it another's."""
    # The length comes first: what follows takes time that grows with its square.
    local, _, domain = email.strip().rpartition("@") if len(email) <= EMAIL_CHARACTERS else ("", "", "")
    found = f"{local.lower()}@{_ascii_domain(domain)}" if local.isascii() else ""
    if len(found) > EMAIL_CHARACTERS or len(local) > 64 or not _EMAIL.fullmatch(found):
        raise Invalid("invalid_email", "Enter an e-mail address like name@company.com.", "email")
    return found


def _ascii_domain(domain: str) -> str:
    """As DNS knows the domain; empty for one that IDNA would turn into somebody else's (straße.de into strasse.de)."""
    domain = unicodedata.normalize("NFC", domain).lower()
    if domain.isascii():
        return domain
    try:
        ascii_domain = domain.encode("idna")
        return ascii_domain.decode() if ascii_domain.decode("idna") == domain else ""
    except UnicodeError:
        return ""


def check_password(password: str, email: str, least: int = PASSWORD_LEAST) -> None:
    """Long enough and not among what everybody tries; no rules of composition (NIST SP 800-63B)."""
    if not least <= len(password) <= PASSWORD_MOST:
        raise Invalid(
            "weak_password", f"Use {least} to {PASSWORD_MOST} characters; a few words are easiest.", "password"
        )
    plain = password.casefold()
    own = [email.partition("@")[0], *_COMMON]
    rest = plain
    for word in own:
        rest = rest.replace(word, "")
    if len(set(plain)) < 5 or len(rest) < least // 2:
        raise Invalid("weak_password", "This password is too easy to guess. Use a few unrelated words.", "password")


def check_pending(invitation: Invitation, now: datetime) -> None:
    """An invitation can be accepted once, within its seven days, unless revoked."""
    if invitation.state is State.accepted:
        raise Gone("invitation_used", "This invitation was already used. Sign in instead.")
    if invitation.state is State.revoked:
        raise Gone("invitation_revoked", "This invitation was withdrawn. Ask your admin for a new one.")
    if invitation.state is State.expired or invitation.expires_at <= now:
        raise Gone("invitation_expired", "This invitation has expired. Ask your admin for a new one.")


def check_unused(invitation: Invitation) -> None:
    """Once accepted, an invitation is a member, and changed as such."""
    if invitation.state is State.accepted:
        raise Conflict("invitation_used", f"{invitation.email} has registered already. See Active Members.")


def check_roles(roles: object) -> frozenset[Role]:
    """At least one role and none that is unknown; Invalid. Who is to have none is removed."""
    if (
        not isinstance(roles, list)
        or not roles
        or not all(isinstance(each, str) and each in set(Role) for each in roles)
    ):
        raise Invalid("invalid_roles", "Choose Agent, Admin or both.", "roles")
    return frozenset(map(Role, roles))


def expiry(now: datetime) -> datetime:
    """When an invitation sent now ends."""
    return now + timedelta(days=INVITATION_DAYS)
