"""`python -m infrastructure.package --stage prod` → build/prod/{template.json,deployment.zip}."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from infrastructure.function_zip import write_full_zip, write_thin_zip
from infrastructure.progress import Progress, StepFailed, tell
from infrastructure.sam_template import Template, build_template

ROOT = Path(__file__).parents[1]
# What pip installed for the Lambda runtime, by the versions asked for.
INSTALLED = ROOT / "build" / "packages"
STAGES = ("local", "dev", "prod")


@dataclass(frozen=True, kw_only=True)
class Package:
    """What is deployed: the template, whose functions' code is still a local path, and the zip with that code."""

    stage: str
    template: Template
    code: Path


def make_package(stage: str, folder: Path, *, thin: bool, project: Path = ROOT) -> Package:
    """Write `template.json` and `deployment.zip` of one stage into a folder; raises StepFailed."""
    template = build_template(project, stage)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.json").write_text(json.dumps(template, indent=1, sort_keys=True) + "\n")
    code = folder / "deployment.zip"
    if thin:
        write_thin_zip(project, code)
    else:
        write_full_zip(project, code, INSTALLED)
    return Package(stage=stage, template=template, code=code)


def main() -> int:
    """Package one stage; exit code 1 with a sentence when it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m infrastructure.package", description="Packages the functions and their template."
    )
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--thin", action="store_true", help="our code alone, as the local stack runs it")
    options = parser.parse_args()
    progress, folder = Progress(), ROOT / "build" / options.stage
    try:
        with progress.step(f"Package {options.stage}"):
            package = make_package(options.stage, folder, thin=options.thin)
    except StepFailed as failure:
        return tell(failure)
    progress.say(f"{folder / 'template.json'}\n{package.code} ({package.code.stat().st_size:,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
