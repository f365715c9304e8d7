"""Frames: what fits into a socket's 32 KB, what does not, and the digest that tells whether a page is up to date."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.conversations import Contact, Conversation, received, resolved, said
from chalicelib.domain.desks import Presence
from chalicelib.domain.entries import Entry, Kind, Owner
from chalicelib.domain.errors import Conflict
from chalicelib.domain.frames import (
    ack_frame,
    conversation_view,
    desk_frame,
    digest,
    entries_frames,
    entry_view,
    error_frame,
    pong_frame,
    resumed_frame,
    watched,
)
from chalicelib.domain.ids import ConversationId
from chalicelib.domain.messages import Media, MessageType
from tests.domain.made import DANA, NOW, begun, desk, held, message

SOCKET_BYTES = 32 * 1024


def entry(seq: int, text: str = "Hi") -> Entry:
    return replace(received(begun(), message(text), NOW)[1], seq=seq)


def told(head: Conversation, entries: list[Entry], behind: bool = False) -> list[dict[str, Any]]:
    frames = entries_frames(head, entries, behind)
    assert all(len(frame) <= SOCKET_BYTES for frame in frames)
    return [json.loads(frame) for frame in frames]


def seqs(frames: list[dict[str, Any]]) -> list[int]:
    return [each["seq"] for frame in frames for each in frame["entries"]]


def test_a_few_entries_go_into_one_frame_with_the_conversation_as_it_stands() -> None:
    head = held(seq=2)
    (frame,) = told(head, [entry(1), entry(2)])

    assert (frame["type"], frame["behind"], seqs([frame])) == ("entries", False, [1, 2])
    assert frame["conversation"] == json.loads(json.dumps(conversation_view(head), default=str)) | frame["conversation"]
    assert frame["conversation"]["assignee"] == {"id": "pr_dana", "name": "Dana Diaz"}


def test_many_entries_go_into_several_frames_in_order_and_none_is_lost() -> None:
    frames = told(held(seq=100), [entry(seq, "x" * 1500) for seq in range(1, 101)])

    assert len(frames) > 4
    assert seqs(frames) == list(range(1, 101))
    assert not any(frame["behind"] for frame in frames)


@given(st.lists(st.integers(0, 40_000), max_size=30), st.sampled_from('xü👋"\x01'))
@settings(max_examples=60)
def test_whatever_the_sizes_no_frame_is_too_large_and_only_what_fits_nowhere_is_left_out(
    lengths: list[int], character: str
) -> None:
    entries = [entry(seq, character * length) for seq, length in enumerate(lengths, 1)]
    frames = told(held(seq=len(lengths)), entries)

    missing = set(range(1, len(lengths) + 1)) - set(seqs(frames))
    assert seqs(frames) == sorted(seqs(frames))
    assert frames[-1]["behind"] == bool(missing)
    assert all(len(character.encode()) * lengths[seq - 1] > 4_000 for seq in missing)


def test_an_entry_too_large_for_any_frame_makes_the_page_read_over_http_and_the_others_still_come() -> None:
    frames = told(held(seq=3), [entry(1), entry(2, "ü" * 20_000), entry(3)])

    assert seqs(frames) == [1, 3]
    assert frames[-1]["behind"]


def test_a_frame_may_carry_the_conversation_alone() -> None:
    (frame,) = told(held(seq=9), [])

    assert (frame["entries"], frame["behind"], frame["conversation"]["seq"]) == ([], False, 9)


def test_who_missed_too_much_is_told_so() -> None:
    assert told(held(), [], behind=True)[0]["behind"]


def test_a_long_name_of_the_end_user_does_not_make_the_frame_too_large() -> None:
    head = received(begun(), message(user_name="👋" * 40_000), NOW)[0]

    assert seqs(told(head, [entry(1)])) == [1]


def test_a_conversation_is_shown_as_the_protocol_says() -> None:
    shown = conversation_view(replace(held(), contact=Contact(), ticks={"3": 5}))

    assert shown["contact"] == {"name": None, "address": None}
    assert shown["ticks"] == {"3": "delivered"}
    assert "space_id" not in shown
    assert "epoch" not in shown


def test_a_message_always_has_a_list_of_media_and_a_change_has_none() -> None:
    image = Media(kind=MessageType.image, media_id="m1")
    with_media = received(begun(), message(media=(image,)), NOW)[1]

    assert entry_view(entry(1))["media"] == []
    assert list(entry_view(with_media)["media"]) == [{"kind": "image", "media_id": "m1"}]
    assert "media" not in entry_view(resolved(held(), DANA, NOW)[1])


def test_an_entry_shows_its_author_but_nothing_that_the_page_has_no_use_for() -> None:
    shown = entry_view(said(held(), DANA, "c-1", "Hello", NOW)[1])

    assert shown["kind"] == Kind.message
    assert shown["author"] == {"id": "pr_dana", "name": "Dana Diaz"}
    assert set(shown) == {"seq", "at", "kind", "direction", "type", "text", "media", "author", "client_id"}


def test_a_digest_names_each_conversation_with_its_number_sorted() -> None:
    heads = [held(id=ConversationId("cv_b"), seq=3), held(id=ConversationId("cv_a"), seq=12)]

    assert digest(heads) == "cv_a:12,cv_b:3" == digest(reversed(heads))
    assert digest([]) == ""


def test_answers_repeat_what_the_page_needs_to_know_its_frame_again() -> None:
    frame = {"action": "send", "id": "7", "client_id": "c-1", "text": "Hello"}
    refused = Conflict("not_in_queue", "Eve Ek holds this conversation.")

    assert json.loads(ack_frame(frame, 4)) == {"type": "ack", "id": "7", "client_id": "c-1", "seq": 4}
    assert json.loads(ack_frame({}, None)) == {"type": "ack"}
    assert json.loads(error_frame(frame, refused)) == {
        "type": "error",
        "id": "7",
        "client_id": "c-1",
        "code": "not_in_queue",
        "title": "Eve Ek holds this conversation.",
    }


@pytest.mark.parametrize("odd", [7, None, True, ["x"], {"x": 1}, "x" * 1000])
def test_an_answer_repeats_no_id_that_is_not_a_short_text(odd: object) -> None:
    assert json.loads(ack_frame({"id": odd, "client_id": odd})) == {"type": "ack"}


def test_small_frames_are_as_the_protocol_says() -> None:
    shown = {"presence": "away", "open": 2, "capacity": 5}

    assert json.loads(pong_frame(False)) == {"type": "pong", "up_to_date": False}
    assert json.loads(desk_frame(desk(presence=Presence.away, open=2))) == {"type": "desk", "desk": shown}
    assert json.loads(resumed_frame(["cv_a"], None)) == {"type": "resumed", "mine": ["cv_a"], "desk": None}


def test_who_watches_the_queue_hears_of_what_is_or_was_in_it_alone() -> None:
    assert watched([Owner.queue, Owner.agent]) == ["all", "queue"]
    assert watched([Owner.agent, Owner.nobody, Owner.bot]) == ["all"]
