"""Whatever single call fails, in whatever way: nothing is lost, doubled or left behind."""

from __future__ import annotations

import pytest

from tests.faults.injecting import KINDS
from tests.faults.running import Theatre, single_faults
from tests.faults.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_single_fault_breaks_an_invariant(theatre: Theatre, name: str) -> None:
    wrong = {where: found for where, found in single_faults(theatre, SCENARIOS[name], *KINDS) if found}
    assert not wrong
