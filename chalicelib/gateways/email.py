"""E-mail through SES, rendered from templates; every name in them is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chalicelib import settings
from chalicelib.gateways.clients import client

if TYPE_CHECKING:
    from jinja2 import Environment

FINAL = frozenset({"MessageRejected", "BadRequestException", "InvalidParameterValue", "NotFoundException"})
TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # only for who sends e-mail

    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]), undefined=StrictUndefined
    )


class Rejected(Exception):
    """SES will never send this e-mail: its code, without the address that its message names."""


def send(to: str, template: str, values: dict[str, Any]) -> None:
    """Send one e-mail as text and HTML; `template` names the pair of files, whose text begins with its subject line.

    Raises Rejected where trying again is for nothing.
    """
    text = _environment().get_template(f"{template}.txt").render(values)
    subject, _, text = text.partition("\n")
    html = _environment().get_template(f"{template}.html").render(values)
    content = {
        "Subject": {"Data": " ".join(subject.split()), "Charset": "UTF-8"},
        "Body": {
            "Text": {"Data": text.lstrip("\n"), "Charset": "UTF-8"},
            "Html": {"Data": html, "Charset": "UTF-8"},
        },
    }
    _send(to, content)


def _send(to: str, content: dict[str, Any]) -> None:
    try:
        client("sesv2").send_email(
            FromEmailAddress=settings.mail_from(), Destination={"ToAddresses": [to]}, Content={"Simple": content}
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in FINAL:
            # Not "from error": SES repeats the address in its message, and what is raised may end in a log.
            raise Rejected(code) from None
        raise
