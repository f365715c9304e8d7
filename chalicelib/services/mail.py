"""E-mails follow from what was committed, so no crash can leave somebody invited, or a password forgotten, without one.

stream of the spaces table → token → e-mail. The token is made here and stored as a hash only; sent again, the latest link counts.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from typing import Any

from chalicelib import settings
from chalicelib.domain.ids import PersonId, SpaceId, token_hash
from chalicelib.gateways import email
from chalicelib.services import forgotten
from chalicelib.stores import people, resets


def send_due(images: Sequence[dict[str, Any]]) -> int:
    """Send the e-mails that a batch of the stream makes due; answers how many."""
    invited = [people.mail_wanted(image) for image in images]
    forgot = [resets.mail_wanted(image) for image in images]
    return sum(_send(*each) for each in invited if each) + sum(forgotten.send(*each) for each in forgot if each)


def _send(space_id: SpaceId, person_id: PersonId, due: int) -> bool:
    secret = random.token_urlsafe(32)
    invitation = people.start_mail(space_id, person_id, due, token_hash(secret))
    if invitation is None:
        return False
    link = f"{settings.public_url()}/register.html#{space_id}.{person_id}.{secret}"
    values = {
        "name": invitation.name,
        "inviter": invitation.inviter,
        "role": invitation.role.value.capitalize(),
        "space": invitation.space_name,
        "link": link,
        "expires": f"{invitation.expires_at:%d %B %Y, %H:%M} UTC",
    }
    try:
        email.send(invitation.email, "invitation", values)
    except email.Rejected as rejected:
        # One address that SES does not take must not keep the others waiting behind it.
        people.finish_mail(invitation, due, undeliverable=str(rejected))
        return False
    people.finish_mail(invitation, due)
    return True
