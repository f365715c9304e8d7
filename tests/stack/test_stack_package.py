"""The production zip: small, compiled, pruned, the same each time, and enough for every function."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infrastructure.function_zip import LIMIT_BYTES, SERVICES, write_full_zip, write_thin_zip
from infrastructure.package import INSTALLED, ROOT, Package, make_package
from tests.stack_fixture import Stack

EVENTS = ROOT / "tests" / "fixtures" / "events"
FUNCTIONS = sorted(path.stem for path in EVENTS.glob("*.json"))
# Runs one handler with nothing but the standard library and the unpacked zip to import from.
RUNNER = """
import importlib, json, sys
folder, handler, event = sys.argv[1:]
sys.path.insert(0, folder)
class Context:
    aws_request_id = "c0ffee00-0000-4000-8000-000000000000"
    function_name = invoked_function_arn = "recorded"
    function_version, memory_limit_in_mb = "$LATEST", 512
    log_group_name = log_stream_name = "recorded"
    def get_remaining_time_in_millis(self): return 10_000
module, _, name = handler.rpartition(".")
answer = getattr(importlib.import_module(module), name)(json.load(open(event)), Context())
foreign = [m.__file__ for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", None) or "")]
print(json.dumps({"answer": answer, "foreign": foreign}, default=str))
"""


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources as they are now, so that nobody who writes meanwhile changes them between two builds."""
    folder = tmp_path_factory.mktemp("sources")
    for name in ("chalicelib", ".chalice"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="session")
def package(runtimes_python: None, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The production package."""
    return make_package("prod", tmp_path_factory.mktemp("prod"), thin=False, project=sources)


@pytest.fixture(scope="session")
def unpacked(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The production zip, unpacked as Lambda does it."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package.code) as archive:
        archive.extractall(folder)
    return folder


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def handlers(package: Package) -> dict[str, str]:
    found = {}
    for logical, resource in package.template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", logical.replace("API", "Api")).lower()
            found[snake] = resource["Properties"]["Handler"]
    return found


def test_the_zip_is_under_ten_megabytes(package: Package) -> None:
    assert package.code.stat().st_size < LIMIT_BYTES


def test_every_module_of_the_zip_is_compiled(package: Package) -> None:
    present = set(names(package.code))
    modules = [Path(name) for name in present if name.endswith(".py")]
    missing = [m for m in modules if str(m.parent / "__pycache__" / f"{m.stem}.cpython-311.pyc") not in present]
    assert len(modules) > 300
    assert missing == []


def test_only_the_services_used_have_their_data_in_the_zip(package: Package) -> None:
    described = {name.split("/")[2] for name in names(package.code) if re.match(r"botocore/data/[^/]+/.+/", name)}
    assert described == set(SERVICES)


def test_nothing_that_only_builds_is_in_the_zip(package: Package) -> None:
    tops = {name.split("/")[0] for name in names(package.code)}
    assert tops.isdisjoint({"pip", "setuptools", "infrastructure", "tests", "web", "cffi", "ministack", "pytest"})


def test_the_same_sources_give_the_same_bytes(package: Package, sources: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    write_full_zip(sources, again, INSTALLED)
    assert again.read_bytes() == package.code.read_bytes()


def test_the_local_zip_holds_our_code_alone(tmp_path: Path) -> None:
    write_thin_zip(ROOT, tmp_path / "thin.zip")
    assert {name.split("/")[0] for name in names(tmp_path / "thin.zip")} == {"__pycache__", "app.py", "chalicelib"}


def test_every_function_has_a_recorded_event(package: Package) -> None:
    assert sorted(handlers(package)) == FUNCTIONS


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_zip_alone_runs_each_function(function: str, package: Package, unpacked: Path, stack: Stack) -> None:
    answer = run(unpacked, handlers(package)[function], EVENTS / f"{function}.json", environment(stack))
    expected = {"api_handler": 401, "websocket_connect": 403, "websocket_message": 200, "websocket_disconnect": 200}
    if function in expected:
        assert answer["statusCode"] == expected[function]
    else:
        # Of what was recorded elsewhere nothing is known here, so a record may be wanted again.
        assert answer is None or set(answer) == {"batchItemFailures"}


def environment(stack: Stack) -> dict[str, str]:
    """What the deployed functions have in theirs, and the root user's rights."""
    functions = stack.aws("lambda")
    settings = functions.get_function_configuration(FunctionName=stack.outputs["APIHandlerName"])
    root = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    return {**settings["Environment"]["Variables"], **root, "AWS_ENDPOINT_URL": stack.aws_endpoint}


def run(folder: Path, handler: str, event: Path, settings: dict[str, str]) -> Any:
    command = [sys.executable, "-I", "-S", "-c", RUNNER, str(folder), handler, str(event)]
    done = subprocess.run(command, env=settings, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["foreign"] == []
    # The batch processor takes what a record raises for a reason to try again: missing parts must not hide there.
    assert not re.search(
        "ImportError|ModuleNotFoundError|UnknownServiceError|DataNotFoundError", done.stdout + done.stderr
    )
    return result["answer"]
