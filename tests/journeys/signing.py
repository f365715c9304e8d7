"""What journeys of signing in share: codes as an authenticator app shows them, links from e-mails, races."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyotp

from tests.world import PASSWORD, Answer, Person, World

EMAIL = "agent.1@acme.test"
NEW_PASSWORD = "three boats under a lamp"
WEAK = ["", "short", "fourteen chars", "agent.1agent.1agent.1", "aaaaaaaaaaaaaaaaaaaa", "x" * 129]


def sign_in(world: World, code: str | None = None, password: str = PASSWORD, **more: Any) -> Answer:
    """Agent 1 (or `email`) signs in as a program, so that the answer holds the token."""
    headers = {key: more.pop(key) for key in ("user_agent", "x_forwarded_for") if key in more}
    body = {"email": EMAIL, "password": password, "program": True, **more} | ({"code": code} if code else {})
    return world.http("POST", "/sign-in", body, **headers)


def app_code(world: World, secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or so many half minutes later."""
    return pyotp.TOTP(secret).at(int(world.clock.moment) + 30 * steps)


def enrol(world: World, person: Person) -> tuple[str, list[str]]:
    """Two-step sign-in is on: the secret in the app, and the recovery codes. The code of this half minute is not used."""
    offered = world.http("POST", "/totp", {"password": PASSWORD}, token=person.token)
    assert offered.status == 200, offered
    secret: str = offered.json["secret"]
    answer = world.http("POST", "/totp/confirm", {"code": app_code(world, secret)}, token=person.token)
    assert answer.status == 200, answer
    world.wait(30)
    return secret, answer.json["recovery_codes"]


def alive(world: World, token: str) -> bool:
    """Whether a session lasts."""
    return world.http("GET", "/me", token=token).status == 200


def asks_for_link(world: World, email: str = EMAIL) -> str:
    """Somebody forgot their password, and the e-mail comes: the token of its link."""
    assert world.http("POST", "/password-reset", {"email": email}).status == 202
    world.drain()
    return latest_link(world, email)


def latest_link(world: World, email: str = EMAIL) -> str:
    """The token of the latest link for a new password."""
    text = next(mail["BodyText"] for mail in reversed(world.mails) if mail["To"] == [email])
    return str(text.partition("new-password.html#")[2].split()[0])


def resets(world: World, token: str, password: str = NEW_PASSWORD, code: str | None = None) -> Answer:
    """The form behind the link is sent."""
    body = {"token": token, "password": password} | ({"code": code} if code else {})
    return world.http("POST", "/password-reset/confirm", body)


def before_each_call(
    world: World, of: Callable[[], Answer], other: Callable[[], Any]
) -> Iterator[tuple[Answer, Any, str]]:
    """One request again and again from the same situation, each time with something else let in before another of its calls.

    Yields for each run both outcomes, and where it was let in; the world is then as that run left it.
    """
    saved, at, is_let_in = world.saved(), 0, True
    while is_let_in:
        at += 1
        world.go_back(saved)
        pause = _Pause(world, at, other)
        world.cloud.interfere = pause
        answer = of()
        world.cloud.interfere = None
        is_let_in = bool(pause.outcomes)
        if is_let_in:
            yield answer, pause.outcomes[0], f"before call {at}"
    assert at > 2, "Nothing was ever let in."


class _Pause:
    """Counts calls, and lets something else happen before one of them."""

    def __init__(self, world: World, at: int, other: Callable[[], Any]) -> None:
        self.world, self.left, self.other = world, at, other
        self.outcomes: list[Any] = []

    def __call__(self, _call: Any, commit: Callable[[], Any], _request: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self.world.cloud.interfere = None
            self.outcomes.append(self.other())
        return commit()
