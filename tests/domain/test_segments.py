"""How many parts an SMS takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.segments import segments
from tests.vectors import shared


@pytest.mark.parametrize("case", shared("seg-*.json"))
def test_shared_vectors(case: dict[str, Any]) -> None:
    counted = segments(case["text"])

    assert {"encoding": counted.encoding, "segments": counted.count} == case["expected"]


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("я" * 70, "UCS-2", 1),
        ("я" * 71, "UCS-2", 2),
        ("я" * 135, "UCS-2", 3),
        ("ç", "UCS-2", 1),
        ("Ç\f\r\n", "GSM-7", 1),
        ("\x1b", "UCS-2", 1),
    ],
)
def test_a_text_splits_where_its_encoding_is_full(text: str, encoding: str, count: int) -> None:
    counted = segments(text)

    assert (counted.encoding, counted.count) == (encoding, count)


def test_an_escaped_character_is_two_septets_and_one_character() -> None:
    counted = segments("€5")

    assert (counted.characters, counted.units) == (2, 3)


def test_an_escaped_character_is_not_torn_between_two_parts() -> None:
    assert segments("a" * 152 + "€" + "a" * 153).count == 3


@pytest.mark.parametrize(
    "character", ["👍🏽", "👨\u200d👩\u200d👧\u200d👦", "🇪🇸", "e\u0301", "1\ufe0f\u20e3", "🏴\U000e0067\U000e007f"]
)
def test_what_a_person_sees_as_one_character_counts_as_one_and_is_not_torn(character: str) -> None:
    whole = 67 // segments(character).units

    assert segments(character).characters == 1
    assert segments(character * whole * 3).count == 3
    assert segments(character * (whole * 3 + 1)).count == 4


def test_a_line_end_of_two_characters_counts_as_two() -> None:
    assert segments("я\r\n").characters == 3


@given(st.text())
def test_parts_are_never_fewer_than_the_units_need(text: str) -> None:
    counted = segments(text)
    alone, joined = (160, 153) if counted.encoding == "GSM-7" else (70, 67)

    assert counted.count == 1 if counted.units <= alone else counted.count * joined >= counted.units


@given(st.text(), st.text())
def test_more_text_never_takes_fewer_units(text: str, more: str) -> None:
    assert segments(text + more).units >= segments(text).units
