"""Fixtures for all tests, and what a failing test of the stack shows besides."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.stack_fixture import Stack, stack
from tests.world_fixture import world

__all__ = ["stack", "world"]

# What an example takes says how busy the machine is, and nothing about the product.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the functions' last lines beside a failure on the stack."""
    report = yield
    running = getattr(item, "funcargs", {}).get("stack")
    if report.failed and isinstance(running, Stack):
        report.sections.append(("The stack's last lines", running.log()))
    return report
