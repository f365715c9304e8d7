"""Whatever single call fails, in whatever way: nothing is lost, doubled or left behind."""

from __future__ import annotations

import pytest

from tests.faults import injecting, running
from tests.faults.injecting import KINDS
from tests.faults.running import Theatre, single_faults
from tests.faults.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_single_fault_breaks_an_invariant(theatre: Theatre, name: str) -> None:
    wrong = {where: found for where, found in single_faults(theatre, SCENARIOS[name], *KINDS) if found}
    assert not wrong


def test_what_is_left_out_as_it_cannot_differ_ends_well_too(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = SCENARIOS["next_mo"]
    short = len(list(single_faults(theatre, scenario, *KINDS)))
    monkeypatch.setattr(running, "is_telling", lambda *_args: True)
    monkeypatch.setattr(injecting, "_sdk_name", lambda _request: "")
    long = [wrong for _, wrong in single_faults(theatre, scenario, *KINDS)]
    assert len(long) > short
    assert not any(long)
