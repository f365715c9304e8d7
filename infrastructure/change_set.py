"""One CloudFormation stack, changed by change sets that are shown before they are executed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from infrastructure.progress import StepFailed

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import (
        ChangeTypeDef,
        DescribeChangeSetOutputTypeDef,
        ParameterTypeDef,
        StackTypeDef,
    )

_NOTHING = ("didn't contain changes", "No updates are to be performed")
_SIGNS = {"Add": "+", "Modify": "~", "Remove": "-", "Import": "<", "Dynamic": "?"}
_UNTOUCHED = "Nothing was changed: the former version is still running."
_BUSY = "IN_PROGRESS"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack of one account; `declared` names the parameters that the template to be deployed knows."""

    client: CloudFormationClient
    name: str
    declared: frozenset[str]
    pause_seconds: float

    def outputs(self) -> dict[str, str]:
        """The outputs by name; empty where there is no stack."""
        return outputs_of(self.client, self.name)

    def prepare(self) -> None:
        """Make sure that the stack can be changed; raises StepFailed where only a person can help."""
        stack = self._describe()
        status = stack["StackStatus"] if stack else ""
        if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"):
            # Its creation never succeeded, so it holds nothing; it can only be deleted.
            self.client.delete_stack(StackName=self.name)
            self._wait(lambda _: None)
        elif status.endswith(_BUSY) and status != "REVIEW_IN_PROGRESS":
            raise StepFailed(
                f"Another deployment of {self.name} is under way ({status}).",
                "Wait until it has ended, then try again.",
            )
        elif status == "UPDATE_ROLLBACK_FAILED":
            advice = f"Run `aws cloudformation continue-update-rollback --stack-name {self.name}`, then try again."
            raise StepFailed(f"The stack {self.name} is stuck between two versions.", advice)

    def propose(self, template_url: str, parameters: Mapping[str, str]) -> list[ChangeTypeDef] | None:
        """Create the change set `next`; answers its changes, or None where nothing would change. Raises StepFailed."""
        exists = self._exists()
        self._forget_proposal()
        try:
            self.client.create_change_set(
                StackName=self.name,
                ChangeSetName="next",
                ChangeSetType="UPDATE" if exists else "CREATE",
                TemplateURL=template_url,
                Parameters=self._parameters(parameters),
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            )
        except self.client.exceptions.ClientError as error:
            raise StepFailed(f"CloudFormation refuses the template: {error}", _UNTOUCHED) from error
        described = self._await_proposal()
        if described["Status"] == "CREATE_COMPLETE":
            return described["Changes"]
        reason = described.get("StatusReason", "")
        if any(text in reason for text in _NOTHING):
            self._forget_proposal()
            return None
        raise StepFailed(f"CloudFormation refuses the template: {reason}", _UNTOUCHED)

    def execute(self, say: Callable[[str], None]) -> None:
        """Execute the proposed changes and wait; raises StepFailed with CloudFormation's reasons."""
        seen = {event["EventId"] for event in self._events()} if self._describe() else set()
        self.client.execute_change_set(StackName=self.name, ChangeSetName="next")
        failures: list[str] = []

        def look(_: StackTypeDef) -> None:
            for event in reversed(self._events()):
                if event["EventId"] in seen:
                    continue
                seen.add(event["EventId"])
                if event.get("ResourceStatus", "").endswith("FAILED"):
                    failures.append(
                        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
                    )
                elif event.get("ResourceStatus", "").endswith("COMPLETE"):
                    say(f"{event['LogicalResourceId']} {event['ResourceStatus'].lower().replace('_', ' ')}")

        status = self._wait(look)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            reasons = "\n".join(f"  {failure}" for failure in failures[:5])
            raise StepFailed(
                f"CloudFormation could not change {self.name} ({status}):\n{reasons}",
                "The former version is still running. Mend what the first line names and deploy again.",
            )

    def _exists(self) -> bool:
        stack = self._describe()
        return stack is not None and stack["StackStatus"] != "REVIEW_IN_PROGRESS"

    def _describe(self) -> StackTypeDef | None:
        return _find(self.client, self.name)

    def _events(self) -> list[dict[str, str]]:
        events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return [{key: str(value) for key, value in event.items()} for event in events]

    def _wait(self, look: Callable[[StackTypeDef], None]) -> str:
        while True:
            time.sleep(self.pause_seconds)
            stack = self._describe()
            if stack is None:
                return "DELETE_COMPLETE"
            look(stack)
            if not stack["StackStatus"].endswith(_BUSY):
                return stack["StackStatus"]

    def _parameters(self, given: Mapping[str, str]) -> list[ParameterTypeDef]:
        """What is given, and for the rest what the stack has."""
        stack = self._describe() if self._exists() else None
        known = {p["ParameterKey"] for p in stack.get("Parameters", [])} if stack else set()
        kept = sorted((known & self.declared) - set(given))
        parameters: list[ParameterTypeDef] = [{"ParameterKey": n, "ParameterValue": v} for n, v in given.items()]
        parameters += [{"ParameterKey": name, "UsePreviousValue": True} for name in kept]
        return parameters

    def _await_proposal(self) -> DescribeChangeSetOutputTypeDef:
        while True:
            time.sleep(self.pause_seconds)
            described = self.client.describe_change_set(StackName=self.name, ChangeSetName="next")
            if not described["Status"].endswith((_BUSY, "PENDING")):
                return described

    def _forget_proposal(self) -> None:
        try:
            self.client.delete_change_set(StackName=self.name, ChangeSetName="next")
        except ClientError as error:
            if error.response["Error"]["Code"] not in (
                "ChangeSetNotFound",
                "ChangeSetNotFoundException",
                "ValidationError",
            ):
                raise


def describe_changes(changes: list[ChangeTypeDef]) -> list[str]:
    """One line per change; what would be replaced, and so lose what it holds, says so."""
    lines = []
    for change in changes:
        resource = change["ResourceChange"]
        replaced = "  REPLACED" if resource.get("Replacement") == "True" else ""
        lines.append(
            f"{_SIGNS[resource['Action']]} {resource['LogicalResourceId']} ({resource['ResourceType']}){replaced}"
        )
    return sorted(lines, key=lambda line: line[2:])


def outputs_of(client: CloudFormationClient, name: str) -> dict[str, str]:
    """A stack's outputs by name; empty where there is no such stack."""
    stack = _find(client, name)
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])} if stack else {}


def _find(client: CloudFormationClient, name: str) -> StackTypeDef | None:
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
