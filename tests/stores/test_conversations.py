"""The conversations store: what a commit writes or refuses, and what is found again."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.domain.conversations import assigned, handed, queued, received, said
from chalicelib.domain.desks import taking
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import ConversationId, SenderId, SpaceId
from chalicelib.stores import conversations, desks
from chalicelib.stores.conversations import carrier_reference, client_reference
from tests.domain.made import DANA, EVE, NOW, SPACE, begun, desk, later, message
from tests.stores.kept import check_log, done, in_queue, kept_desk, one_said, with_agent
from tests.world_cloud import Cloud

ONE, OTHER_SPACE = ConversationId("cv_one"), SpaceId("sp_other")
REFERENCE = carrier_reference(SenderId("sn_care"), "SM1")


def items(cloud: Cloud) -> list[dict[str, Any]]:
    return cloud.items("ConversationsTable")


def test_a_conversation_that_nobody_began_is_not_there() -> None:
    assert conversations.get(ONE) is None
    assert conversations.entries(ONE) == []
    with pytest.raises(NotFound):
        conversations.entry(ONE, 1)


def test_what_is_committed_is_read_back_as_it_was() -> None:
    step = assigned(received(begun(), message("Olá 👋"), later(1)), DANA, later(1))

    assert conversations.commit(begun(), step, reference=REFERENCE) == frozenset()
    assert conversations.get(ONE) == step[0]
    assert conversations.entries(ONE) == [step[1]]
    assert conversations.entry(ONE, 1) == step[1]
    assert conversations.referred(REFERENCE) == (ONE, 1)


def test_the_same_commit_again_is_refused_and_writes_nothing(cloud: Cloud) -> None:
    step = queued(received(begun(), message(), NOW), NOW)
    conversations.commit(begun(), step, reference=REFERENCE)
    before = items(cloud)

    assert conversations.commit(begun(), step, reference=REFERENCE) == {"head", "reference"}
    assert items(cloud) == before


def test_a_step_from_a_head_that_has_changed_meanwhile_is_refused(cloud: Cloud) -> None:
    old = with_agent()
    one_said(old)
    before = items(cloud)

    assert conversations.commit(old, received(old, message(), NOW)) == {"head"}
    assert items(cloud) == before


def test_a_reference_that_is_taken_refuses_the_step_alone(cloud: Cloud) -> None:
    head = with_agent()
    conversations.refer(REFERENCE, ConversationId("cv_other"), 7)
    before = items(cloud)

    assert conversations.commit(head, received(head, message(), NOW), reference=REFERENCE) == {"reference"}
    assert items(cloud) == before


def test_a_desk_that_has_changed_meanwhile_refuses_the_step_and_stays_as_it_is(cloud: Cloud) -> None:
    head, old = in_queue(), desk()
    kept_desk(old)
    desks.update(old, taking(old, NOW))
    before = items(cloud)

    assert conversations.commit(head, handed(head, DANA, NOW), desk=(old, taking(old, NOW))) == {"desk"}
    assert items(cloud) == before
    assert desks.get(SPACE, DANA.id) == taking(old, NOW)


def test_conversation_and_desk_change_together() -> None:
    head, free = in_queue(), desk()
    kept_desk(free)

    assert not conversations.commit(head, handed(head, DANA, NOW), desk=(free, taking(free, NOW)))
    assert conversations.get(ONE) == handed(head, DANA, NOW)[0]
    assert desks.get(SPACE, DANA.id) == taking(free, NOW)


def test_a_commit_does_not_undo_what_was_read_meanwhile() -> None:
    old = with_agent()
    conversations.mark_read(ONE, 1)
    conversations.commit(old, received(old, message(), NOW))

    found = conversations.get(ONE)
    assert found is not None
    assert (found.mo, found.read_mo) == (2, 1)


def test_a_reference_belongs_to_whoever_came_first_for_ever() -> None:
    conversations.refer(REFERENCE, ONE, 1)
    conversations.refer(REFERENCE, ConversationId("cv_other"), 2)

    assert conversations.referred(REFERENCE) == (ONE, 1)


def test_references_of_other_senders_and_other_agents_are_others() -> None:
    assert carrier_reference(SenderId("sn_a"), "SM1") != carrier_reference(SenderId("sn_b"), "SM1")
    assert client_reference(ONE, DANA.id, "1") != client_reference(ONE, EVE.id, "1")
    assert client_reference(ONE, DANA.id, "1") != client_reference(ConversationId("cv_two"), DANA.id, "1")


@pytest.mark.parametrize(
    ("after", "before", "limit", "found"),
    [
        (0, 10**9 - 1, 100, [1, 2, 3, 4, 5, 6]),
        (0, 10**9 - 1, 2, [5, 6]),
        (2, 10**9 - 1, 100, [3, 4, 5, 6]),
        (0, 4, 2, [2, 3]),
        (2, 5, 100, [3, 4]),
        (3, 4, 100, []),
        (4, 3, 100, []),
        (0, 0, 100, []),
        (0, 1, 100, []),
        (6, 10**9 - 1, 100, []),
        (10**9 - 2, 10**9 - 1, 100, []),
    ],
)
def test_the_latest_entries_between_two_numbers_come_in_order(
    after: int, before: int, limit: int, found: list[int]
) -> None:
    head = with_agent()
    for number in range(5):
        head = one_said(head, f"c{number}")

    assert [entry.seq for entry in conversations.entries(ONE, after, before, limit)] == found


def test_a_message_is_claimed_by_one_worker_who_may_ask_again() -> None:
    one_said(with_agent())

    first = conversations.claim(ONE, 2, "w1")

    assert first is not None
    assert (first.seq, first.text) == (2, "Hello")
    assert conversations.claim(ONE, 2, "w1") == first
    assert conversations.claim(ONE, 2, "w2") is None


def test_only_who_claimed_a_message_can_release_it() -> None:
    one_said(with_agent())
    conversations.claim(ONE, 2, "w1")

    conversations.release(ONE, 2, "w2")
    assert conversations.claim(ONE, 2, "w2") is None

    conversations.release(ONE, 2, "w1")
    conversations.release(ONE, 2, "w1")
    assert conversations.claim(ONE, 2, "w2") is not None


def test_nothing_appears_where_something_is_done_to_what_is_not_there(cloud: Cloud) -> None:
    assert conversations.claim(ONE, 9, "w1") is None
    conversations.release(ONE, 9, "w1")
    conversations.mark_read(ONE, 3)

    assert items(cloud) == []


def test_what_was_read_never_goes_back_and_never_beyond_what_was_written() -> None:
    head = with_agent()
    for number in range(4):
        step = received(head, message(number=number), NOW)
        conversations.commit(head, step)
        head = step[0]

    def read(mo: int) -> int:
        conversations.mark_read(ONE, mo)
        found = conversations.get(ONE)
        assert found is not None
        return found.read_mo

    assert [read(mo) for mo in (3, 2, 3, 0, 6, 10**8, 5)] == [3, 3, 3, 3, 3, 3, 5]


def test_the_stream_tells_heads_and_entries_as_they_were_committed(cloud: Cloud) -> None:
    head = one_said(with_agent())
    images = [record["dynamodb"]["NewImage"] for record in cloud.changes("ConversationsTable")]

    assert [conversations.head_of_image(each) for each in images if conversations.is_head(each)][-1] == head
    assert [conversations.entry_of_image(each) for each in images if conversations.is_entry(each)] == check_log(ONE)


def test_a_head_stays_small_enough_for_one_write_unit(cloud: Cloud) -> None:
    head = with_agent()
    for number in range(30):
        head = one_said(head, f"c{number}", "👋" * 700)
    row = next(each for each in items(cloud) if each["sk"]["S"] == "HEAD")

    size = sum(len(name) + len(str(value)) for name, value in row.items())
    assert size < 2048  # the text form of DynamoDB's values is about twice what is stored


def test_nobody_can_say_anything_from_a_head_that_is_older_than_the_change_of_owner() -> None:
    old = with_agent()
    done(old)

    assert conversations.commit(old, said(old, DANA, "c1", "Too late", NOW)) == {"head"}
