"""The functions' zip: our code alone for the local stack, everything for AWS; compiled, pruned, reproducible."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import chalice

from infrastructure.progress import StepFailed

PYTHON = (3, 11)
LIMIT_BYTES = 10 * 1024 * 1024
# The AWS services that functions call; botocore's data of all others stays out.
SERVICES = ("apigatewaymanagementapi", "dynamodb", "s3", "secretsmanager", "sesv2", "sqs")
# The Lambda runtime's glibc is 2.26: wheels for it and for older ones run there.
_PLATFORMS = (
    "manylinux_2_26_x86_64",
    "manylinux_2_24_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux1_x86_64",
)
# cffi and pycparser only build argon2's binding; Powertools' OpenAPI page is served by nobody.
_UNUSED = ("cffi/", "pycparser/", "aws_lambda_powertools/event_handler/openapi/swagger_ui/")
_LEFT_OUT = re.compile(
    r"(^|/)(__pycache__|tests?|bin|examples)(/|$)|\.(pyi|pyx|c|h)$|\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url.json)$"
)
_DATE = (1980, 1, 1, 0, 0, 0)


def write_thin_zip(project: Path, target: Path) -> None:
    """Our code alone, to run beside the virtual environment's packages."""
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder)
        _copy_code(project, staging)
        _compile(staging)
        _zip(staging, target)


def write_full_zip(project: Path, target: Path, cache: Path) -> None:
    """Our code and all it needs at run time; raises StepFailed on a missing wheel, a wrong Python or too many bytes."""
    if sys.version_info[:2] != PYTHON:
        wanted = ".".join(map(str, PYTHON))
        raise StepFailed(
            f"The functions run on Python {wanted} and this is {sys.version_info[0]}.{sys.version_info[1]}.",
            f"Compiled modules are only good for the same minor version: package with Python {wanted}.",
        )
    packages = _installed(project, cache)
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder)
        shutil.copytree(packages, staging, dirs_exist_ok=True)
        _copy_chalice(staging)
        _copy_code(project, staging)
        _prune(staging)
        _compile(staging)
        _zip(staging, target)
    if target.stat().st_size > LIMIT_BYTES:
        raise StepFailed(
            f"The zip has {target.stat().st_size:,} bytes; the limit is {LIMIT_BYTES:,}.",
            "See what grew: unzip -lv " + str(target),
        )


def _installed(project: Path, cache: Path) -> Path:
    """The run-time packages for the Lambda runtime, in the versions that are installed and tested here."""
    requirements = (project / "requirements.txt").read_text()
    constraints = "\n".join(sorted(f"{d.name}=={d.version}" for d in importlib.metadata.distributions() if d.name))
    key = hashlib.sha256(f"{requirements}\0{constraints}".encode()).hexdigest()[:16]
    done = cache / key
    if done.exists():
        return done
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        (Path(folder) / "constraints.txt").write_text(constraints)
        _pip_install(project / "requirements.txt", Path(folder) / "constraints.txt", Path(folder) / "packages")
        (Path(folder) / "packages").rename(done)
    return done


def _pip_install(requirements: Path, constraints: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={PYTHON[0]}.{PYTHON[1]}"]
    command += [f"--platform={platform}" for platform in _PLATFORMS]
    command += ["--target", str(target), "--constraint", str(constraints), "--requirement", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(
            f"The packages for the Lambda runtime could not be installed:\n{done.stderr.strip()}",
            "A package without a wheel for the runtime cannot ship: choose a version that has one in requirements.txt.",
        )


def _copy_code(project: Path, staging: Path) -> None:
    shutil.copy(project / "app.py", staging)
    shutil.copytree(project / "chalicelib", staging / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))


def _copy_chalice(staging: Path) -> None:
    """Chalice's run-time part; its command line would drag in pip and setuptools."""
    (staging / "chalice").mkdir()
    for name in ("__init__.py", "app.py"):
        shutil.copy(Path(chalice.__file__).with_name(name), staging / "chalice")


def _prune(staging: Path) -> None:
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_file() and _is_left_out(path.relative_to(staging).as_posix()):
            path.unlink()
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _is_left_out(name: str) -> bool:
    parts = name.split("/")
    if parts[:2] in (["botocore", "data"], ["boto3", "data"]) and len(parts) > 3:
        return parts[2] not in SERVICES or parts[-1].startswith(("examples-", "waiters-"))
    return name.startswith(_UNUSED) or (bool(_LEFT_OUT.search(name)) and parts[0] != "chalicelib")


def _compile(staging: Path) -> None:
    """Compile without looking at the sources' dates, for those of a zip say nothing and /var/task is read-only.

    In a process of its own with a fixed hash seed: the order of compiled sets depends on it.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-r", "20", "--invalidation-mode", "unchecked-hash"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        [*command, "-s", str(staging), str(staging)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StepFailed(f"A module does not compile:\n{done.stdout}", "Run `make check`: it names the line.")


def _zip(staging: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _files(staging):
            entry = zipfile.ZipInfo(path.relative_to(staging).as_posix(), _DATE)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
