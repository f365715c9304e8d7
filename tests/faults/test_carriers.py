"""Whatever fails or comes in between: accounts count right, keep their credentials to the end, and no number is two senders'."""

from __future__ import annotations

from typing import Any

import pytest
from pynamodb.expressions.condition import Condition

from chalicelib.stores import carrier_accounts, senders
from chalicelib.stores.carrier_accounts import AccountRow
from chalicelib.stores.senders import SenderRow
from tests.faults.carriers import MEETINGS, SCENARIOS
from tests.faults.injecting import KINDS
from tests.faults.interrupting import meets
from tests.faults.running import Theatre, single_faults


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_no_single_fault_breaks_accounts_and_senders(theatre: Theatre, name: str, kind: str) -> None:
    wrong = {where: found for where, found in single_faults(theatre, SCENARIOS[name], kind) if found}
    assert not wrong


@pytest.mark.parametrize("name", MEETINGS)
def test_two_that_meet_break_no_account_and_no_sender(theatre: Theatre, name: str) -> None:
    assert not meets(theatre, MEETINGS[name])


def deleted_as_it_was_read(patch: pytest.MonkeyPatch) -> None:
    """Who stands on the account is looked at before and not when it is deleted."""

    def delete(account_id: Any) -> bool:
        carrier_accounts.row_of(account_id).delete(condition=AccountRow.pk.exists())
        return True

    patch.setattr(carrier_accounts, "delete", delete)


def whatever_it_was(patch: pytest.MonkeyPatch) -> None:
    """A sender is changed although it is not what was read any more."""

    def as_read(_old: Any) -> Condition:
        return SenderRow.pk.exists()

    patch.setattr(senders, "_as_read", as_read)


def health_of_whichever_credentials(patch: pytest.MonkeyPatch) -> None:
    """What the carrier said is kept, whatever the credentials are by now."""

    def checked(account: Any, health: str, now: Any) -> Any:
        actions = [AccountRow.checked_at.set(now), AccountRow.health.set(health)]
        return carrier_accounts._updated(account.id, actions, AccountRow.pk.exists())

    patch.setattr(carrier_accounts, "checked", checked)


CAUGHT = {
    "deleted_as_it_was_read": (deleted_as_it_was_read, "add_sender_and_remove_its_account"),
    "whatever_it_was": (whatever_it_was, "move_and_remove_sender"),
    "health_of_whichever_credentials": (health_of_whichever_credentials, "test_and_rotate"),
}


@pytest.mark.parametrize("name", CAUGHT)
def test_a_mistake_about_accounts_is_caught_by_preemption(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    plant, meeting = CAUGHT[name]
    theatre.stage(MEETINGS[meeting].given)
    plant(monkeypatch)
    assert meets(theatre, MEETINGS[meeting])
