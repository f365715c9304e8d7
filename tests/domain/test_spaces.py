"""A space: Live Chat's activation and seats (R1), and which senders it takes (R9)."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import Conflict, Invalid
from chalicelib.domain.messages import Channel, Direction
from chalicelib.domain.spaces import (
    BOTH_WAYS,
    NAME_CHARACTERS,
    SEATS_AT_MOST,
    Space,
    check_active,
    check_name,
    check_seats,
    check_sender,
)
from tests.domain.made import SPACE

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
