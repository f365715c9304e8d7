"""The deploy tool, with the production zip, on the emulated AWS: the same steps as on the real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from infrastructure.aws import Aws
from infrastructure.change_set import outputs_of
from infrastructure.deploy import Deployment, deploy
from infrastructure.local.template_rewrites import for_emulator
from infrastructure.package import ROOT, Package, make_package
from infrastructure.progress import Progress, StepFailed
from tests.stack_fixture import Stack

PARAMETERS = {"MailIdentity": "dev.livechat.example", "MailFrom": "no-reply@dev.livechat.example"}


@pytest.fixture(scope="module")
def package(runtimes_python: None, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The full package of stage dev."""
    return make_package("dev", tmp_path_factory.mktemp("dev"), thin=False)


@pytest.fixture
def how(stack: Stack) -> Deployment:
    """Onto the running emulator, agreeing to everything."""
    return Deployment(aws=Aws(stack.aws_endpoint), progress=Progress(), agree=lambda: True, rewrite=for_emulator)


@pytest.fixture(scope="module")
def deployed(stack: Stack, package: Package) -> Callable[[], int]:
    """Deploy once, with pages of our own; answers a look at whether the deployed API lives."""
    once = Deployment(
        aws=Aws(stack.aws_endpoint), progress=Progress(quiet=True), agree=lambda: True, rewrite=for_emulator
    )
    deploy(once, package, PARAMETERS, ROOT / "web")

    def look() -> int:
        # Where routes change, the emulator makes the API anew under another id.
        outputs = outputs_of(stack.aws("cloudformation"), "livechat-dev")
        health = f"{stack.aws_endpoint}/_aws/execute-api/{outputs['RestAPIId']}/api/health"
        return httpx.get(health, timeout=30).status_code

    return look


def test_the_production_zip_answers_as_deployed(deployed: Callable[[], int]) -> None:
    assert deployed() == 200


def test_the_distributions_own_address_becomes_the_public_one(
    deployed: Callable[[], int], stack: Stack, package: Package, how: Deployment
) -> None:
    outputs = deploy(how, package, {}, ROOT / "web")
    assert outputs["PublicUrl"] == f"https://{outputs['DistributionDomain']}"
    settings = stack.aws("lambda").get_function_configuration(FunctionName=outputs["APIHandlerName"])
    assert settings["Environment"]["Variables"]["PUBLIC_URL"] == outputs["PublicUrl"]
    # What was not given again keeps its value.
    assert settings["Environment"]["Variables"]["MAIL_FROM"] == PARAMETERS["MailFrom"]


def test_changes_are_shown_before_anybody_agrees(
    deployed: Callable[[], int], package: Package, how: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    def refuse() -> bool:
        shown.append(capsys.readouterr().out)
        return False

    with pytest.raises(StepFailed, match="Not deployed"):
        deploy(replace(how, agree=refuse), changed(package), {}, ROOT / "web")
    assert "~ InboundQueue (AWS::SQS::Queue)" in shown[0]
    assert deployed() == 200


def test_a_template_that_cannot_be_deployed_leaves_the_former_version_running(
    deployed: Callable[[], int], package: Package, how: Deployment
) -> None:
    with pytest.raises(StepFailed) as failed:
        deploy(how, broken(package), {}, ROOT / "web")
    assert "Broken" in str(failed.value)
    assert "former version" in failed.value.advice
    assert deployed() == 200


def test_after_a_failure_the_next_deployment_succeeds(
    deployed: Callable[[], int], package: Package, how: Deployment
) -> None:
    with pytest.raises(StepFailed):
        deploy(how, broken(package), {}, ROOT / "web")
    deploy(how, package, {}, ROOT / "web")
    assert deployed() == 200


def test_a_template_that_cloudformation_does_not_understand_is_refused_in_words(
    deployed: Callable[[], int], package: Package, how: Deployment
) -> None:
    template = json.loads(json.dumps(package.template))
    template["Resources"]["Broken"] = {"Type": "AWS::No::Such"}
    with pytest.raises(StepFailed, match="AWS::No::Such"):
        deploy(how, replace(package, template=template), {}, ROOT / "web")
    assert deployed() == 200


def test_a_new_route_is_there_after_the_next_deployment(
    deployed: Callable[[], int], stack: Stack, package: Package, how: Deployment
) -> None:
    template = json.loads(json.dumps(package.template))
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    paths["/new"] = paths["/health"]
    outputs = deploy(how, replace(package, template=template), {}, ROOT / "web")
    new = httpx.get(f"{stack.aws_endpoint}/_aws/execute-api/{outputs['RestAPIId']}/api/new", timeout=30)
    # The gateway says this of routes that it does not know.
    assert "Missing Authentication Token" not in new.text
    assert deployed() == 200


def changed(package: Package) -> Package:
    template = json.loads(json.dumps(package.template))
    template["Resources"]["InboundQueue"]["Properties"]["VisibilityTimeout"] = 91
    return replace(package, template=template)


def broken(package: Package) -> Package:
    """A package with a queue that SQS refuses."""
    template = json.loads(json.dumps(package.template))
    template["Resources"]["Broken"] = {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 99999}}
    return replace(package, template=template)


def test_a_first_deployment_without_agreement_leaves_nothing(stack: Stack, package: Package, how: Deployment) -> None:
    with pytest.raises(StepFailed, match="Not deployed"):
        deploy(replace(how, agree=lambda: False), replace(package, stage="prod"), {}, ROOT / "web")
    tables = stack.aws("dynamodb").list_tables()["TableNames"]
    assert [name for name in tables if name.startswith("livechat-prod")] == []


def test_assets_of_the_former_version_stay_for_the_pages_that_are_open(
    deployed: Callable[[], int], stack: Stack, package: Package, how: Deployment, tmp_path: Path
) -> None:
    for text in ("first", "second"):
        (tmp_path / "a.js").write_text(f"// {text}\n")
        (tmp_path / "index.html").write_text('<!doctype html><script type="module" src="/a.js"></script>\n')
        outputs = deploy(how, package, {}, tmp_path)
    s3, bucket = stack.aws("s3"), outputs["PagesBucket"]
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket, Prefix="v/")["Contents"]]
    bodies = {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys if key.endswith("/a.js")}
    assert sorted(bodies.values()) == [b"// first\n", b"// second\n"]
    index = s3.get_object(Bucket=bucket, Key="index.html")["Body"].read().decode()
    latest = next(key for key, body in bodies.items() if body == b"// second\n")
    assert f'src="/{latest}"' in index
