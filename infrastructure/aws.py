"""AWS as the tools reach it: the account of the caller's credentials, or the emulator on loopback."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infrastructure.progress import StepFailed

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

EMULATED_REGION = "us-east-1"
# The emulator takes this for the root user of its one account.
_ROOT = "test"


@dataclass(frozen=True)
class Aws:
    """Clients for one account and region; `endpoint` is the emulator's, or empty on AWS."""

    endpoint: str = ""

    @cached_property
    def _session(self) -> boto3.session.Session:
        if self.endpoint:
            # Whatever profile the person works with is none of the emulator's business.
            core = botocore.session.Session({"profile": (None, None, None, None)})
            return boto3.session.Session(
                botocore_session=core, aws_access_key_id=_ROOT, aws_secret_access_key=_ROOT, region_name=EMULATED_REGION
            )
        # boto3 itself reads AWS_DEFAULT_REGION alone.
        return boto3.session.Session(region_name=os.environ.get("AWS_REGION"))

    @overload
    def client(self, service: Literal["cloudformation"]) -> CloudFormationClient: ...
    @overload
    def client(self, service: Literal["dynamodb"]) -> DynamoDBClient: ...
    @overload
    def client(self, service: Literal["s3"]) -> S3Client: ...
    @overload
    def client(self, service: str) -> Any: ...
    def client(self, service: str) -> Any:
        """A client of one service."""
        config = Config(
            retries={"mode": "standard", "max_attempts": 5}, s3={"addressing_style": "path"} if self.endpoint else {}
        )
        make: Any = self._session.client
        return make(service, endpoint_url=self.endpoint or None, config=config)

    @property
    def region(self) -> str:
        """The region; raises StepFailed where none is configured."""
        if not self._session.region_name:
            raise StepFailed(
                "No AWS region is configured.", "Set AWS_REGION, or a region in the profile that AWS_PROFILE names."
            )
        return self._session.region_name

    def account(self) -> str:
        """The account's number; raises StepFailed without credentials that are good."""
        region = self.region
        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except (ClientError, BotoCoreError) as error:
            advice = "Give credentials: AWS_PROFILE, `aws sso login`, or the AWS_ACCESS_KEY_ID variables."
            raise StepFailed(f"AWS ({region}) does not know you: {error}", advice) from error

    def object_url(self, bucket: str, key: str) -> str:
        """The address under which CloudFormation reads an object."""
        if self.endpoint:
            return f"{self.endpoint}/{bucket}/{key}"
        return f"https://{bucket}.s3.{self.region}.amazonaws.com/{key}"
