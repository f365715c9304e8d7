"""Whatever fails or comes in between: no password, code, link or session counts twice, half or after its end."""

from __future__ import annotations

import pytest

from tests.faults.accounts import MEETINGS, SCENARIOS
from tests.faults.injecting import KINDS
from tests.faults.interrupting import meets
from tests.faults.running import Theatre, single_faults


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_single_fault_breaks_an_account(theatre: Theatre, name: str) -> None:
    wrong = {where: found for where, found in single_faults(theatre, SCENARIOS[name], *KINDS) if found}
    assert not wrong


@pytest.mark.parametrize("name", MEETINGS)
def test_two_that_meet_break_no_account(theatre: Theatre, name: str) -> None:
    assert not meets(theatre, MEETINGS[name])
