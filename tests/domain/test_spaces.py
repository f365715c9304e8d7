"""A space: Live Chat's activation and seats (R1), which senders it takes (R9), and which of them for itself (R14)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, Invalid
from chalicelib.domain.messages import Channel, Direction
from chalicelib.domain.spaces import (
    BOTH_WAYS,
    KEY_CHARACTERS,
    NAME_CHARACTERS,
    SEATS_AT_MOST,
    Space,
    check_active,
    check_exclusive,
    check_name,
    check_seats,
    check_sender,
    check_sender_key,
)
from tests.domain.made import CARE, SPACE

ACME = Space(id=SPACE, name="Acme", channels=frozenset({Channel.sms}), live_chat=True, seats_total=5, seats_taken=3)


def test_seats_left_are_those_not_taken() -> None:
    assert ACME.seats_left == 2


def test_r1_seats_can_rise_and_fall_down_to_those_taken() -> None:
    for seats in (3, 5, 6, SEATS_AT_MOST):
        check_seats(ACME, seats)


def test_r1_seats_below_those_taken_are_refused_and_the_number_is_named() -> None:
    with pytest.raises(Conflict) as refused:
        check_seats(ACME, 2)

    assert (refused.value.code, refused.value.field) == ("seats_taken", "seats")
    assert refused.value.title.startswith("3 seats are taken")


@pytest.mark.parametrize("seats", [0, -1, SEATS_AT_MOST + 1, 10**400])
def test_a_number_of_seats_that_makes_no_sense_is_refused(seats: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_seats(ACME, seats)

    assert refused.value.code == "invalid_seats"


def test_r1_a_space_that_support_has_not_activated_has_no_live_chat() -> None:
    check_active(ACME)

    with pytest.raises(Conflict) as refused:
        check_active(Space(id=SPACE, name="Acme"))

    assert refused.value.code == "live_chat_inactive"


def test_r9_a_sender_for_both_directions_on_a_channel_of_the_space_is_taken() -> None:
    check_sender(ACME, Channel.sms, BOTH_WAYS)


@pytest.mark.parametrize(
    ("directions", "told"), [({Direction.MT}, "MT only"), ({Direction.MO}, "MO only"), (set(), "neither")]
)
def test_r9_a_sender_that_goes_one_way_only_is_refused_and_told_which(directions: set[Direction], told: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_sender(ACME, Channel.sms, frozenset(directions))

    assert (refused.value.code, refused.value.field) == ("one_way_sender", "directions")
    assert told in refused.value.title


def test_r9_a_sender_of_a_channel_that_the_space_does_not_have_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        check_sender(ACME, Channel.whatsapp, BOTH_WAYS)

    assert (refused.value.code, refused.value.field) == ("channel_not_enabled", "channel")
    assert "whatsapp" in refused.value.title


def test_a_name_is_taken_without_the_space_around_it() -> None:
    assert check_name("  Acme & Söhne <GmbH> ") == "Acme & Söhne <GmbH>"


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * (NAME_CHARACTERS + 1), "a\nb", "a\x00b", "a\r\nBcc: x@y.test", "\u202eemca", "a\u2028b"]
)
def test_a_name_that_is_empty_too_long_or_not_printable_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_name(name)

    assert (refused.value.code, refused.value.field) == ("invalid_name", "name")


def test_r14_a_sender_without_campaigns_can_be_exclusive() -> None:
    check_exclusive(CARE, [])


def test_r14_a_sender_with_campaigns_is_not_made_exclusive_and_they_are_named() -> None:
    with pytest.raises(Conflict) as refused:
        check_exclusive(CARE, ["Summer sale", "Orders"])

    assert (refused.value.code, refused.value.field) == ("sender_has_campaigns", "exclusive")
    assert refused.value.title == "Acme Care has campaigns: “Summer sale”, “Orders”. Take it out of them first."


@pytest.mark.parametrize("direction", Direction)
def test_r9_a_sender_that_goes_one_way_cannot_be_exclusive(direction: Direction) -> None:
    with pytest.raises(Invalid) as refused:
        check_exclusive(replace(CARE, directions=frozenset({direction})), [])

    assert (refused.value.code, refused.value.field) == ("one_way_sender", "directions")


def test_a_carriers_key_is_one_word_or_none() -> None:
    assert check_sender_key(" 106540352242922 ") == "106540352242922"
    assert check_sender_key("arn:aws:x/phone-number-id-1") == "arn:aws:x/phone-number-id-1"
    assert check_sender_key(None) is check_sender_key("  ") is None
    assert check_sender_key("k" * KEY_CHARACTERS)
    for wrong in ("k" * (KEY_CHARACTERS + 1), "a b", "a\nb", "a\x00"):
        with pytest.raises(Invalid):
            check_sender_key(wrong)
