"""Lists of conversations: in order, page by page, and never another's."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.conversations import handed, received
from chalicelib.domain.entries import Owner
from chalicelib.domain.errors import Malformed
from chalicelib.domain.ids import ConversationId
from chalicelib.stores import conversations
from tests.domain.made import DANA, EVE, NOW, SPACE, later, message
from tests.stores.kept import done, in_queue, with_agent
from tests.stores.test_conversations import OTHER_SPACE
from tests.world_cloud import Cloud


def test_an_agents_lane_and_the_queue_hold_what_is_theirs_longest_there_first() -> None:
    for number, after in enumerate((30, 10, 20)):
        in_queue(f"cv_q{number}", after=after)
        with_agent(f"cv_d{number}", after=after)
    with_agent("cv_eve", agent=EVE)
    in_queue("cv_foreign", OTHER_SPACE)

    def names(owner: Owner, person: Any = None) -> list[str]:
        return [head.id for head in conversations.lane(SPACE, owner, person).conversations]

    assert names(Owner.queue) == ["cv_q1", "cv_q2", "cv_q0"]
    assert names(Owner.agent, DANA.id) == ["cv_d1", "cv_d2", "cv_d0"]
    assert names(Owner.agent, EVE.id) == ["cv_eve"]


def test_a_message_moves_a_conversation_nowhere_in_its_lane() -> None:
    first, _ = with_agent("cv_a", after=1), with_agent("cv_b", after=2)
    step = received(first, message(), later(100))
    conversations.commit(first, step)

    assert [head.id for head in conversations.lane(SPACE, Owner.agent, DANA.id).conversations] == ["cv_a", "cv_b"]


def test_a_resolved_conversation_is_in_no_list() -> None:
    done(with_agent())

    assert conversations.lane(SPACE, Owner.agent, DANA.id).conversations == []
    assert conversations.open_in(SPACE).conversations == []


def test_everything_open_in_a_space_comes_newest_first() -> None:
    for number in range(3):
        with_agent(f"cv_{number}", after=number)
    with_agent("cv_foreign", OTHER_SPACE)

    assert [head.id for head in conversations.open_in(SPACE).conversations] == ["cv_2", "cv_1", "cv_0"]


@pytest.mark.parametrize("listed", ["queue", "all"])
def test_lists_longer_than_a_page_are_read_page_by_page_without_a_gap_or_a_double(listed: str) -> None:
    names = [f"cv_{number:03d}" for number in range(120)]
    for number, name in enumerate(names):
        in_queue(name, after=number // 3)  # three at the same moment each

    pages, cursor = list[list[str]](), None
    while True:
        page = (
            conversations.lane(SPACE, Owner.queue, None, cursor)
            if listed == "queue"
            else conversations.open_in(SPACE, cursor)
        )
        pages.append([head.id for head in page.conversations])
        cursor = page.cursor
        if cursor is None:
            break

    assert [len(page) for page in pages if page] == [50, 50, 20]
    assert sorted(name for page in pages for name in page) == names


def test_a_cursor_of_another_spaces_list_leads_no_further_than_ones_own() -> None:
    for number in range(60):
        in_queue(f"cv_a{number:02d}", after=number)
        in_queue(f"cv_b{number:02d}", OTHER_SPACE, after=number)
    foreign = conversations.lane(OTHER_SPACE, Owner.queue, None).cursor

    page = conversations.lane(SPACE, Owner.queue, None, foreign)

    assert page.conversations
    assert {head.space_id for head in page.conversations} == {SPACE}


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~",
        "~cv_one",
        "2026-03-02T09:00:00.000+00:00~",
        "2026-03-02~CV ONE",
        "a~b~c",
        "~" * 5000,
        "2026~" + "c" * 3000,
    ],
)
def test_a_made_up_cursor_is_refused_before_the_store_is_asked(cursor: str, cloud: Cloud) -> None:
    calls = len(cloud.calls)

    with pytest.raises(Malformed):
        conversations.lane(SPACE, Owner.queue, None, cursor)
    with pytest.raises(Malformed):
        conversations.open_in(SPACE, cursor)

    assert len(cloud.calls) == calls


def test_a_made_up_cursor_that_looks_like_ours_stays_in_the_list() -> None:
    in_queue("cv_one")
    in_queue("cv_foreign", OTHER_SPACE)

    page = conversations.lane(SPACE, Owner.queue, None, "2000-01-01T00:00:00.000+00:00~cv_foreign")

    assert [head.id for head in page.conversations] == ["cv_one"]


def test_several_heads_come_in_the_order_asked_for_and_missing_ones_are_left_out(cloud: Cloud) -> None:
    names = [ConversationId(f"cv_{number:03d}") for number in range(230)]
    for name in names[::2]:
        in_queue(name)
    calls = len(cloud.calls)

    found = conversations.heads(names[::-1])

    assert [head.id for head in found] == names[::2][::-1]
    assert len(cloud.calls) - calls == 3
    assert conversations.heads([]) == []


def test_what_left_the_queue_while_its_list_was_read_is_not_in_the_list(cloud: Cloud) -> None:
    first, second = in_queue("cv_a"), in_queue("cv_b", after=1)

    def taken_in_between(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "BatchGetItem":
            cloud.interfere = None
            conversations.commit(first, handed(first, EVE, NOW))
        return commit()

    cloud.interfere = taken_in_between
    found = conversations.lane(SPACE, Owner.queue, None).conversations

    assert found == [second]


def test_what_was_resolved_while_the_list_was_read_is_not_in_the_list(cloud: Cloud) -> None:
    head = with_agent()

    def resolved_in_between(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "BatchGetItem":
            cloud.interfere = None
            done(head)
        return commit()

    cloud.interfere = resolved_in_between
    assert conversations.open_in(SPACE).conversations == []
