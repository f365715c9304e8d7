"""Typed ids, and the two that are derived rather than drawn, so that finding and creating are one conditional write."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import NewType

from chalicelib.domain.errors import NotFound

SpaceId = NewType("SpaceId", str)
SenderId = NewType("SenderId", str)
AccountId = NewType("AccountId", str)
PersonId = NewType("PersonId", str)
ConversationId = NewType("ConversationId", str)
ConnectionId = NewType("ConnectionId", str)

DERIVED_CHARACTERS = 26  # of base 32: 130 bits
_FORM = re.compile(r"[a-z]{2}_[a-z0-9_]{1,60}")


def conversation_id(key: str, contact: str) -> ConversationId:
    """The one conversation of a sender with a contact; `key` is the sender's own, so no phone number can be guessed from it."""
    return ConversationId("cv_" + _keyed(key, contact))


def person_id(key: str, email: str) -> PersonId:
    """The person behind a normalised e-mail address; `key` is the deployment's identity secret."""
    return PersonId("pr_" + _keyed(key, email))


def is_id(text: str) -> bool:
    """Whether a text from outside can be an id of ours; a store would choke on an empty or endless one."""
    return _FORM.fullmatch(text) is not None


def check_id(text: str) -> str:
    """The text, where it can be an id of ours; NotFound, as for any other that leads nowhere."""
    if not is_id(text):
        raise NotFound
    return text


def token_hash(token: str) -> str:
    """What is stored of a secret token: its SHA-256, hexadecimal. Tokens are 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def message_reference(conversation: ConversationId, seq: int) -> str:
    """Our name for an MT message that a carrier carries through and brings back in its receipts."""
    return f"{conversation}.{seq}"


def read_reference(reference: str) -> tuple[ConversationId, int] | None:
    """The conversation and `seq` of a reference, or None where it is not one of ours."""
    conversation, _, seq = reference.partition(".")
    if not conversation.startswith("cv_") or not (seq.isascii() and seq.isdigit() and len(seq) < 10):
        return None
    return ConversationId(conversation), int(seq)


def _keyed(key: str, value: str) -> str:
    digest = hmac.new(key.encode(), value.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:DERIVED_CHARACTERS]
