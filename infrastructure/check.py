"""`make check`: format, lint, types, layers, template, pages and vendored files; each says what is wrong, one exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from infrastructure.package import ROOT, STAGES
from infrastructure.progress import StepFailed, tell
from infrastructure.sam_template import build_template

BUILD = ROOT / "build" / "check"
# Linters from the npm registry, kept beside the build; exact versions, so that a newer one breaks nobody.
TOOLS, OXLINT = ROOT / "build" / "tools", "oxlint@1.94.0"
PAGES = ("web", "infrastructure/simulator/static")
# Rules of cfn-lint that the templates do not meet, each with its reason.
UNMET = {
    "W1030": "an empty CertificateArn is never used: the condition HasDomain stands before it",
}


def main() -> int:
    """Run every check, also after one has failed; exit code 1 when any did."""
    try:
        checks = _checks()
    except StepFailed as failure:
        return tell(failure)
    failed = [name for name, command in checks if not _passes(name, command)]
    sys.stdout.write(f"\nFailed: {', '.join(failed)}.\n" if failed else "\nAll checks passed.\n")
    return 1 if failed else 0


def _checks() -> list[tuple[str, Sequence[str]]]:
    python, scripts = [sys.executable, "-m"], Path(sys.executable).parent
    return [
        ("format", [*python, "ruff", "format", "--check", "."]),
        ("lint", [*python, "ruff", "check", "."]),
        ("types", [*python, "mypy"]),
        ("layers", [str(scripts / "lint-imports"), "--no-cache"]),
        ("template", [str(scripts / "cfn-lint"), "--ignore-checks", *UNMET, "--", *templates()]),
        ("vendored files", [*python, "infrastructure.vendored", "check"]),
        ("pages", [_oxlint(), "--deny-warnings", *PAGES]),
    ]


def templates() -> list[str]:
    """The packaged templates of all stages, as files."""
    BUILD.mkdir(parents=True, exist_ok=True)
    paths = [BUILD / f"{stage}.json" for stage in STAGES]
    for stage, path in zip(STAGES, paths, strict=True):
        path.write_text(json.dumps(build_template(ROOT, stage), indent=1))
    return [str(path) for path in paths]


def _oxlint() -> str:
    """The linter of the pages, installed on first use; raises StepFailed without npm."""
    binary, stamp = TOOLS / "node_modules" / ".bin" / "oxlint", TOOLS / OXLINT
    if not (binary.exists() and stamp.exists()):
        npm = shutil.which("npm")
        if npm is None:
            raise StepFailed("The pages are linted by oxlint, which needs Node.js.", "apt-get install nodejs npm")
        TOOLS.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(TOOLS), "--no-save", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run([*command, "--silent", OXLINT], check=True)
        stamp.touch()
    return str(binary)


def _passes(name: str, command: Sequence[str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    sys.stdout.write(f"  {name:<16}{verdict}  {time.monotonic() - started:.1f} s\n")
    if done.returncode:
        sys.stdout.write(done.stdout + done.stderr)
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
