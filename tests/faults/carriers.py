"""Accounts with carriers and senders under faults: what support and admins do, alone and while somebody comes in between."""

from __future__ import annotations

import json
from typing import Any

from tests.faults.meetings import Act, Meeting, act, handles
from tests.faults.people import insist
from tests.faults.scenarios import Scenario
from tests.faults.situations import active, wrote
from tests.faults.stage import Stage
from tests.faults.tables import plain
from tests.journeys import providing
from tests.journeys.providing import ACCOUNT, CREDENTIALS, SENDER
from tests.world import World
from tests.world_carrier import AUTH_TOKEN

Json = dict[str, Any]
NEW_TOKEN = "the token that came after"


# Situations.


def furnished(world: World) -> Stage:
    """A space whose sender stands on its account, and an account on which none stands."""
    stage = Stage(world, world.space(agents=1, admins=1))
    stage.notes["empty"] = providing.account(world, stage.space.id, name="Second")["id"]
    return stage


def removed(world: World) -> Stage:
    """The empty account is removed, and nothing has followed from it yet."""
    stage = furnished(world)
    assert providing.support(world, "DELETE", f"/{stage.space.id}/accounts/{stage.notes['empty']}").status == 204
    return stage


def shared(world: World) -> Stage:
    """The agent is there, and the sender is not exclusive."""
    stage = Stage(world, world.space(agents=1, admins=1))
    _mark(stage, False)
    return stage


def staffed(world: World) -> Stage:
    """The agent's page is open, and an admin is there."""
    stage = active(world)
    stage.space.admins.append(world.joins(stage.space, "Ada", "admin"))
    return stage


# Doings.


def asks(method: str, path: str, body: Any = None) -> Act:
    """Support asks for something about the space until there is an answer."""

    def do(stage: Stage) -> None:
        names = {"account": stage.space.account_id, "empty": stage.notes.get("empty"), "sender": stage.space.sender_id}
        filled = f"/{stage.space.id}{path.format_map(names)}"
        asked = {
            key: value.format_map(names) if isinstance(value, str) else value for key, value in (body or {}).items()
        }
        answer = insist(lambda: providing.support(stage.world, method, filled, asked or None))
        stage.notes.setdefault("answers", []).append(answer.status if answer else None)

    return Act(frozenset({"app"}), do)


NEW_SENDER = {**SENDER, "address": "+18005550112", "account_id": "{empty}", "sender_key": "PN1"}
ADDS_ACCOUNT = asks("POST", "/accounts", {**ACCOUNT, "name": "Third"})
ROTATES = asks("PUT", "/accounts/{account}/credentials", {"credentials": {**CREDENTIALS, "auth_token": NEW_TOKEN}})
TESTS = asks("POST", "/accounts/{account}/check")
REMOVES_ACCOUNT = asks("DELETE", "/accounts/{empty}")
ADDS_SENDER = asks("POST", "/senders", NEW_SENDER)
ADDS_THE_SAME_NUMBER = asks("POST", "/senders", {**NEW_SENDER, "sender_key": "PN2"})
MOVES = asks("PUT", "/senders/{sender}", {"account_id": "{empty}"})
NAMES_KEY = asks("PUT", "/senders/{sender}", {"sender_key": "PN1"})
REMOVES_SENDER = asks("DELETE", "/senders/{sender}")


def _mark(stage: Stage, exclusive: bool) -> None:
    path, token = f"/senders/{stage.space.sender_id}/exclusive", stage.space.admins[0].token
    insist(lambda: stage.world.http("PUT", path, {"exclusive": exclusive}, token=token))


@act("app")
def shares(stage: Stage) -> None:
    """The admin lets campaigns share the sender."""
    _mark(stage, False)


@act("app")
def makes_exclusive(stage: Stage) -> None:
    """The admin keeps the sender to Live Chat alone."""
    _mark(stage, True)


@act("aftermath")
def follows(stage: Stage) -> None:
    """The stream reaches the function that draws the consequences."""
    stage.world.delivery.stream()


def drained(first: Act) -> Any:
    """The act, and everything that follows from it."""

    def when(stage: Stage) -> None:
        first.do(stage)
        stage.world.drain()

    return when


# Outcomes.


def consistent(stage: Stage) -> list[str]:
    """Accounts count who stands on them, have their secrets, and nobody holds an address or a key that is not theirs."""
    rows = [plain(item) for item in stage.world.cloud.items("SpacesTable")]
    accounts = {row["pk"]: row for row in rows if row["sk"] == "ACCOUNT"}
    senders = {row["pk"]: row for row in rows if row["sk"] == "SENDER" and "removed_at" not in row}
    secrets = providing.secrets()
    wrong = [f"{each} has no credentials" for each in accounts if each not in secrets]
    for key, account in accounts.items():
        standing = sum(row.get("account_id") == key for row in senders.values())
        if account["senders"] != standing:
            wrong.append(f"{key} counts {account['senders']} senders and has {standing}")
    wrong += [f"{key} stands on nothing" for key, row in senders.items() if row.get("account_id") not in accounts]
    claims = {row["pk"]: row["lookup_sort"] for row in rows if row["sk"] in ("ADDRESS", "SENDER_KEY")}
    return wrong + ([] if claims == _claims(senders) else [f"claimed is {claims}, and should be {_claims(senders)}"])


