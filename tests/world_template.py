"""What the packaged template says of tables, queues, environments and event sources, so that the world cannot differ from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from infrastructure.sam_template import Template, build_template

ROOT = Path(__file__).parents[1]
STACK, REGION, ACCOUNT = "livechat-world", "us-east-1", "000000000000"
PUBLIC_URL = "https://livechat.test"
PARAMETERS = {"PublicUrl": PUBLIC_URL, "MailFrom": "no-reply@livechat.test", "MailIdentity": "livechat.test"}
# What CloudFormation takes and CreateTable does not: set by other calls there, and of no effect on behaviour here.
_NOT_AT_CREATION = {"PointInTimeRecoverySpecification", "TimeToLiveSpecification"}


@dataclass(frozen=True, kw_only=True)
class Source:
    """What feeds a function: a queue or a stream, with the settings that decide how."""

    function: str
    feeder: str
    batch_size: int
    partial: bool
    bisects: bool
    retries: int
    patterns: tuple[dict[str, Any], ...]


@lru_cache(maxsize=1)
def template() -> Template:
    """The template of the stage `local`, as packaged."""
    return build_template(ROOT, "local")


@lru_cache
def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Logical name → properties of all resources of a type."""
    return {name: each.get("Properties", {}) for name, each in template()["Resources"].items() if each["Type"] == kind}


def tables() -> list[dict[str, Any]]:
    """The arguments of CreateTable, one set per table."""
    found = []
    for logical, properties in resources("AWS::DynamoDB::Table").items():
        table = {key: value for key, value in properties.items() if key not in _NOT_AT_CREATION}
        if "StreamSpecification" in table:
            table["StreamSpecification"] = {"StreamEnabled": True, **table["StreamSpecification"]}
        found.append({**table, "TableName": name_of(logical)})
    return found


def queues() -> list[dict[str, Any]]:
    """The arguments of CreateQueue, dead-letter queues first."""
    found = []
    for logical, properties in resources("AWS::SQS::Queue").items():
        resolved = resolve(properties)
        attributes = {key: _attribute(value) for key, value in resolved.items() if key != "SqsManagedSseEnabled"}
        found.append({"QueueName": name_of(logical), "Attributes": attributes})
    return sorted(found, key=lambda queue: "RedrivePolicy" in queue["Attributes"])


def environment() -> dict[str, str]:
    """The variables of every function."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    return {name: str(resolve(value)) for name, value in variables.items()} | {"STAGE": "local"}


@lru_cache
def sources(kind: str) -> list[Source]:
    """The event sources of a type (SQS, DynamoDB); `feeder` is the queue's or the table's logical name."""
    functions = resources("AWS::Serverless::Function")
    events = [(name, each) for name, properties in functions.items() for each in properties.get("Events", {}).values()]
    return [_source(name, each["Properties"]) for name, each in events if each["Type"] == kind]


@lru_cache
def name_of(logical: str) -> str:
    """The physical name of a table, queue or secret."""
    if resources("AWS::SQS::Queue").get(logical, {}).get("FifoQueue"):
        return f"{STACK}-{logical}.fifo"
    secret = resources("AWS::SecretsManager::Secret").get(logical)
    return str(resolve(secret["Name"])) if secret else f"{STACK}-{logical}"


def resolve(value: Any) -> Any:
    """A template's value with its references, substitutions and conditions worked out."""
    if isinstance(value, list):
        return [resolve(each) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((function, argument),) = value.items()
        if function in _FUNCTIONS:
            return _FUNCTIONS[function](argument)
    return {key: resolve(each) for key, each in value.items()}


def _source(function: str, properties: dict[str, Any]) -> Source:
    feeder = properties.get("Queue") or properties["Stream"]
    filters = properties.get("FilterCriteria", {}).get("Filters", [])
    return Source(
        function=function.lower(),
        feeder=feeder["Fn::GetAtt"][0],
        batch_size=properties["BatchSize"],
        partial="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", []),
        bisects=properties.get("BisectBatchOnFunctionError", False),
        retries=properties.get("MaximumRetryAttempts", -1),
        patterns=tuple(json.loads(each["Pattern"]) for each in filters),
    )


def _attribute(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _ref(name: str) -> str:
    if name in template()["Parameters"]:
        return str(PARAMETERS.get(name, template()["Parameters"][name].get("Default", "")))
    if name in resources("AWS::SQS::Queue"):
        return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name_of(name)}"
    pseudo = {"AWS::StackName": STACK, "AWS::Region": REGION, "AWS::URLSuffix": "amazonaws.com"}
    return pseudo.get(name) or name_of(name)


def _get_att(argument: list[str]) -> str:
    logical, attribute = argument
    service = "sqs" if logical in resources("AWS::SQS::Queue") else "dynamodb"
    assert attribute == "Arn", f"The world knows no attribute {attribute}."
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name_of(logical)}"


def _sub(text: str) -> str:
    return re.sub(r"\$\{([^}]+)\}", lambda match: _ref(match[1]), text)


def _if(argument: list[Any]) -> Any:
    condition, yes, no = argument
    return resolve(yes if _holds(template()["Conditions"][condition]) else no)


def _holds(condition: dict[str, Any]) -> bool:
    ((function, arguments),) = condition.items()
    if function == "Fn::Not":
        return not _holds(arguments[0])
    assert function == "Fn::Equals", f"The world knows no condition {function}."
    return bool(resolve(arguments[0]) == resolve(arguments[1]))


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {"Ref": _ref, "Fn::GetAtt": _get_att, "Fn::Sub": _sub, "Fn::If": _if}
