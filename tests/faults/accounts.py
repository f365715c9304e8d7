"""Accounts: what people do to how they sign in, as scenarios whose every call is spoiled and as pairs that meet."""

from __future__ import annotations

from typing import Any

from tests.faults.meetings import Meeting, act
from tests.faults.people import insist
from tests.faults.scenarios import Scenario
from tests.faults.stage import Stage
from tests.journeys.signing import EMAIL, NEW_PASSWORD, app_code, enrol, latest_link, sign_in
from tests.world import PASSWORD, Answer, World

APP = frozenset({"app"})
OTHER_PASSWORD = "something else entirely"


# Situations.


def two_sessions(world: World) -> Stage:
    """An agent is signed in here and elsewhere, with a socket open elsewhere."""
    stage = Stage(world, world.space(agents=1))
    person = stage.space.agents[0]
    stage.notes |= {"here": person.token, "there": sign_in(world).json["token"]}
    world.cloud.frames["there"] = []
    stage.notes["socket"] = world.connect(type(person)(**{**_fields(person), "token": stage.notes["there"]}))
    return stage


def asked(world: World) -> Stage:
    """The agent forgot the password and has the e-mail."""
    stage = two_sessions(world)
    world.http("POST", "/password-reset", {"email": EMAIL})
    world.drain()
    return stage


def in_two_steps(world: World) -> Stage:
    """Two-step sign-in is on."""
    stage = two_sessions(world)
    stage.notes["secret"], stage.notes["recovery"] = enrol(world, stage.space.agents[0])
    return stage


def offered(world: World) -> Stage:
    """A secret is offered."""
    stage = two_sessions(world)
    answer = world.http("POST", "/totp", {"password": PASSWORD}, token=stage.notes["here"])
    stage.notes["secret"] = answer.json["secret"]
    return stage


# Doings.


def request(stage: Stage, method: str, path: str, body: Any = None, session: str = "here") -> int | None:
    """Ask until there is an answer; its status."""
    token = stage.notes.get(session, "")
    answer = insist(lambda: stage.world.http(method, path, body, token=token))
    return answer.status if answer else None


@act("app")
def signs_in(stage: Stage) -> None:
    """The agent signs in once more."""
    answer = insist(lambda: sign_in(stage.world, _code(stage)))
    stage.notes["new"] = answer.json.get("token", "") if answer else ""


@act("app")
def signs_in_by_recovery(stage: Stage) -> None:
    """Somebody signs in with a recovery code, once."""
    answer = _once(lambda: sign_in(stage.world, stage.notes["recovery"][0]))
    stage.notes.setdefault("entered", []).append(answer.status if answer else None)


@act("app")
def changes_password(stage: Stage) -> None:
    """The agent changes the password here."""
    stage.notes["changed"] = request(stage, "PUT", "/password", {"current": PASSWORD, "new": NEW_PASSWORD})


@act("app")
def ends_others(stage: Stage) -> None:
    """The agent signs out everywhere else."""
    stage.notes["ended"] = request(stage, "DELETE", "/sessions")


@act("app", "mail")
def asks(stage: Stage) -> None:
    """Somebody asks for a link, and it comes."""
    request(stage, "POST", "/password-reset", {"email": EMAIL}, session="")
    stage.world.drain()


@act("app")
def resets(stage: Stage) -> None:
    """The link is used."""
    body = {"token": latest_link(stage.world), "password": NEW_PASSWORD}
    stage.notes.setdefault("reset", []).append(request(stage, "POST", "/password-reset/confirm", body, session=""))


@act("app")
def resets_otherwise(stage: Stage) -> None:
    """The same link is used for another password."""
    body = {"token": latest_link(stage.world), "password": OTHER_PASSWORD}
    stage.notes.setdefault("reset", []).append(request(stage, "POST", "/password-reset/confirm", body, session=""))


@act("app")
def turns_on(stage: Stage) -> None:
    """The first code is shown."""
    body = {"code": app_code(stage.world, stage.notes["secret"])}
    stage.notes["on"] = request(stage, "POST", "/totp/confirm", body)


@act("app")
def uses_there(stage: Stage) -> None:
    """The other session is used, and opens a socket."""
    stage.notes["used"] = request(stage, "GET", "/me", session="there")


# Outcomes.


def alive(stage: Stage, token: str) -> bool:
    """Whether a session lasts."""
    return stage.world.http("GET", "/me", token=stage.notes[token]).status == 200


def is_in(stage: Stage) -> list[str]:
    """The new session is good."""
    return [] if alive(stage, "new") else ["the new session is not good"]


def only_here(stage: Stage) -> list[str]:
    """The other session and its socket have ended, this one has not."""
    wrong = [] if alive(stage, "here") else ["this session has ended"]
    return wrong + _elsewhere_is_over(stage)


def password_is_new(stage: Stage) -> list[str]:
    """The new password counts, the old one does not, and elsewhere is over once somebody is in."""
    stage.world.wait(3600)
    old, new = sign_in(stage.world).status, sign_in(stage.world, password=NEW_PASSWORD).status
    return (
        [] if (old, new) == (401, 200) else [f"the old password answers {old}, the new {new}"]
    ) + _elsewhere_is_over(stage)


def changed_here(stage: Stage) -> list[str]:
    """As above, and who changed it is still in."""
    return only_here(stage) + password_is_new(stage)


def link_is_good(stage: Stage) -> list[str]:
    """The link in the latest e-mail sets a password."""
    body = {"token": latest_link(stage.world), "password": NEW_PASSWORD}
    status = stage.world.http("POST", "/password-reset/confirm", body).status
    return [] if status == 204 else [f"the latest link answers {status}"]


def is_on(stage: Stage) -> list[str]:
    """A code is asked for, and one of the app is taken."""
    stage.world.wait(60)
    asked_for = sign_in(stage.world).status
    taken = sign_in(stage.world, app_code(stage.world, stage.notes["secret"])).status
    return [] if (asked_for, taken) == (401, 200) else [f"without a code {asked_for}, with one {taken}"]


def one_got_in(stage: Stage) -> list[str]:
    """Of those who came with one recovery code one is in."""
    entered = stage.notes["entered"]
    return [] if entered.count(200) == 1 else [f"one recovery code let in {entered}"]


def one_password_counts(stage: Stage) -> list[str]:
    """One of the two is the password, and its link was taken once."""
    stage.world.wait(3600)
    counting = [each for each in (NEW_PASSWORD, OTHER_PASSWORD) if sign_in(stage.world, password=each).status == 200]
    wrong = [] if len(counting) == 1 else [f"{counting} are passwords"]
    return wrong if stage.notes["reset"].count(204) == 1 else [*wrong, f"the link answered {stage.notes['reset']}"]


def nobody_is_in_by_the_old_password(stage: Stage) -> list[str]:
    """Whoever signed in meanwhile did so by the old password, so that session is over as well."""
    token = stage.notes["new"]
    return changed_here(stage) + (["a session by the old password lasts"] if token and alive(stage, "new") else [])


def _elsewhere_is_over(stage: Stage) -> list[str]:
    wrong = ["the other session lasts"] if alive(stage, "there") else []
    left = [each for each in stage.world.cloud.items("SessionsTable") if stage.notes["socket"] in str(each)]
    if left or stage.notes["socket"] not in stage.world.cloud.closed:
        wrong.append("the other session's socket is open")
    return wrong


def _code(stage: Stage) -> str | None:
    secret = stage.notes.get("secret")
    stage.world.wait(30)
    return app_code(stage.world, secret) if secret else None


def _once(ask: Any) -> Answer | None:
    answer: Answer = ask()
    return answer


def _fields(person: Any) -> dict[str, str]:
    return {"id": person.id, "name": person.name, "email": person.email}


SCENARIOS = {
    "sign_in": Scenario(two_sessions, signs_in.do, APP, is_in),
    "sign_in_in_two_steps": Scenario(in_two_steps, signs_in.do, APP, is_in),
    "change_password": Scenario(two_sessions, changes_password.do, APP, changed_here),
    "end_others": Scenario(two_sessions, ends_others.do, APP, only_here),
    "ask_for_a_link": Scenario(two_sessions, asks.do, APP | {"mail"}, link_is_good),
    "reset": Scenario(asked, resets.do, APP, password_is_new),
    "turn_on": Scenario(offered, turns_on.do, APP, is_on),
}
MEETINGS = {
    "the same recovery code": Meeting(in_two_steps, signs_in_by_recovery, signs_in_by_recovery, one_got_in),
    "the same link": Meeting(asked, resets, resets_otherwise, one_password_counts),
    "a new password and a sign-in by the old one": Meeting(
        two_sessions, changes_password, signs_in, nobody_is_in_by_the_old_password
    ),
    "ending a session and using it": Meeting(two_sessions, ends_others, uses_there, only_here),
}
