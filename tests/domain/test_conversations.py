"""A conversation's life: what is said, who owns it, and the log that says so."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.conversations import (
    TEXT_CHARACTERS,
    TICKS_KEPT,
    Conversation,
    assigned,
    check_text,
    handed,
    queued,
    received,
    resolved,
    said,
)
from chalicelib.domain.entries import Entry, Kind, Owner
from chalicelib.domain.errors import Conflict, Forbidden, Invalid, LiveChatError
from chalicelib.domain.messages import Direction
from tests.domain.made import DANA, EVE, NOW, SENDER, begun, held, later, message, waiting

NOBODYS = begun(owner=Owner.nobody, seq=4)


def test_what_the_end_user_says_is_the_next_entry_and_the_heads_preview() -> None:
    head, entry = received(held(seq=7, mo=3), message("Where is\n my  order?"), later(60))

    assert (entry.seq, entry.kind, entry.direction, entry.text) == (
        8,
        Kind.message,
        Direction.MO,
        "Where is\n my  order?",
    )
    assert (head.seq, head.mo, head.preview, head.preview_direction) == (8, 4, "Where is my order?", Direction.MO)
    assert head.last_at == head.last_mo_at == entry.at == later(60)


def test_a_message_leaves_the_owner_as_it_was() -> None:
    for before in (held(), waiting(), begun(owner=Owner.bot)):
        after, entry = received(before, message(), NOW)

        assert (after.owner, after.assignee, after.epoch, entry.change) == (
            before.owner,
            before.assignee,
            before.epoch,
            None,
        )


def test_a_resolved_conversation_begins_anew_when_the_end_user_writes() -> None:
    assert received(NOBODYS, message(), later(90))[0].opened_at == later(90)
    assert received(held(), message(), later(90))[0].opened_at == NOW


def test_r13_whatever_happens_the_thread_stays_on_the_sender_and_channel_it_began_with() -> None:
    other = message("Hello", business="+18005550999", channel="whatsapp")
    head = received(held(), other, later(1))[0]
    head = said(head, DANA, "c1", "Hello", later(2))[0]
    head = resolved(head, DANA, later(3))[0]
    head = received(head, other, later(4))[0]

    assert (head.sender, head.channel, head.id) == (SENDER, held().channel, held().id)


def test_a_contacts_name_is_kept_when_a_later_message_has_none() -> None:
    head = received(held(), message(user_name="Ana"), NOW)[0]
    head = received(head, message(user_name=None, user=None), NOW)[0]

    assert (head.contact.name, head.contact.address) == ("Ana", "+14155550101")


def test_what_the_agent_says_waits_to_be_sent_and_marks_all_as_read() -> None:
    head, entry = said(held(mo=4, read_mo=1), DANA, "c-1", "Hello!", later(5))

    assert (entry.direction, entry.text, entry.author, entry.client_id) == (Direction.MT, "Hello!", DANA, "c-1")
    assert head.ticks == {str(entry.seq): 0}
    assert (head.read_mo, head.preview, head.preview_direction) == (4, "Hello!", Direction.MT)


def test_the_head_remembers_the_status_of_the_last_few_messages_only() -> None:
    head = held()
    for number in range(TICKS_KEPT + 5):
        head = said(head, DANA, f"c{number}", "Hello", NOW)[0]

    assert sorted(map(int, head.ticks)) == list(range(head.seq - TICKS_KEPT + 1, head.seq + 1))


def test_a_message_that_a_receipt_has_just_told_of_is_not_forgotten_before_others() -> None:
    # Its entry may still have to be written, and the head alone knows which number it has.
    recent = {str(seq): 3 for seq in range(20, 20 + TICKS_KEPT)}
    head = held(seq=40, ticks={"2": 5, **recent}, ticked={"2": 40, **{key: int(key) + 1 for key in recent}})

    after = said(head, DANA, "c1", "Hello", NOW)[0]

    assert (after.ticks["2"], after.ticked["2"]) == (5, 40)
    assert len(after.ticks) == TICKS_KEPT


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (held(EVE), "Eve Ek holds this conversation."),
        (waiting(), "Nobody has taken this conversation."),
        (begun(owner=Owner.bot), "The chatbot holds this conversation."),
        (NOBODYS, "Somebody has resolved this conversation."),
    ],
)
def test_only_the_holder_says_and_resolves_and_others_are_told_who_holds(head: Conversation, told: str) -> None:
    with pytest.raises(Forbidden) as refused:
        said(head, DANA, "c1", "Hello", NOW)
    with pytest.raises(Forbidden) as refused_too:
        resolved(head, DANA, NOW)

    assert (refused.value.code, refused.value.title) == ("not_yours", told)
    assert refused_too.value.title == told


def test_who_has_the_same_name_as_the_holder_is_not_the_holder() -> None:
    with pytest.raises(Forbidden):
        said(held(), replace(EVE, name=DANA.name), "c1", "Hello", NOW)


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        said(held(), DANA, "c1", text, NOW)

    assert (refused.value.code, refused.value.field) == ("empty_text", "text")


def test_a_text_may_be_as_long_as_carriers_take_and_no_longer() -> None:
    check_text("x" * TEXT_CHARACTERS)

    with pytest.raises(Invalid) as refused:
        check_text("x" * (TEXT_CHARACTERS + 1))

    assert refused.value.code == "text_too_long"


def test_a_queued_conversation_has_an_owner_but_no_assignee() -> None:
    head, entry = queued(received(begun(), message(), NOW), later(1))

    assert (head.owner, head.assignee, head.owner_at) == (Owner.queue, None, later(1))
    assert entry.change is not None
    assert (entry.change.owner, entry.change.person) == (Owner.queue, None)


def test_an_assigned_conversation_names_its_agent_in_the_entry_too() -> None:
    head, entry = assigned(received(begun(), message(), NOW), DANA, later(1))

    assert (head.owner, head.assignee, entry.kind, entry.text) == (Owner.agent, DANA, Kind.message, "Hi")
    assert entry.change is not None
    assert (entry.change.owner, entry.change.person) == (Owner.agent, DANA)


def test_a_resolved_conversation_is_nobodys_and_the_entry_says_who_did_it() -> None:
    head, entry = resolved(held(seq=9), DANA, later(1))

    assert (head.seq, head.owner, head.assignee, entry.kind) == (10, Owner.nobody, None, Kind.change)
    assert entry.change is not None
    assert (entry.change.owner, entry.change.person) == (Owner.nobody, DANA)


def test_only_a_queued_conversation_can_be_handed_to_an_agent() -> None:
    head, entry = handed(waiting(), EVE, later(1))

    assert (head.owner, head.assignee, entry.kind) == (Owner.agent, EVE, Kind.change)


@pytest.mark.parametrize("head", [held(), begun(owner=Owner.bot), NOBODYS])
def test_what_is_not_in_the_queue_is_handed_to_nobody(head: Conversation) -> None:
    with pytest.raises(Conflict) as refused:
        handed(head, EVE, NOW)

    assert refused.value.code == "not_in_queue"
    assert refused.value.title.endswith(" this conversation.")


def test_whoever_comes_too_late_to_take_is_told_who_was_quicker() -> None:
    with pytest.raises(Conflict) as refused:
        handed(held(DANA), EVE, NOW)

    assert refused.value.title == "Dana Diaz holds this conversation."


def test_the_epoch_rises_with_each_change_of_owner_and_with_nothing_else() -> None:
    first = queued(received(begun(), message(), NOW), NOW)[0]
    second = handed(first, DANA, NOW)[0]
    third = said(second, DANA, "c1", "Hello", NOW)[0]
    fourth = resolved(third, DANA, NOW)[0]

    assert [each.epoch for each in (first, second, third, fourth)] == [1, 2, 2, 3]


def _acts(head: Conversation, act: str, number: int) -> tuple[Conversation, Entry]:
    if act == "received":
        step = received(head, message(number=number), later(number))
        return assigned(step, DANA, later(number)) if head.owner is Owner.nobody else step
    if act == "said":
        return said(head, DANA, f"c{number}", "Hello", later(number))
    return resolved(head, DANA, later(number))


@given(st.lists(st.sampled_from(["received", "said", "resolved"]), max_size=40))
def test_whatever_happens_the_log_has_no_gap_and_the_head_agrees_with_it(acts: list[str]) -> None:
    head, log = begun(), list[Entry]()
    for number, act in enumerate(acts):
        try:
            head, entry = _acts(head, act, number)
        except LiveChatError:
            continue
        log.append(entry)

    assert [entry.seq for entry in log] == list(range(1, head.seq + 1))
    assert head.mo == sum(entry.direction is Direction.MO for entry in log)
    assert 0 <= head.read_mo <= head.mo
    assert len(head.ticks) <= TICKS_KEPT
    assert (head.owner is Owner.agent) == (head.assignee is not None)
    changes = [entry.change for entry in log if entry.change]
    assert head.epoch == len(changes)
    assert head.owner is (changes[-1].owner if changes else Owner.nobody)


@given(st.text())
def test_an_entry_survives_json_whatever_the_text(text: str) -> None:
    entry = received(begun(), message(text.encode(errors="ignore").decode()), NOW)[1]

    assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry
