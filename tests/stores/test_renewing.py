"""Invitations sent anew, and the e-mails that follow from them, each once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import Role, expiry
from chalicelib.stores import people, seats
from tests.domain.made import NOW, SPACE
from tests.stores.kept import acme, invitation, taken
from tests.stores.test_people import PERSON, invited
from tests.world_cloud import Cloud


def test_renewing_an_expired_invitation_uses_its_seat_and_the_new_details() -> None:
    acme(seats=1)
    old = invited(days_ago=8)
    new = replace(invitation(), name="Dana Diaz", phone="+14155550102", inviter="Ada")

    assert not seats.renew(old, new)

    found = people.invitation(SPACE, old.person_id)
    assert found is not None
    assert (found.name, found.phone, found.inviter, found.expires_at) == (
        "Dana Diaz",
        "+14155550102",
        "Ada",
        expiry(NOW),
    )
    assert taken() == 1
    assert people.start_mail(SPACE, old.person_id, 2, "hash2") is not None


def test_renewing_the_same_invitation_twice_sends_one_e_mail() -> None:
    acme()
    old = invited(days_ago=8)

    assert not seats.renew(old, invitation())
    assert seats.renew(old, invitation()) == {"invitation"}


def test_r4_renewing_as_admin_gives_the_seat_back_once_and_as_agent_takes_one() -> None:
    acme(seats=1)
    agents = invited("dana", days_ago=8)
    admins = invited("ada", Role.admin, days_ago=8)

    assert seats.renew(admins, invitation("ada")) == {"seat"}
    assert not seats.renew(agents, invitation("dana", Role.admin))
    assert "invitation" in seats.renew(agents, invitation("dana", Role.admin))
    assert taken() == 0
    assert not seats.renew(admins, invitation("ada"))
    assert taken() == 1


def test_what_has_been_accepted_cannot_be_renewed() -> None:
    acme()
    old = invited()
    seats.accept(old, PERSON, NOW)

    assert seats.renew(old, invitation()) == {"invitation"}


def test_an_e_mail_is_started_until_it_is_finished_and_the_latest_token_counts() -> None:
    acme()
    invited()

    again = people.start_mail(SPACE, PERSON.id, 1, "second")
    assert again is not None
    assert again.token_hash == "second"
    people.finish_mail(again, 1)
    assert people.start_mail(SPACE, PERSON.id, 1, "third") is None
    found = people.invitation(SPACE, PERSON.id)
    assert found is not None
    assert found.token_hash == "second"


@pytest.mark.parametrize("due", [0, 2, 99])
def test_an_e_mail_that_was_not_asked_for_is_not_started(due: int) -> None:
    acme()
    invited()

    assert people.start_mail(SPACE, PERSON.id, due, "other") is None


def test_no_e_mail_is_started_for_an_invitation_that_is_used_or_missing(cloud: Cloud) -> None:
    acme()
    seats.accept(invited(), PERSON, NOW)

    assert people.start_mail(SPACE, PERSON.id, 1, "hash") is None
    assert people.start_mail(SPACE, PersonId("pr_nobody"), 1, "hash") is None
    people.finish_mail(invitation("nobody"), 1)
    assert not [each for each in cloud.items("SpacesTable") if "nobody" in each["sk"]["S"]]


def test_of_the_streams_records_one_is_in_charge_of_an_e_mail(cloud: Cloud) -> None:
    acme()
    people.finish_mail(invited(), 1)
    images = [record["dynamodb"]["NewImage"] for record in cloud.changes("SpacesTable")]

    assert [people.mail_wanted(image) for image in images if people.mail_wanted(image)] == [(SPACE, PERSON.id, 1)]
