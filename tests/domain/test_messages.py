"""The one form of what carriers tell us."""

from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import pytest

from chalicelib.domain.messages import (
    Channel,
    Choice,
    ContactCard,
    ErrorKind,
    Location,
    Media,
    Message,
    MessageType,
    Opt,
    Parsed,
    Reaction,
    Receipt,
    Status,
    rank,
    sentence,
)

FULL = Parsed(
    messages=(
        Message(
            provider_message_id="SM1",
            channel=Channel.whatsapp,
            type=MessageType.image,
            business="+18005550111",
            business_id="1122",
            user="+14155550101",
            user_id="US.123",
            user_name="Ana",
            sent_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            text="Olá 👋",
            media=(Media(kind=MessageType.image, content_type="image/jpeg", url="https://media.test/1", sha256="ab"),),
            location=Location(lat=40.4168, lon=-3.7038, name="Sol", address="Madrid"),
            contacts=(ContactCard(name="Bo", phones=("+1",)),),
            reaction=Reaction(emoji=None, target="SM0"),
            choice=Choice(id="row1", title="9am"),
            reply_to="SM0",
            target="SM0",
            forwarded=True,
            segments=2,
            opt=Opt.stop,
        ),
        Message(provider_message_id="SM2", channel=Channel.sms, type=MessageType.unsupported),
    ),
    receipts=(
        Receipt(
            provider_message_id="SM3",
            channel=Channel.sms,
            status=Status.failed,
            provider_status="undelivered",
            at=datetime(2026, 1, 2, tzinfo=UTC),
            user="+14155550101",
            client_ref="cv_1.2",
            error_code="30003",
            error_kind=ErrorKind.unreachable,
        ),
    ),
)


def test_everything_survives_json_there_and_back() -> None:
    assert msgspec.json.decode(msgspec.json.encode(FULL), type=Parsed) == FULL


def test_what_a_carrier_does_not_say_takes_no_room() -> None:
    message = Message(provider_message_id="SM2", channel=Channel.sms, type=MessageType.text)

    assert msgspec.to_builtins(message) == {"provider_message_id": "SM2", "channel": "sms", "type": "text"}


def test_each_status_ranks_above_the_one_before_it() -> None:
    order = ("pending", "unconfirmed", "accepted", "sent", "failed", "delivered", "read")

    assert all(rank(Status(lower)) < rank(Status(higher)) for lower, higher in pairwise(order))


def test_a_status_without_a_meaning_ranks_below_all_others() -> None:
    assert all(rank(Status.unknown) < rank(status) for status in Status if status is not Status.unknown)


@pytest.mark.parametrize("kind", ErrorKind)
def test_each_kind_of_failure_is_told_in_a_sentence_without_its_code(kind: ErrorKind) -> None:
    told = sentence(kind, "30003")

    assert told.endswith(".")
    assert "30003" not in told


def test_each_kind_of_failure_has_its_own_sentence() -> None:
    assert len({sentence(kind, None) for kind in ErrorKind}) == len(ErrorKind)


def test_an_unreachable_phone_is_named_as_such() -> None:
    assert sentence(ErrorKind.unreachable, "30003") == "The phone is switched off or out of reach."


def test_an_unknown_failure_names_the_code_where_there_is_one() -> None:
    assert sentence(None, "12345") == "The message could not be delivered (code 12345)."
    assert sentence(None, None) == "The message could not be delivered."
