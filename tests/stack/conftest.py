"""What the tests of the stack share."""

from __future__ import annotations

import sys

import pytest

from infrastructure.function_zip import PYTHON


@pytest.fixture(scope="session")
def runtimes_python() -> None:
    """The production zip can be built with one Python only; the others run everything but its tests."""
    if sys.version_info[:2] != PYTHON:
        pytest.skip(f"The production zip is built with Python {PYTHON[0]}.{PYTHON[1]}, the Lambda runtime's, alone.")
