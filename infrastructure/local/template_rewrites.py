"""The only differences between the template on AWS and on the local stack, each with the reason in MiniStack 1.5.33."""

from __future__ import annotations

import json

from infrastructure.sam_template import Template

# AWS asks for the single action, the emulator for one of the batch's own.
_BATCHES = {"sqs:SendMessage": "sqs:SendMessageBatch"}


def for_emulator(template: Template) -> Template:
    """The same template as the emulator can deploy it."""
    copy: Template = json.loads(json.dumps(template))
    resources = copy["Resources"]
    _deploy_sockets_by_themselves(resources)
    for resource in resources.values():
        if resource["Type"] == "AWS::IAM::Role":
            _allow_batches(resource["Properties"]["Policies"])
    return copy


def _deploy_sockets_by_themselves(resources: Template) -> None:
    """The emulator knows no `AWS::ApiGatewayV2::Deployment`."""
    for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGatewayV2::Deployment"]:
        del resources[name]
        for resource in resources.values():
            properties = resource.get("Properties", {})
            if properties.get("DeploymentId") == {"Ref": name}:
                del properties["DeploymentId"]
                properties["AutoDeploy"] = True


def _allow_batches(policies: list[Template]) -> None:
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            actions += [batch for single, batch in _BATCHES.items() if single in actions]
