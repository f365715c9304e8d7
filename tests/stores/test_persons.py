"""The persons store: how somebody signs in changes whole or not at all, and what is for one use is used once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Contended
from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import Person
from chalicelib.stores import persons, resets, sessions
from chalicelib.stores.sessions import Session
from tests.domain.made import NOW, SPACE, later
from tests.stores.kept import at_once
from tests.world_cloud import Cloud

PERSON = Person(id=PersonId("pr_dana"), name="Dana", email="dana@acme.test", password_hash="hash")
HERE = Session(
    token_hash="here", person_id=PERSON.id, space_id=SPACE, expires_at=later(3600), signed_in_at=NOW, seen_at=NOW
)


@pytest.fixture(autouse=True)
def dana() -> None:
    persons.create(PERSON)
    sessions.create(HERE)


def now() -> Person:
    found = persons.get(PERSON.id)
    assert found
    return found


def session() -> Session:
    found = sessions.get(PERSON.id, "here", NOW)
    assert found
    return found


def linked(hashed: str = "token") -> None:
    assert resets.ask(PERSON.id, PERSON.email, NOW)
    assert resets.start_mail(PERSON.id, 1, hashed)


def in_two_steps() -> Person:
    assert persons.offer_totp(now(), "SECRET")
    assert persons.turn_on_totp(now(), 100, frozenset({"one", "two"}))
    return now()


def test_a_changed_password_raises_the_epoch_of_person_and_session_together() -> None:
    assert persons.change_password(now(), "another", HERE)

    assert (now().password_hash, now().epoch, session().epoch) == ("another", 1, 1)
    assert persons.change_password(now(), "third", session())
    assert (now().epoch, session().epoch) == (2, 2)


def test_a_change_decided_on_what_was_read_before_another_is_refused() -> None:
    before = now()
    assert persons.end_other_sessions(before, HERE)

    assert not persons.change_password(before, "another", HERE)
    assert not persons.end_other_sessions(before, HERE)
    assert (now().password_hash, now().epoch) == ("hash", 1)


def test_an_ended_session_changes_nothing_and_is_not_made_anew(cloud: Cloud) -> None:
    sessions.end(PERSON.id, "here")

    assert not persons.change_password(now(), "another", HERE)
    assert not persons.end_other_sessions(now(), HERE)
    assert not sessions.move(HERE, SPACE)
    sessions.seen(HERE, later(1))
    assert cloud.items("SessionsTable") == []
    assert now() == PERSON


def test_a_link_sets_one_password_however_many_come_with_it_at_once(cloud: Cloud) -> None:
    linked()
    before = now()

    def reset(number: int) -> bool:
        try:
            return not persons.reset_password(before, f"hash {number}", "token", later(1))
        except Contended:
            return False

    assert sum(at_once(cloud, reset, 20)) == 1
    assert now().password_hash.startswith("hash ")
    assert now().epoch == 1
    assert resets.get(PERSON.id) is None


def test_a_link_of_another_token_or_past_its_time_sets_none() -> None:
    linked()

    assert persons.reset_password(now(), "another", "other", later(1)) == {"reset"}
    assert persons.reset_password(now(), "another", "token", later(3600)) == {"reset"}
    assert persons.reset_password(replace(now(), epoch=5), "another", "token", later(1)) == {"person"}
    assert now() == PERSON


def test_nobody_is_asked_for_who_does_not_exist(cloud: Cloud) -> None:
    before = len(cloud.items("SpacesTable"))

    assert not resets.ask(PersonId("pr_nobody"), "nobody@acme.test", NOW)
    assert len(cloud.items("SpacesTable")) == before


def test_each_link_replaces_the_one_before_also_while_its_e_mail_is_written() -> None:
    linked("first")
    resets.ask(PERSON.id, PERSON.email, later(5))

    assert resets.start_mail(PERSON.id, 1, "late") is None
    found = resets.get(PERSON.id)
    assert (found.token_hash, found.expires_at) == ("", later(3605)) if found else False
    assert resets.start_mail(PERSON.id, 2, "second")
    resets.finish_mail(PERSON.id, 2)
    assert resets.start_mail(PERSON.id, 2, "again") is None


def test_a_recovery_code_is_used_once_however_many_come_with_it_at_once(cloud: Cloud) -> None:
    in_two_steps()

    assert sum(at_once(cloud, lambda _: persons.use_recovery(PERSON.id, "one"), 20)) == 1
    assert now().recovery == {"two"}
    assert not persons.use_recovery(PERSON.id, "three")
    assert persons.use_recovery(PERSON.id, "two")
    assert now().recovery == frozenset()


def test_a_step_is_used_once_and_none_before_it_afterwards(cloud: Cloud) -> None:
    in_two_steps()

    assert not persons.use_step(PERSON.id, "SECRET", 100)
    assert sum(at_once(cloud, lambda _: persons.use_step(PERSON.id, "SECRET", 103), 20)) == 1
    assert [persons.use_step(PERSON.id, "SECRET", step) for step in (101, 102, 104)] == [False, False, True]
    assert not persons.use_step(PERSON.id, "OTHER", 200)


def test_of_several_offers_the_one_that_was_read_is_turned_on() -> None:
    persons.offer_totp(now(), "FIRST")
    read = now()
    persons.offer_totp(now(), "SECOND")

    assert not persons.turn_on_totp(read, 1, frozenset({"one"}))
    assert persons.turn_on_totp(now(), 1, frozenset({"one"}))
    assert not persons.offer_totp(now(), "THIRD")
    assert (now().totp_secret, now().totp_offered, now().password_least) == ("SECOND", None, 12)


def test_turning_off_leaves_nothing_of_it_and_never_turns_off_another() -> None:
    old = in_two_steps()
    assert persons.turn_off_totp(old)
    assert not persons.turn_off_totp(old)
    assert now() == PERSON
    persons.offer_totp(now(), "NEWER")
    persons.turn_on_totp(now(), 1, frozenset({"one"}))

    assert not persons.turn_off_totp(old)
    assert now().totp_secret == "NEWER"
