"""The seat ledger: an invitation that ends in whatever way gives its seat back once (R4)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.domain.people import Role, State
from chalicelib.stores import people, seats
from tests.domain.made import NOW, SPACE, later
from tests.stores.kept import acme, at_once, invitation, taken
from tests.stores.seated import invited, joined, waiting
from tests.world_cloud import Cloud


@pytest.mark.parametrize("state", [State.revoked, State.expired])
def test_r4_an_invitation_that_ends_gives_its_seat_back_once(cloud: Cloud, state: State) -> None:
    acme()
    old = invited()

    answers = at_once(cloud, lambda _: seats.end(old, state), 20)

    assert sum(not refused for refused in answers) == 1
    assert (taken(), waiting().state) == (0, state)


def test_r4_an_admins_invitation_has_no_seat_to_give_back() -> None:
    acme()
    joined("eve")

    assert not seats.end(invited("ada", Role.admin), State.revoked)
    assert taken() == 1


def test_r4_an_expired_invitation_is_withdrawn_without_another_seat() -> None:
    acme()
    joined("eve")
    seats.end(invited(), State.expired)

    assert not seats.end(waiting(), State.revoked)
    assert (taken(), waiting().state) == (1, State.revoked)


def test_what_was_renewed_or_accepted_meanwhile_does_not_end(cloud: Cloud) -> None:
    acme()
    old = invited()
    seats.renew(old, replace(old, expires_at=later(10**6)))
    assert seats.end(old, State.expired) == {"invitation"}

    joined("eve")
    before = cloud.items("SpacesTable")
    for used in (replace(waiting("eve"), state=State.pending), waiting("eve")):
        assert seats.end(used, State.revoked) == {"invitation"}
    assert cloud.items("SpacesTable") == before


def test_what_has_ended_cannot_be_accepted_or_renewed_but_invited_anew() -> None:
    acme(seats=1)
    old = invited()
    seats.end(old, State.revoked)

    assert seats.accept(old, None, NOW) == {"invitation"}
    assert seats.renew(old, old) == {"invitation"}
    assert not seats.invite(invitation())
    assert (taken(), waiting().state) == (1, State.pending)


def test_an_old_e_mail_that_ends_late_does_not_count_for_the_invitation_that_came_after_it() -> None:
    acme()
    old = invited()
    seats.end(old, State.revoked)
    seats.invite(invitation())

    people.finish_mail(old, 1)
    assert people.start_mail(SPACE, old.person_id, 1, "new") is not None


def test_sent_again_the_old_link_ends_at_once() -> None:
    acme()
    old = invited()
    seats.renew(old, replace(old, expires_at=later(10**6)))

    assert waiting().token_hash == ""
    assert seats.accept(old, None, NOW) == {"invitation"}
    assert taken() == 1