def _claims(senders: dict[str, Json]) -> dict[str, str]:
    claims = {f"ADDRESS#{row['channel']}#{row['address']}": key for key, row in senders.items()}
    keyed = {key: row for key, row in senders.items() if "sender_key" in row}
    return claims | {
        f"SENDER_KEY#{row['account_id']}#{row['channel']}#{row['sender_key']}": key for key, row in keyed.items()
    }


def _is_there(stage: Stage) -> list[str]:
    names = [each["name"] for each in providing.accounts(stage.world, stage.space.id)]
    return consistent(stage) + ([] if "Third" in names else [f"the accounts are {names}"])


def _is_new(stage: Stage) -> list[str]:
    token = json.loads(providing.secrets()[stage.space.account_id])["auth_token"]
    kept = {each["id"]: each for each in providing.accounts(stage.world, stage.space.id)}[stage.space.account_id]
    fine = token == NEW_TOKEN and kept["credentials_at"] > kept["created_at"] and kept["health"] != "ok"
    return consistent(stage) + ([] if fine else [f"the account is {kept}"])


def _is_tried(stage: Stage) -> list[str]:
    """The carrier's word about the credentials that there are, or none."""
    token = json.loads(providing.secrets()[stage.space.account_id])["auth_token"]
    kept = {each["id"]: each for each in providing.accounts(stage.world, stage.space.id)}[stage.space.account_id]
    right = "ok" if token == AUTH_TOKEN else "refused"
    return consistent(stage) + (
        [] if kept["health"] in (right, None, "unreachable") else [f"health is {kept['health']}"]
    )


def _one_more(stage: Stage) -> list[str]:
    addresses = [each["address"] for each in providing.senders(stage.world, stage.space.id)]
    return consistent(stage) + ([] if addresses.count("+18005550112") == 1 else [f"the addresses are {addresses}"])


def _is_gone(stage: Stage) -> list[str]:
    left = stage.notes["empty"] in providing.secrets()
    return consistent(stage) + (["the credentials are left"] if left else [])


def _has_left(stage: Stage) -> list[str]:
    left = [each["id"] for each in providing.senders(stage.world, stage.space.id)]
    return consistent(stage) + (["the sender is there"] if stage.space.sender_id in left else [])


def _is_exclusive(stage: Stage) -> list[str]:
    kept = providing.senders(stage.world, stage.space.id)[0]["exclusive"]
    return consistent(stage) + ([] if kept else ["the sender is not exclusive"])


def _is_kept(stage: Stage) -> list[str]:
    """Whichever came first, the message is there, with the agent or with nobody; that it is there once is an invariant."""
    owners = [item["owner"]["S"] for item in stage.world.cloud.items("ConversationsTable") if item["sk"]["S"] == "HEAD"]
    return [] if len(owners) == 1 and set(owners) <= {"agent", "queue", "nobody"} else [f"the owners are {owners}"]


APP = frozenset({"app"})
SCENARIOS = {
    "add_account": Scenario(furnished, ADDS_ACCOUNT.do, APP, _is_there),
    "rotate": Scenario(furnished, ROTATES.do, APP, _is_new),
    "test_account": Scenario(furnished, TESTS.do, APP, _is_tried),
    "remove_account": Scenario(furnished, drained(REMOVES_ACCOUNT), APP | {"aftermath"}, _is_gone),
    "add_sender": Scenario(furnished, ADDS_SENDER.do, APP, _one_more),
    "move_sender": Scenario(furnished, MOVES.do, APP, consistent),
    "remove_sender": Scenario(furnished, REMOVES_SENDER.do, APP, _has_left),
    "make_exclusive": Scenario(shared, makes_exclusive.do, APP, _is_exclusive),
}
MEETINGS = {
    "add_sender_and_remove_its_account": Meeting(furnished, ADDS_SENDER, REMOVES_ACCOUNT, consistent),
    "move_sender_and_remove_the_account": Meeting(furnished, MOVES, REMOVES_ACCOUNT, consistent),
    "move_and_remove_sender": Meeting(furnished, MOVES, REMOVES_SENDER, consistent),
    "move_and_name_key": Meeting(furnished, MOVES, NAMES_KEY, consistent),
    "two_senders_of_one_number": Meeting(furnished, ADDS_SENDER, ADDS_THE_SAME_NUMBER, _one_more),
    "test_and_rotate": Meeting(furnished, TESTS, ROTATES, _is_tried),
    "remove_account_twice": Meeting(furnished, REMOVES_ACCOUNT, REMOVES_ACCOUNT, _is_gone),
    "forget_twice": Meeting(removed, follows, follows, _is_gone),
    "message_and_sharing": Meeting(wrote(staffed, "One"), handles(0), shares, _is_kept),
    "message_and_removal_of_its_sender": Meeting(wrote(staffed, "One"), handles(0), REMOVES_SENDER, _is_kept),
}
