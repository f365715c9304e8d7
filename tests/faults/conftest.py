"""One world for all runs, each of which begins by going back."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.faults.running import Theatre
from tests.world import world


@pytest.fixture(scope="package")
def theatre() -> Iterator[Theatre]:
    with world() as made:
        logging.disable(logging.CRITICAL)  # thousands of failures are wanted here
        yield Theatre(made)
        logging.disable(logging.NOTSET)
