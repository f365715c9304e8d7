"""`python -m infrastructure.first_support --stage dev --email …`: the first person of the support team.

There is nobody yet who could invite that person: who may run this is who holds the deployment's AWS credentials.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from infrastructure.aws import EMULATED_REGION, Aws
from infrastructure.change_set import outputs_of
from infrastructure.progress import StepFailed, tell

_FROM_OUTPUTS = {"SPACES_TABLE": "SpacesTable", "IDENTITY_SECRET": "IdentitySecret"}


def main() -> int:
    """Make the person; says so, and exit code 1 with a sentence when it cannot be done."""
    options = _options()
    try:
        email = _make(options, os.environ.get("LIVECHAT_PASSWORD") or getpass.getpass("Password: "))
    except StepFailed as failure:
        return tell(failure)
    sys.stdout.write(f"{email} belongs to the support team.\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infrastructure.first_support",
        description="Makes the first person of the support team. The password comes from LIVECHAT_PASSWORD or a prompt.",
    )
    parser.add_argument("--stage", choices=("local", "dev", "prod"), required=True)
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--endpoint", default="", help="the emulator of the local stack")
    return parser.parse_args()


def _make(options: argparse.Namespace, password: str) -> str:
    outputs = outputs_of(Aws(options.endpoint).client("cloudformation"), f"livechat-{options.stage}")
    if not outputs:
        raise StepFailed(
            f"The stage {options.stage} is not deployed.", f"Run `make deploy STAGE={options.stage}` first."
        )
    os.environ.update({name: outputs[output] for name, output in _FROM_OUTPUTS.items()}, STAGE=options.stage)
    if options.endpoint:
        root = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": EMULATED_REGION}
        os.environ.update(root, AWS_ENDPOINT_URL=options.endpoint)
        os.environ.pop("AWS_PROFILE", None)
    return _through_the_product(options.email, options.name, password)


def _through_the_product(email: str, name: str, password: str) -> str:
    # Imported late: the stores read the environment that was set above.
    from chalicelib.domain.errors import LiveChatError  # noqa: PLC0415
    from chalicelib.domain.people import check_password  # noqa: PLC0415
    from chalicelib.services.accounts import first_support  # noqa: PLC0415

    try:
        check_password(password, email)
        first_support(email, name, password)
    except LiveChatError as error:
        raise StepFailed(error.title) from error
    return email


if __name__ == "__main__":
    sys.exit(main())
