"""The template: what Chalice derives from app.py, and over it what Chalice cannot say (infrastructure/template)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chalice.awsclient import TypedAWSClient
from chalice.cli.factory import CLIFactory
from chalice.config import Config
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import BaseDeployStep, BuildStage, InjectDefaults, PolicyGenerator, SwaggerBuilder
from chalice.deploy.models import DeploymentPackage
from chalice.deploy.swagger import CFNSwaggerGenerator
from chalice.package import (
    PackageOptions,
    ResourceBuilder,
    SAMTemplateGenerator,
    TemplateDeepMerger,
    YAMLTemplateSerializer,
)
from chalice.policy import AppPolicyGenerator
from chalice.utils import OSUtils

MERGED = Path(__file__).parent / "template"
CODE = "./deployment.zip"
RUNTIME = "python3.11"

Template = dict[str, Any]


def build_template(project: Path, stage: str) -> Template:
    """The whole template of one stage; its functions' code is still the local path `CODE`.

    Imports app.py of the project, which therefore needs neither environment nor network.
    """
    config = CLIFactory(str(project)).create_config_obj(stage)
    template = _chalice_template(config, stage)
    for path in sorted(MERGED.glob("*.yaml")):
        template = TemplateDeepMerger().merge(_load(path), template)
    _drop_foreign_outputs(template)
    for name in _functions(template):
        template["Resources"][name]["Properties"]["Runtime"] = RUNTIME
    return template


def point_code_at(template: Template, uri: str) -> Template:
    """The same template whose functions take their code from an `s3://` address."""
    copy: Template = json.loads(json.dumps(template))
    for name in _functions(copy):
        copy["Resources"][name]["Properties"]["CodeUri"] = uri
    return copy


def _chalice_template(config: Config, stage: str) -> Template:
    steps = [InjectDefaults(), _ZipMadeElsewhere(), PolicyGenerator(AppPolicyGenerator(OSUtils()), OSUtils())]
    steps.append(SwaggerBuilder(CFNSwaggerGenerator()))
    builder = ResourceBuilder(ApplicationGraphBuilder(), DependencyBuilder(), BuildStage(steps))
    resources = builder.construct_resources(config, stage)
    template: Template = SAMTemplateGenerator(config, _AnyRegion()).generate(resources)
    return template


class _ZipMadeElsewhere(BaseDeployStep):  # type: ignore[misc]  # Chalice is not typed
    """Stands in for Chalice's packager, which ships no compiled modules and passes over missing wheels."""

    def handle_deploymentpackage(self, config: Config, resource: DeploymentPackage) -> None:  # noqa: ARG002  # Chalice's interface
        resource.filename = CODE


class _AnyRegion(PackageOptions):  # type: ignore[misc]  # Chalice is not typed
    """Chalice asks the session's region for service principals; they are the same in all public regions."""

    def __init__(self) -> None:
        self._client: TypedAWSClient | None = None

    def service_principal(self, service: str) -> str:
        return f"{service}.amazonaws.com"


def _load(path: Path) -> Template:
    loaded: Template = YAMLTemplateSerializer().load_template(path.read_text(), path.name)
    return loaded


def _functions(template: Template) -> list[str]:
    return [name for name, r in template["Resources"].items() if r["Type"] == "AWS::Serverless::Function"]


def _drop_foreign_outputs(template: Template) -> None:
    """Chalice tells the amazonaws.com addresses, with the wrong stage for the socket: nobody should use them."""
    for name in ("EndpointURL", "WebsocketConnectEndpointURL"):
        template["Outputs"].pop(name, None)
