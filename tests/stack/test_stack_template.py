"""The packaged templates: valid, least privilege, nothing hard-coded, one policy per kind of function."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infrastructure.check import UNMET, templates
from infrastructure.local.template_rewrites import for_emulator
from infrastructure.package import ROOT, STAGES
from infrastructure.sam_template import build_template

Template = dict[str, Any]


@pytest.fixture(scope="module")
def template() -> Template:
    """The production template."""
    return build_template(ROOT, "prod")


def of_type(template: Template, kind: str) -> dict[str, Template]:
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def statements(template: Template) -> list[tuple[str, Template]]:
    roles = of_type(template, "AWS::IAM::Role")
    return [
        (name, statement)
        for name, role in roles.items()
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def test_cfn_lint_finds_nothing_in_the_production_template() -> None:
    linter = Path(sys.executable).parent / "cfn-lint"
    done = subprocess.run(
        [str(linter), "--ignore-checks", *UNMET, "--", templates()[-1]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_role_may_do_everything_to_anything(template: Template) -> None:
    for name, statement in statements(template):
        assert all("*" not in action for action in statement["Action"]), name
        # SES's sending action is limited by its From address: AWS and the emulator see different resources.
        assert statement["Resource"] != "*" or "Condition" in statement, name


def test_every_function_has_a_role_of_its_own(template: Template) -> None:
    functions = of_type(template, "AWS::Serverless::Function")
    roles = [json.dumps(function["Role"]) for function in functions.values()]
    assert len(functions) == len(set(roles)) == 10


def test_no_account_and_no_region_is_written_into_the_template(template: Template) -> None:
    text = json.dumps(template["Resources"])
    assert "000000000000" not in text
    assert all(region not in text for region in ("us-east-1", "eu-west-1"))


def test_stages_differ_in_names_and_days_alone(template: Template) -> None:
    for stage in STAGES:
        other = build_template(ROOT, stage)
        assert set(other["Resources"]) == set(template["Resources"])
        assert other["Globals"] == template["Globals"]


def test_queues_outwait_their_functions_sixfold(template: Template) -> None:
    functions, queues = of_type(template, "AWS::Serverless::Function"), of_type(template, "AWS::SQS::Queue")
    for name in ("Inbound", "Outbound"):
        assert queues[f"{name}Queue"]["VisibilityTimeout"] >= 6 * functions[name]["Timeout"]
        assert queues[f"{name}Queue"]["RedrivePolicy"]["maxReceiveCount"] >= 5
        assert queues[f"{name}Queue"]["FifoQueue"] is queues[f"{name}Dlq"]["FifoQueue"] is True


def test_what_cannot_be_made_again_survives_the_stack(template: Template) -> None:
    kept = {name for name, one in template["Resources"].items() if one.get("UpdateReplacePolicy") == "Retain"}
    assert {"SpacesTable", "ConversationsTable", "DesksTable", "IdentitySecret", "InboundDlq", "OutboundDlq"} <= kept


def test_the_emulators_template_differs_where_it_must_and_nowhere_else(template: Template) -> None:
    rewritten = for_emulator(template)
    assert set(template["Resources"]) - set(rewritten["Resources"]) == {"WebsocketAPIDeployment"}
    changed = {name for name, one in rewritten["Resources"].items() if one != template["Resources"][name]}
    assert changed == {"WebsocketAPIStage", "ApiHandlerRole", "InboundRole", "RelayRole", "MailRole", "AftermathRole"}
