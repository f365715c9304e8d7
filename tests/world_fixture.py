"""The fixture `world`: the whole product in this process, empty at first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import world as worlds


@pytest.fixture
def world() -> Iterator[worlds.World]:
    with worlds.world() as made:
        yield made
