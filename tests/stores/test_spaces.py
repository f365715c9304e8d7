"""The spaces store: spaces, their seats as a number, and senders with their one address."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, Invalid, NotFound
from chalicelib.domain.ids import SenderId, SpaceId
from chalicelib.domain.messages import Channel
from chalicelib.domain.spaces import BOTH_WAYS, Sender, Space
from chalicelib.stores import seats, spaces
from tests.domain.made import SPACE
from tests.stores.kept import acme, invitation, taken
from tests.world import World
from tests.world_cloud import Cloud

SENDER = Sender(
    id=SenderId("sn_care"),
    space_id=SPACE,
    channel=Channel.sms,
    carrier="twilio",
    address="+18005550111",
    name="Acme Care",
    directions=BOTH_WAYS,
    exclusive=True,
    account="accounts/sn_care",
    id_key="k" * 64,
)


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


def test_a_sender_is_found_by_its_id_and_among_those_of_its_space() -> None:
    other = replace(SENDER, id=SenderId("sn_other"), space_id=SpaceId("sp_other"), address="+18005550112")
    spaces.create_sender(SENDER)
    spaces.create_sender(other)

    assert spaces.sender(SENDER.id) == SENDER
    assert spaces.senders(SPACE) == [SENDER]
    with pytest.raises(NotFound):
        spaces.sender(SenderId("sn_nobody"))


def test_r14_an_address_is_the_sender_of_one_space_only(cloud: Cloud) -> None:
    spaces.create_sender(SENDER)
    before = cloud.items("SpacesTable")

    with pytest.raises(Conflict) as refused:
        spaces.create_sender(replace(SENDER, id=SenderId("sn_two"), space_id=SpaceId("sp_other")))

    assert (refused.value.code, refused.value.field) == ("address_taken", "address")
    assert cloud.items("SpacesTable") == before


def test_one_number_may_be_a_sender_of_each_channel() -> None:
    spaces.create_sender(SENDER)
    spaces.create_sender(replace(SENDER, id=SenderId("sn_two"), channel=Channel.whatsapp))

    assert len(spaces.senders(SPACE)) == 2


def test_a_warm_function_remembers_a_sender_for_a_minute_and_never_that_there_is_none(world: World) -> None:
    with pytest.raises(NotFound):
        spaces.settled_sender(SENDER.id)
    spaces.create_sender(SENDER)

    calls = len(world.calls)
    assert [spaces.settled_sender(SENDER.id) for _ in range(5)] == [SENDER] * 5
    assert len(world.calls) == calls + 1

    world.wait(61)
    spaces.settled_sender(SENDER.id)
    assert len(world.calls) == calls + 2
