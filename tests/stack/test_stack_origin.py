"""The one origin: what the edge lets through, and with which headers."""

from __future__ import annotations

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from infrastructure.http_api import call
from tests.stack_fixture import Stack

RULES = ("content-security-policy", "strict-transport-security", "x-content-type-options", "x-frame-options")


@pytest.mark.parametrize("path", ["/sign-in.html", "/api/health", "/api/nothing"])
def test_every_answer_carries_the_browsers_rules(stack: Stack, path: str) -> None:
    answer = httpx.get(stack.web + path, timeout=30)
    assert [name for name in RULES if name not in answer.headers] == []
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert f"connect-src 'self' {stack.ws.removesuffix('/ws')};" in answer.headers["content-security-policy"]
    assert "trusted-types 'none'" in answer.headers["content-security-policy"]


def test_assets_are_named_by_their_content_and_kept_for_ever(stack: Stack) -> None:
    page = httpx.get(f"{stack.web}/sign-in.html", timeout=30)
    assert page.headers["cache-control"] == "no-cache"
    asset = page.text.partition('src="')[2].partition('"')[0]
    assert asset.startswith("/v/")
    answer = httpx.get(stack.web + asset, timeout=30)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/_ministack/health", "/_aws/execute-api/x/api/health", "/health", "/restapis/x"])
def test_the_emulators_own_paths_are_no_part_of_the_origin(stack: Stack, path: str) -> None:
    assert httpx.get(stack.web + path, timeout=30).status_code == 404


def test_nothing_can_be_written_to_the_pages(stack: Stack) -> None:
    assert httpx.put(f"{stack.web}/sign-in.html", content=b"mine", timeout=30).status_code == 404


def test_a_frame_over_32_kb_closes_the_connection(stack: Stack) -> None:
    with stack.socket(stack.accounts["agents"][0]) as socket:
        socket.send("x" * (32 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


def test_a_bearer_token_signs_a_program_in(stack: Stack) -> None:
    agent = stack.accounts["agents"][0]
    assert call(stack.client(agent), "GET", "/api/me")["person"]["email"] == agent["email"]


def test_a_function_may_do_only_what_its_policy_says(stack: Stack) -> None:
    # The relay reads sessions but must not sign anybody in: the emulator checks the execution role's policy.
    roles = [role for role in stack.aws("iam").list_roles()["Roles"] if "RelayRole" in role["RoleName"]]
    answer = stack.aws("iam").simulate_principal_policy(
        PolicySourceArn=roles[0]["Arn"],
        ActionNames=["dynamodb:PutItem", "secretsmanager:GetSecretValue"],
    )
    assert {result["EvalDecision"] for result in answer["EvaluationResults"]} == {"implicitDeny"}
