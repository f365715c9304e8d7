"""Who is in a world, and where they belong."""

from __future__ import annotations

from dataclasses import dataclass, field

PASSWORD = "correct horse battery staple"
SUPPORT_EMAIL = "sue@platform.test"
END_USER = "+14155550199"
SENDER_ADDRESS = "+18005550111"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account, signed in by `token` (empty before the registration)."""

    id: str
    name: str
    email: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Space:
    """A space with Live Chat and one exclusive sender, on an account."""

    id: str
    sender_id: str
    account_id: str
    channel: str
    agents: list[Person] = field(default_factory=list)
    admins: list[Person] = field(default_factory=list)


def invitee(name: str, role: str = "agent") -> dict[str, str]:
    """A row of the invitation form."""
    return {
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}@acme.test",
        "phone": "+14155550101",
        "role": role,
    }
