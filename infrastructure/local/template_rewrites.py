"""The only differences between the template on AWS and on the local stack."""

from __future__ import annotations

import json

from infrastructure.sam_template import Template


def for_emulator(template: Template) -> Template:
    """MiniStack 1.5.33 knows no `AWS::ApiGatewayV2::Deployment`: the socket's stage deploys by itself instead."""
    copy: Template = json.loads(json.dumps(template))
    resources = copy["Resources"]
    for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGatewayV2::Deployment"]:
        del resources[name]
        for resource in resources.values():
            if resource["Type"] == "AWS::ApiGatewayV2::Stage" and resource["Properties"].get("DeploymentId") == {
                "Ref": name
            }:
                del resource["Properties"]["DeploymentId"]
                resource["Properties"]["AutoDeploy"] = True
    return copy
