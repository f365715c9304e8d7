"""Passwords changed: by their owner alone, and with every session that the old one opened."""

from __future__ import annotations

import pytest

from tests.journeys.acting import problem, stored
from tests.journeys.signing import (
    NEW_PASSWORD,
    WEAK,
    alive,
    app_code,
    before_each_call,
    enrol,
    sign_in,
)
from tests.world import PASSWORD, Answer, World


def change(world: World, token: str, current: str = PASSWORD, new: str = NEW_PASSWORD) -> Answer:
    return world.http("PUT", "/password", {"current": current, "new": new}, token=token)


def test_a_changed_password_counts_at_once_and_ends_the_other_sessions(world: World) -> None:
    mine = world.space().agents[0].token
    other = sign_in(world).json["token"]

    assert change(world, mine).status == 204
    assert [alive(world, token) for token in (mine, other)] == [True, False]
    assert sign_in(world).status == 401
    assert sign_in(world, password=NEW_PASSWORD).status == 200


def test_the_present_password_must_be_right_and_guessing_it_is_throttled(world: World) -> None:
    mine = world.space().agents[0].token
    answers = [change(world, mine, current="not this one at all") for _ in range(7)]

    assert [answer.status for answer in answers] == [403] * 6 + [429]
    assert (problem(answers[0])["code"], problem(answers[0])["field"]) == ("wrong_password", "current")
    assert change(world, mine).status == 429
    world.wait(10)
    assert change(world, mine).status == 204


@pytest.mark.parametrize("new", WEAK)
def test_a_weak_new_password_is_refused_and_nothing_changes(world: World, new: str) -> None:
    mine = world.space().agents[0].token
    other = sign_in(world).json["token"]
    before = stored(world)
    answer = change(world, mine, new=new)

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "weak_password", "new")
    assert stored(world) == before
    assert alive(world, other)


def test_the_same_password_again_is_none(world: World) -> None:
    answer = change(world, world.space().agents[0].token, new=PASSWORD)

    assert (answer.status, problem(answer)["code"]) == (422, "same_password")


def test_a_password_is_the_same_however_the_keyboard_writes_its_letters(world: World) -> None:
    mine = world.space().agents[0].token
    change(world, mine, new="cre\u0300me bru\u0302le\u0301e for two")

    assert sign_in(world, password="cr\u00e8me br\u00fbl\u00e9e for two").status == 200


def test_a_shorter_password_will_do_with_two_step_sign_in(world: World) -> None:
    agent = world.space().agents[0]
    short = "lamp boat 12"
    assert change(world, agent.token, new=short).status == 422
    secret, _ = enrol(world, agent)

    assert change(world, agent.token, new="lamp boat 1").status == 422
    assert change(world, agent.token, new=short).status == 204
    assert sign_in(world, app_code(world, secret), short).status == 200


def test_somebody_who_signs_in_while_the_password_changes_is_in_with_the_new_one_only(world: World) -> None:
    mine = world.space().agents[0].token

    for answer, changed, where in before_each_call(world, lambda: sign_in(world), lambda: change(world, mine)):
        assert changed.status == 204, where
        assert answer.status == 401 or not alive(world, answer.json["token"]), where
        assert alive(world, mine), where


def test_of_two_who_change_the_password_at_the_same_moment_one_stays_in(world: World) -> None:
    mine = world.space().agents[0].token
    other = sign_in(world).json["token"]

    def others() -> Answer:
        return change(world, other, new="something else entirely")

    for answer, changed, where in before_each_call(world, lambda: change(world, mine), others):
        assert 204 in (answer.status, changed.status), where
        assert [alive(world, mine), alive(world, other)].count(True) == 1, where
        won = NEW_PASSWORD if alive(world, mine) else "something else entirely"
        world.wait(3600)
        assert sign_in(world, password=won).status == 200, where
