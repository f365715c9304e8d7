"""Ids that are derived, and the reference by which a carrier brings a message back to us."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ids import (
    ConversationId,
    conversation_id,
    message_reference,
    person_id,
    read_reference,
    token_hash,
)

KEY, OTHER_KEY, PHONE = "k" * 64, "l" * 64, "+14155550101"


def test_a_contact_has_one_conversation_with_a_sender() -> None:
    assert conversation_id(KEY, PHONE) == conversation_id(KEY, PHONE)
    assert conversation_id(KEY, PHONE) != conversation_id(OTHER_KEY, PHONE)
    assert conversation_id(KEY, PHONE) != conversation_id(KEY, PHONE + "0")


def test_a_person_is_never_taken_for_a_conversation() -> None:
    assert person_id(KEY, "dana@acme.test").startswith("pr_")
    assert conversation_id(KEY, "dana@acme.test").removeprefix("cv_") == person_id(KEY, "dana@acme.test").removeprefix(
        "pr_"
    )


def test_an_id_is_short_and_fit_for_urls_and_shows_nothing_of_the_number() -> None:
    found = conversation_id(KEY, PHONE)

    assert re.fullmatch(r"cv_[a-z2-7]{26}", found)
    assert not any(PHONE[at : at + 4] in found for at in range(len(PHONE) - 3))


def test_a_token_is_kept_as_its_hash_alone() -> None:
    assert token_hash("secret") == token_hash("secret") != token_hash("secret ")
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash("secret"))


@given(st.text(), st.integers(0, 10**9 - 1))
def test_a_reference_comes_back_as_what_it_was_made_of(phone: str, seq: int) -> None:
    conversation = conversation_id(KEY, phone)

    assert read_reference(message_reference(conversation, seq)) == (conversation, seq)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "cv_a",
        "cv_a.",
        "cv_a.-1",
        "cv_a.+1",
        "cv_a.1.2",
        "cv_a.1e3",
        "cv_a.²",
        "cv_a.1000000000",
        "pr_a.1",
        ".1",
    ],
)
def test_what_is_no_reference_of_ours_is_none(text: str) -> None:
    assert read_reference(text) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_references(text: str) -> None:
    found = read_reference(text)

    assert found is None or found[1] >= 0


def test_arabic_digits_are_no_number_here() -> None:
    assert read_reference(f"{ConversationId('cv_a')}.٣") is None
