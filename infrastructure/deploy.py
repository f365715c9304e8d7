"""`python -m infrastructure.deploy --stage dev`: package, upload, change set, pages, invalidation.

The local stack is deployed by the same steps.
A failed step leaves the former version running, says what failed and what to do, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infrastructure.aws import Aws
from infrastructure.change_set import Stack, describe_changes
from infrastructure.package import ROOT, Package, make_package
from infrastructure.pages import publish
from infrastructure.progress import Progress, StepFailed, tell
from infrastructure.sam_template import Template, point_code_at

PENDING_URL = "https://pending.invalid"
Outputs = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """How one deployment is done: where, who agrees to the changes, how progress is told."""

    aws: Aws
    progress: Progress
    agree: Callable[[], bool]
    rewrite: Callable[[Template], Template] = lambda template: template
    show_changes: bool = True


def deploy(how: Deployment, package: Package, parameters: Mapping[str, str], pages: Path) -> Outputs:
    """Deploy one package and the pages; answers the stack's outputs. Raises StepFailed."""
    pause = 0.02 if how.aws.endpoint else 2.0
    stack = Stack(
        client=how.aws.client("cloudformation"),
        name=f"livechat-{package.stage}",
        declared=frozenset(package.template["Parameters"]),
        pause_seconds=pause,
    )
    with how.progress.step("Upload the functions"):
        template_url = _upload(how, package)
    stack.prepare()
    change(how, stack, template_url, parameters)
    outputs = stack.outputs()
    if outputs["PublicUrl"] == PENDING_URL:
        # The distribution's own address is known only now, and functions must not take it from requests.
        change(how, stack, template_url, {**parameters, "PublicUrl": f"https://{outputs['DistributionDomain']}"})
        outputs = stack.outputs()
    with how.progress.step("Publish the pages"):
        uploaded = publish(how.aws.client("s3"), outputs["PagesBucket"], pages)
        if uploaded:
            _invalidate(how.aws, outputs["DistributionId"])
    return outputs


def change(how: Deployment, stack: Stack, template_url: str, parameters: Mapping[str, str]) -> None:
    """Propose, show, ask, execute; raises StepFailed where the person does not agree."""
    with how.progress.step("Compare with what is deployed"):
        changes = stack.propose(template_url, parameters)
    if changes is None:
        return
    if how.show_changes:
        how.progress.say("\n".join(f"    {line}" for line in describe_changes(changes)))
    if not how.agree():
        raise StepFailed("Not deployed.", "Nothing was changed.")
    with how.progress.step(
        f"Change {len(changes)} resource{'s' if len(changes) > 1 else ''}", detailed=how.show_changes
    ):
        stack.execute(lambda line: how.progress.say(f"    {line}") if how.show_changes else None)


def _upload(how: Deployment, package: Package) -> str:
    """Put code and template under the hash of their content; answers the template's address."""
    s3, bucket = how.aws.client("s3"), _artifacts(how.aws)
    code = package.code.read_bytes()
    code_key = f"{package.stage}/{hashlib.sha256(code).hexdigest()[:32]}.zip"
    s3.put_object(Bucket=bucket, Key=code_key, Body=code)
    template = json.dumps(how.rewrite(point_code_at(package.template, f"s3://{bucket}/{code_key}"))).encode()
    template_key = f"{package.stage}/{hashlib.sha256(template).hexdigest()[:32]}.json"
    s3.put_object(Bucket=bucket, Key=template_key, Body=template, ContentType="application/json")
    return how.aws.object_url(bucket, template_key)


def _artifacts(aws: Aws) -> str:
    """The bucket for what is deployed from, made on first use."""
    s3, name = aws.client("s3"), f"livechat-artifacts-{aws.account()}-{aws.region}"
    if name in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        return name
    if aws.region == "us-east-1":
        s3.create_bucket(Bucket=name)
    else:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": aws.region})  # type: ignore[typeddict-item]  # any region
    block = {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)  # type: ignore[arg-type]  # same keys
    return name


def _invalidate(aws: Aws, distribution: str) -> None:
    paths = ["/", "/*.html"]
    batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(time.time_ns())}
    aws.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch=batch)


def main() -> int:
    """Deploy one stage to AWS with the caller's credentials."""
    options = _options()
    progress = Progress()
    how = Deployment(aws=Aws(), progress=progress, agree=lambda: options.yes or _ask())
    try:
        progress.say(f"Stage {options.stage} in account {how.aws.account()}, {how.aws.region}")
        with progress.step(f"Package {options.stage}"):
            package = make_package(options.stage, ROOT / "build" / options.stage, thin=False)
        outputs = deploy(how, package, _parameters(options.parameter), ROOT / "web")
    except StepFailed as failure:
        return tell(failure)
    except (ClientError, BotoCoreError) as error:
        advice = "The former version is still running. Check the credentials and their rights."
        return tell(StepFailed(f"AWS refused: {error}", advice))
    url = outputs["PublicUrl"]
    progress.say(f"\nLive Chat  {url}/\nHTTP API   {url}/api\nSocket     {url.replace('http', 'ws', 1)}/ws")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infrastructure.deploy", description="Deploys Live Chat to AWS.")
    parser.add_argument("--stage", choices=("dev", "prod"), required=True)
    parser.add_argument("--yes", action="store_true", help="execute the changes without asking")
    parser.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the template; others keep their value",
    )
    return parser.parse_args()


def _parameters(given: list[str]) -> dict[str, str]:
    parameters = dict(pair.partition("=")[::2] for pair in given)
    if parameters.get("DomainName"):
        parameters.setdefault("PublicUrl", f"https://{parameters['DomainName']}")
    return parameters


def _ask() -> bool:
    return input("    Execute these changes? [y/N] ").strip().lower() == "y"


if __name__ == "__main__":
    sys.exit(main())
