"""Receipts come twice, late and out of order; whatever they do, a message's status only rises and the log has no gap."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.conversations import TICKS_KEPT, Conversation
from chalicelib.domain.ids import ConversationId
from chalicelib.domain.messages import RANKED, Status, rank
from chalicelib.stores import conversations
from chalicelib.stores.receipts import advance
from tests.stores.kept import check_log, one_said, reported, told_of, with_agent
from tests.world import Crash
from tests.world_cloud import Cloud

ONE = ConversationId("cv_one")
FOUR = ("accepted", "sent", "delivered", "read")
STATUSES = [status.value for status in RANKED[1:]]


def head() -> Conversation:
    found = conversations.get(ONE)
    assert found is not None
    return found


def standing(of: int) -> str:
    return RANKED[head().ticks[str(of)]].value


def test_a_receipt_becomes_the_next_entry_and_the_heads_status() -> None:
    one_said(with_agent())

    assert advance(ONE, reported(2, "sent"))
    assert (head().seq, standing(2), head().ticked) == (3, "sent", {"2": 3})
    assert told_of(ONE, 2) == ["sent"]


def test_the_same_receipt_fifty_times_is_one_entry() -> None:
    one_said(with_agent())

    assert [advance(ONE, reported(2, "delivered")) for _ in range(50)] == [True] + [False] * 49
    assert told_of(ONE, 2) == ["delivered"]


def test_all_orders_of_four_receipts_each_told_twice_come_to_the_same_state() -> None:
    orders = list(permutations(FOUR))
    last = one_said(with_agent(), "c0")
    for number in range(1, len(orders)):
        last = one_said(last, f"c{number}")
    for of, order in enumerate(orders, 2):
        for status in (*order, *order[::-1]):
            advance(ONE, reported(of, status))

    for of in range(2, len(orders) + 2):
        told = told_of(ONE, of)
        assert told[-1] == "read"
        assert [rank(Status(each)) for each in told] == sorted({rank(Status(each)) for each in told})


@pytest.mark.parametrize("status", STATUSES)
def test_no_receipt_lower_than_the_status_is_news(status: str) -> None:
    one_said(with_agent())
    advance(ONE, reported(2, status))

    assert not any(advance(ONE, reported(2, lower)) for lower in STATUSES[: STATUSES.index(status) + 1])
    assert standing(2) == status


def test_a_receipt_with_a_status_that_means_nothing_changes_nothing() -> None:
    one_said(with_agent())

    assert not advance(ONE, reported(2, "unknown"))
    assert head().seq == 2


@pytest.mark.parametrize("of", [0, 1, 3, 999_999_998])
def test_a_receipt_for_what_is_no_message_of_ours_changes_nothing(of: int) -> None:
    one_said(with_agent())

    assert not advance(ONE, reported(of, "read"))
    assert (head().seq, head().ticks) == (2, {"2": 0})


def test_a_receipt_for_a_conversation_that_is_not_there_leaves_nothing_behind(cloud: Cloud) -> None:
    assert not advance(ONE, reported(2, "read"))
    assert cloud.items("ConversationsTable") == []


def old_message(*statuses: str) -> None:
    """Entry 2 is a message that came so far, and so much was said since that the head has forgotten it."""
    last = one_said(with_agent())
    for status in statuses:
        advance(ONE, reported(2, status))
    last = head()
    for number in range(TICKS_KEPT + 3):
        last = one_said(last, f"old{number}")
    assert "2" not in last.ticks


def test_a_message_that_the_head_has_forgotten_still_goes_forward_and_never_back() -> None:
    old_message("accepted", "delivered")

    assert not advance(ONE, reported(2, "sent"))
    assert not advance(ONE, reported(2, "delivered"))
    assert advance(ONE, reported(2, "read"))
    assert not advance(ONE, reported(2, "read"))
    assert told_of(ONE, 2) == ["accepted", "delivered", "read"]


def test_a_message_that_the_head_has_forgotten_before_any_receipt_gets_its_first() -> None:
    old_message()

    assert advance(ONE, reported(2, "unconfirmed"))
    assert told_of(ONE, 2) == ["unconfirmed"]


def test_two_late_receipts_at_once_for_a_forgotten_message_do_not_undo_each_other(cloud: Cloud) -> None:
    old_message("accepted")

    def another_in_between(call: Any, commit: Callable[[], Any], _request: Any) -> Any:
        if call.operation == "Query":
            cloud.interfere = None
            answer = commit()
            advance(ONE, reported(2, "read"))
            return answer
        return commit()

    cloud.interfere = another_in_between

    assert not advance(ONE, reported(2, "delivered"))
    assert told_of(ONE, 2) == ["accepted", "read"]


@pytest.mark.parametrize("old", [False, True])
def test_who_dies_between_head_and_entry_is_repeated_and_the_log_has_no_gap(old: bool, cloud: Cloud) -> None:
    old_message() if old else one_said(with_agent())

    def dies(call: Any, commit: Callable[[], Any], _request: Any) -> Any:
        if call.operation == "PutItem":
            raise Crash
        return commit()

    cloud.interfere = dies
    with pytest.raises(Crash):
        advance(ONE, reported(2, "delivered"))
    cloud.interfere = None
    one_said(head(), "meanwhile")
    assert not advance(ONE, reported(2, "delivered"))

    assert told_of(ONE, 2) == ["delivered"]


RECEIPTS = st.lists(st.tuples(st.integers(2, 5), st.sampled_from(STATUSES)), max_size=25)


@given(RECEIPTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_receipts_come_the_highest_of_each_message_stands_and_each_is_told_once(
    cloud: Cloud, receipts: list[tuple[int, str]]
) -> None:
    empty = cloud.saved()
    last = with_agent()
    for number in range(4):
        last = one_said(last, f"c{number}")
    for of, status in receipts:
        advance(ONE, reported(of, status))

    check_log(ONE)
    for of in range(2, 6):
        came = [rank(Status(status)) for each, status in receipts if each == of]
        assert head().ticks[str(of)] == max(came, default=0)
        told = [rank(Status(status)) for status in told_of(ONE, of)]
        assert told == sorted(set(told))
    cloud.go_back(empty)
