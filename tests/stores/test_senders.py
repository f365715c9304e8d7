"""The senders store: who has which address and key, on which account, and what a warm function remembers of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import AccountId, SenderId, SpaceId
from chalicelib.domain.messages import Channel
from chalicelib.domain.spaces import Sender
from chalicelib.stores import carrier_accounts, senders
from tests.domain.made import ACCOUNT, CARE, NOW, SPACE
from tests.world import World
from tests.world_cloud import Cloud

SECOND = replace(ACCOUNT, id=AccountId("ac_second"), name="Second", secret="accounts/ac_second")
KEYED = replace(CARE, sender_key="PN1")


@pytest.fixture(autouse=True)
def _accounts(world: World) -> None:
    for account in (ACCOUNT, SECOND):
        carrier_accounts.create(account)


def other(**changes: Any) -> Sender:
    """Another sender than the usual one."""
    return replace(CARE, id=SenderId("sn_two"), **{"address": "+18005550112", **changes})


def counted(account_id: AccountId = ACCOUNT.id) -> int:
    return carrier_accounts.get(account_id).senders


def test_a_sender_is_found_by_its_id_and_among_those_of_its_space() -> None:
    foreign = other(space_id=SpaceId("sp_other"))
    senders.create(KEYED)
    senders.create(foreign)

    assert senders.get(CARE.id) == KEYED
    assert senders.of_space(SPACE) == [KEYED]
    assert counted() == 2
    with pytest.raises(NotFound):
        senders.get(SenderId("sn_nobody"))


def test_r14_an_address_is_the_sender_of_one_space_only(cloud: Cloud) -> None:
    senders.create(CARE)
    before = cloud.items("SpacesTable")

    with pytest.raises(Conflict) as refused:
        senders.create(other(space_id=SpaceId("sp_other"), address=CARE.address))

    assert (refused.value.code, refused.value.field) == ("address_taken", "address")
    assert cloud.items("SpacesTable") == before


def test_one_number_may_be_a_sender_of_each_channel() -> None:
    senders.create(CARE)
    senders.create(other(address=CARE.address, channel=Channel.whatsapp))

    assert len(senders.of_space(SPACE)) == 2


def test_a_sender_stands_on_no_account_that_is_not_there_or_another_carriers(cloud: Cloud) -> None:
    before = cloud.items("SpacesTable")
    for wrong in (replace(CARE, account_id=AccountId("ac_none")), replace(CARE, carrier="pigeon")):
        with pytest.raises(NotFound):
            senders.create(wrong)

    assert cloud.items("SpacesTable") == before


def test_a_warm_function_remembers_a_sender_for_a_minute_and_never_that_there_is_none(world: World) -> None:
    with pytest.raises(NotFound):
        senders.settled(CARE.id)
    senders.create(KEYED)

    calls = len(world.calls)
    ways: list[Callable[[], str]] = [
        lambda: senders.settled(CARE.id).id,
        lambda: senders.at(CARE.channel, CARE.address),
        lambda: senders.keyed(ACCOUNT.id, CARE.channel, "PN1"),
    ]
    for minute in (1, 2):
        assert [way() for way in ways for _ in range(5)] == [CARE.id] * 15
        assert len(world.calls) == calls + 3 * minute
        world.wait(61)


def test_a_key_is_the_senders_of_one_account_and_channel() -> None:
    senders.create(KEYED)

    with pytest.raises(Conflict) as refused:
        senders.create(other(sender_key="PN1"))
    assert (refused.value.code, refused.value.field) == ("sender_key_taken", "sender_key")
    senders.create(other(sender_key="PN1", account_id=SECOND.id))
    assert senders.keyed(ACCOUNT.id, Channel.sms, "PN1") == CARE.id
    assert senders.keyed(SECOND.id, Channel.sms, "PN1") == "sn_two"


def test_a_moved_sender_takes_its_key_and_its_place_along() -> None:
    senders.create(KEYED)
    moved = replace(KEYED, account_id=SECOND.id, account=SECOND.secret, name="Care")

    assert senders.change(KEYED, moved)
    assert senders.get(CARE.id) == moved
    assert (counted(), counted(SECOND.id)) == (0, 1)
    assert senders.keyed(SECOND.id, Channel.sms, "PN1") == CARE.id
    with pytest.raises(NotFound):
        senders.keyed(ACCOUNT.id, Channel.sms, "PN1")


def test_a_change_of_what_was_read_before_another_change_changes_nothing(cloud: Cloud) -> None:
    senders.create(CARE)
    assert senders.change(CARE, KEYED)
    before = cloud.items("SpacesTable")

    assert not senders.change(CARE, replace(CARE, account_id=SECOND.id))
    assert not senders.remove(CARE, NOW)
    assert cloud.items("SpacesTable") == before


def test_a_removed_sender_leaves_its_address_key_and_place_and_is_still_there_for_what_is_under_way() -> None:
    senders.create(KEYED)

    assert senders.remove(KEYED, NOW)
    assert senders.get(CARE.id) == replace(KEYED, removed_at=NOW)
    assert senders.of_space(SPACE) == []
    assert counted() == 0
    assert not senders.remove(KEYED, NOW)
    assert not senders.change(KEYED, CARE)
    with pytest.raises(NotFound):
        senders.set_exclusive(KEYED, False)
    senders.create(other(address=CARE.address, sender_key="PN1"))


def test_an_account_is_not_deleted_while_a_sender_stands_on_it() -> None:
    senders.create(CARE)

    assert not carrier_accounts.delete(ACCOUNT.id)
    senders.remove(CARE, NOW)
    assert carrier_accounts.delete(ACCOUNT.id)
    assert not carrier_accounts.delete(ACCOUNT.id)
    assert carrier_accounts.of_space(SPACE) == [SECOND]
    with pytest.raises(NotFound):
        senders.create(other())
