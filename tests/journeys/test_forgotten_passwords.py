"""Passwords forgotten: a link replaces them, once, for whoever has the mailbox and the second step."""

from __future__ import annotations

import pytest

from tests.journeys.acting import problem, stored
from tests.journeys.signing import (
    EMAIL,
    NEW_PASSWORD,
    WEAK,
    alive,
    app_code,
    asks_for_link,
    before_each_call,
    enrol,
    latest_link,
    resets,
    sign_in,
)
from tests.world import SUPPORT_EMAIL, Answer, World


def test_a_forgotten_password_is_replaced_by_the_link_in_the_e_mail(world: World) -> None:
    token = world.space().agents[0].token
    link = asks_for_link(world)
    mail = world.mails[-1]

    assert (mail["To"], mail["Subject"]) == ([EMAIL], "A new password for Live Chat")
    assert resets(world, link).status == 204
    assert not alive(world, token)
    assert sign_in(world).status == 401
    assert sign_in(world, password=NEW_PASSWORD).status == 200


def test_an_unknown_address_is_answered_alike_with_the_same_calls_and_gets_no_e_mail(world: World) -> None:
    world.space()
    sent, kept = len(world.mails), len(stored(world))
    answers, calls = [], []
    for email in (EMAIL, "nobody@acme.test", "not an address"):
        before = len(world.calls)
        answers.append(world.http("POST", "/password-reset", {"email": email}))
        calls.append([call.operation for call in world.calls[before:] if call.service == "dynamodb"])
    world.drain()

    assert {(each.status, each.body, str(each.headers)) for each in answers} == {(202, "{}", str(answers[0].headers))}
    assert calls[0] == calls[1] == calls[2]
    assert len(world.mails) == sent + 1
    assert len(stored(world)) == kept + 1


def test_asking_again_and_again_sends_few_e_mails_and_answers_alike(world: World) -> None:
    world.space()
    sent = len(world.mails)
    answers = {world.http("POST", "/password-reset", {"email": EMAIL}).status for _ in range(12)}
    world.drain()

    assert answers == {202}
    assert 1 <= len(world.mails) - sent <= 4
    assert resets(world, latest_link(world)).status == 204


def test_one_network_that_asks_for_everybody_is_stopped(world: World) -> None:
    world.space()
    answers = [world.http("POST", "/password-reset", {"email": f"p{n}@acme.test"}).status for n in range(70)]

    assert answers[0] == 202
    assert answers[-1] == 429
    assert (
        world.http("POST", "/password-reset", {"email": EMAIL}, x_forwarded_for="198.51.100.9, 10.0.0.1").status == 202
    )


def test_only_the_latest_link_is_good(world: World) -> None:
    world.space()
    first = asks_for_link(world)
    second = asks_for_link(world)

    assert problem(resets(world, first))["code"] == "reset_over"
    assert resets(world, second).status == 204


def test_a_link_is_good_for_an_hour_and_once(world: World) -> None:
    world.space()
    link = asks_for_link(world)
    assert resets(world, link).status == 204
    used = resets(world, link)
    late = asks_for_link(world)
    world.wait(3600)

    for answer in (used, resets(world, late)):
        assert (answer.status, problem(answer)["code"]) == (410, "reset_over")


def test_made_up_links_answer_like_used_ones(world: World) -> None:
    agent = world.space().agents[0]
    link = asks_for_link(world)
    owner, _, secret = link.partition(".")
    made_up = ("", ".", "x", f"{owner}.", f"{owner}.{secret}x", f"pr_other.{secret}", f"{agent.id}.x", "x" * 200_000)

    assert {(each.status, each.body) for each in (resets(world, token) for token in made_up)} == {
        (410, resets(world, "y.z").body)
    }
    assert resets(world, link).status == 204


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_does_not_spend_the_link(world: World, password: str) -> None:
    world.space()
    link = asks_for_link(world)
    answer = resets(world, link, password)

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "weak_password", "password")
    assert resets(world, link).status == 204


def test_with_two_step_sign_in_the_mailbox_alone_is_not_enough(world: World) -> None:
    secret, recovery = enrol(world, world.space().agents[0])
    link = asks_for_link(world)

    assert problem(resets(world, link))["code"] == "code_required"
    assert problem(resets(world, link, code="000000"))["code"] == "wrong_code"
    assert resets(world, link, code=app_code(world, secret)).status == 204
    again = asks_for_link(world)
    assert resets(world, again, "another one for the test", recovery[0]).status == 204


def test_guessing_the_code_behind_a_link_is_throttled(world: World) -> None:
    enrol(world, world.space().agents[0])
    link = asks_for_link(world)

    assert [resets(world, link, code=f"00000{n}").status for n in range(7)] == [401] * 6 + [429]


def test_a_new_password_lets_in_who_was_kept_waiting(world: World) -> None:
    world.space()
    for _ in range(9):
        sign_in(world, password="not this one at all")
    assert sign_in(world).status == 429
    resets(world, asks_for_link(world))

    assert sign_in(world, password=NEW_PASSWORD).status == 200


def test_support_people_forget_passwords_too(world: World) -> None:
    world.space()
    assert resets(world, asks_for_link(world, SUPPORT_EMAIL)).status == 204
    answer = world.http("POST", "/sign-in", {"email": SUPPORT_EMAIL, "password": NEW_PASSWORD})

    assert answer.json["person"]["support"]


def test_one_link_used_at_any_moment_of_being_used_sets_one_password(world: World) -> None:
    world.space()
    link = asks_for_link(world)

    def other() -> Answer:
        return resets(world, link, "something else entirely")

    for answer, first, where in before_each_call(world, lambda: resets(world, link), other):
        assert sorted((answer.status, first.status)) in ([204, 410], [204, 503]), where
        won = NEW_PASSWORD if answer.status == 204 else "something else entirely"
        assert sign_in(world, password=won).status == 200, where


def test_what_is_stored_of_a_link_is_not_its_token(world: World) -> None:
    world.space()
    link = asks_for_link(world)

    assert link.partition(".")[2] not in str(stored(world))


@pytest.mark.parametrize("path", ["/password-reset", "/password-reset/confirm"])
def test_a_page_of_another_site_can_do_neither(world: World, path: str) -> None:
    assert problem(world.http("POST", path, {}, origin="https://evil.test"))["code"] == "wrong_origin"
