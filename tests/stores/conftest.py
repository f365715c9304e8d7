"""Stores run on the packaged tables, in MiniStack's DynamoDB in this process: moto oversells and knows no idempotency."""

from __future__ import annotations

import pytest

from tests.world import World
from tests.world_cloud import Cloud


@pytest.fixture(autouse=True)
def cloud(world: World) -> Cloud:
    return world.cloud
