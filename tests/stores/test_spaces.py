"""The spaces store: spaces, and their seats as a number."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.errors import Conflict, Invalid, NotFound
from chalicelib.domain.ids import SpaceId
from chalicelib.domain.messages import Channel
from chalicelib.domain.spaces import Space
from chalicelib.stores import seats, spaces
from tests.domain.made import SPACE
from tests.stores.kept import acme, invitation, taken
from tests.world_cloud import Cloud


def test_a_new_space_has_no_channels_no_live_chat_and_no_seats() -> None:
    spaces.create(Space(id=SPACE, name="Acme"))

    assert spaces.get(SPACE) == Space(id=SPACE, name="Acme")


def test_a_space_that_nobody_made_is_not_found_and_not_made_by_changing_it(cloud: Cloud) -> None:
    with pytest.raises(NotFound):
        spaces.get(SPACE)
    with pytest.raises(NotFound):
        spaces.set_channels(SPACE, frozenset({Channel.sms}))
    with pytest.raises(NotFound):
        spaces.activate(SPACE, 3)

    assert cloud.items("SpacesTable") == []


def test_r9_the_channels_of_a_space_are_those_last_set() -> None:
    acme()

    assert spaces.set_channels(SPACE, frozenset(Channel)).channels == frozenset(Channel)
    assert spaces.set_channels(SPACE, frozenset()).channels == frozenset()
    assert spaces.get(SPACE).channels == frozenset()


def test_r1_activation_gives_seats_and_again_changes_their_number_alone() -> None:
    acme(seats=2)
    seats.invite(invitation())

    found = spaces.activate(SPACE, 5)

    assert (found.live_chat, found.seats_total, found.seats_taken) == (True, 5, 1)
    assert spaces.activate(SPACE, 1).seats_total == 1


def test_r1_seats_never_fall_below_those_taken_even_when_one_is_taken_at_that_moment(cloud: Cloud) -> None:
    acme(seats=2)
    seats.invite(invitation("dana"))

    def invited_in_between(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "UpdateItem":
            cloud.interfere = None
            seats.invite(invitation("eve"))
        return commit()

    cloud.interfere = invited_in_between
    with pytest.raises(Conflict) as refused:
        spaces.activate(SPACE, 1)

    assert refused.value.code == "seats_taken"
    assert (spaces.get(SPACE).seats_total, taken()) == (2, 2)


def test_a_number_of_seats_that_makes_no_sense_changes_nothing() -> None:
    acme(seats=2)

    with pytest.raises(Invalid):
        spaces.activate(SPACE, 0)

    assert spaces.get(SPACE).seats_total == 2


def test_all_spaces_come_by_name_whatever_the_case() -> None:
    for number, name in enumerate(("beta", "Älpha", "Alpha", "alpha")):
        spaces.create(Space(id=SpaceId(f"sp_{number}"), name=name))

    assert [space.name for space in spaces.every()][:2] in (["Alpha", "alpha"], ["alpha", "Alpha"])
    assert len(spaces.every()) == 4


def test_more_than_a_hundred_spaces_are_all_found() -> None:
    for number in range(130):
        spaces.create(Space(id=SpaceId(f"sp_{number}"), name=f"Space {number:03d}"))

    assert [space.name for space in spaces.every()] == [f"Space {number:03d}" for number in range(130)]


def test_a_space_has_the_country_that_was_last_set() -> None:
    spaces.create(Space(id=SPACE, name="Acme", country="BR"))

    assert spaces.get(SPACE).country == "BR"
    assert spaces.set_country(SPACE, "DE") == Space(id=SPACE, name="Acme", country="DE")
    assert spaces.set_country(SPACE, None) == spaces.get(SPACE) == Space(id=SPACE, name="Acme")
    with pytest.raises(NotFound):
        spaces.set_country(SpaceId("sp_none"), "DE")
