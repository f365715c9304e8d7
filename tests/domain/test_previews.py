"""Previews and receipts as people read them."""

from __future__ import annotations

import pytest

from chalicelib.domain.conversations import (
    PREVIEW_CHARACTERS,
    preview,
)
from chalicelib.domain.entries import receipt
from chalicelib.domain.messages import ErrorKind, MessageType, Status
from tests.domain.made import NOW


def test_a_failed_receipt_says_why_in_a_sentence_and_no_other_does() -> None:
    failed = receipt(5, 2, Status.failed, NOW, "30003", ErrorKind.unreachable)
    sent = receipt(5, 2, Status.sent, NOW, "30003", ErrorKind.unreachable)

    assert failed.error is not None
    assert (failed.error.code, failed.error.sentence) == ("30003", "The phone is switched off or out of reach.")
    assert sent.error is None


def test_a_preview_is_one_short_line_whatever_was_written() -> None:
    assert preview("  a\n\n b\tc ", MessageType.text) == "a b c"
    assert len(preview("x" * 5000, MessageType.text)) == PREVIEW_CHARACTERS


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_a_preview_of_what_has_no_text_names_its_type(text: str | None) -> None:
    assert preview(text, MessageType.image) == "[image]"
