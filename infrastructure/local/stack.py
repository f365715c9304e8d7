"""The local stack as a whole: emulator, edge and simulator running, and the packaged template deployed on them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from infrastructure.aws import Aws
from infrastructure.deploy import Deployment, Outputs, deploy
from infrastructure.local import processes
from infrastructure.local.processes import Layout, Ports
from infrastructure.local.template_rewrites import for_emulator
from infrastructure.package import ROOT, make_package
from infrastructure.progress import Progress, StepFailed

STAGE = "local"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What one local stack is made of; `keep` saves its state and starts from what was saved."""

    layout: Layout
    ports: Ports
    keep: bool
    # On two cores more processes per function only take turns.
    workers_per_function: int = 3
    project: Path = ROOT
    pages: Path = ROOT / "web"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A local stack that runs: where it is reached, and the outputs of its CloudFormation stack."""

    ports: Ports
    outputs: Outputs
    layout: Layout
    parts: Mapping[str, subprocess.Popen[bytes]]

    def check(self) -> None:
        """Raise StepFailed when a process of the stack has ended by itself."""
        for name, process in self.parts.items():
            if process.poll() is not None:
                log = self.layout.log(name)
                raise StepFailed(
                    f"The {name} ended by itself.", f"Its last words are in {log}. `make run` starts again."
                )

    @property
    def web(self) -> str:
        """The one origin, without a trailing slash."""
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def socket(self) -> str:
        """The socket's address, without the ticket."""
        return f"ws://127.0.0.1:{self.ports.web}/ws"

    @property
    def simulator(self) -> str:
        """The carrier simulator; the handset page is its root."""
        return f"http://127.0.0.1:{self.ports.simulator}"

    @property
    def aws_endpoint(self) -> str:
        """The emulated AWS."""
        return f"http://127.0.0.1:{self.ports.aws}"


@contextmanager
def running(shape: Shape, progress: Progress) -> Iterator[Running]:
    """Run the stack until the block ends; raises StepFailed."""
    shape.layout.folder.mkdir(parents=True, exist_ok=True)
    processes.check_free(shape.ports)
    config = shape.layout.folder / "simulator.json"
    if not config.exists():
        config.write_text('{"senders": []}')
    with ExitStack() as started:
        with progress.step("Start the carrier simulator and the emulated AWS"):
            phones = started.enter_context(processes.simulator(shape.layout, shape.ports, config))
            workers = shape.workers_per_function
            cloud = started.enter_context(
                processes.emulator(shape.layout, shape.ports, workers=workers, keep=shape.keep)
            )
        parts = {"simulator": phones, "emulator": cloud}
        yield Running(ports=shape.ports, outputs=deploy_here(shape, progress), layout=shape.layout, parts=parts)


def deploy_here(shape: Shape, progress: Progress) -> Outputs:
    """Package the functions thinly and deploy them and the pages on the running stack; answers the outputs."""
    with progress.step("Package the functions"):
        package = make_package(STAGE, shape.layout.folder / "package", thin=True, project=shape.project)
    aws = Aws(f"http://127.0.0.1:{shape.ports.aws}")
    how = Deployment(aws=aws, progress=progress, agree=lambda: True, rewrite=for_emulator, show_changes=False)
    parameters = {
        "PublicUrl": f"http://127.0.0.1:{shape.ports.web}",
        "LocalEndpoint": aws.endpoint,
        "TwilioUrl": f"http://127.0.0.1:{shape.ports.simulator}",
    }
    outputs = deploy(how, package, parameters, shape.pages)
    _tell_the_edge(shape.layout.deployment, aws, outputs)
    return outputs


def _tell_the_edge(path: Path, aws: Aws, outputs: Outputs) -> None:
    rules = aws.client("cloudfront").get_response_headers_policy(Id=outputs["BrowserRulesId"])
    deployment = {
        "rest": outputs["RestAPIId"],
        "socket": outputs["WebsocketAPIId"],
        "pages": outputs["DistributionDomain"],
        "headers": _headers(rules["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]),
    }
    written = path.with_suffix(".new")
    written.write_text(json.dumps(deployment))
    written.replace(path)


def _headers(policy: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    """The headers that a CloudFront policy stands for; the template holds the only copy of them."""
    security = policy["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    custom = {str(item["Header"]): str(item["Value"]) for item in policy["CustomHeadersConfig"]["Items"]}  # type: ignore[index]
    return {
        **custom,
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
    }
