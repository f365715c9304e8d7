"""Agents' details as a CSV file: checked as a whole, invited as a whole or not at all (R3)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Visits
from tests.web.spaces import OwnSpace, make_space
from tests.web.test_support_page import number, open_space


@pytest.fixture
def space(stack: Any) -> OwnSpace:
    """A space with three seats."""
    return make_space(stack, seats=3)


def choose_file(page: Page, text: str | bytes) -> None:
    """Choose a CSV file."""
    page.get_by_role("button", name="CSV file").click()
    body = text.encode() if isinstance(text, str) else text
    page.locator("#file").set_input_files({"name": "agents.csv", "mimeType": "text/csv", "buffer": body})


def test_r3_a_file_is_invited_as_a_whole(space: OwnSpace, visit: Visits) -> None:
    """Columns in any order, semicolons, quotes and a byte order mark; the role may be left out."""
    page = open_space(visit().page, space)
    lines = [
        "Email;Name;Phone Number",
        f'{space.email("dana")};"Diaz; Dana";+14155550131',
        "",
        f"{space.email('eve')};Eve Ek;+14155550132",
    ]
    choose_file(page, "\ufeff" + "\r\n".join(lines))
    expect(page.get_by_text("agents.csv is in order: 2 agents.")).to_be_visible()
    expect(page.get_by_text("Diaz; Dana")).to_be_visible()
    assert space.support("GET", f"/{space.id}")["seats"]["taken"] == 0
    page.get_by_role("button", name="Invite 2 people").click()
    expect(page.get_by_text("2 people were invited")).to_be_visible()
    expect(number(page, "Left")).to_have_text("1")
    assert space.link_token(space.email("eve"))


def test_r3_bad_lines_are_named_with_their_numbers_and_nobody_is_invited(space: OwnSpace, visit: Visits) -> None:
    """What the browser sees, what the server sees, and what is in the space already."""
    space.invite("wanda")
    page = open_space(visit().page, space)
    rows = ["name,email,phone,role", f"Dana,{space.email('dana')},+14155550131,agent", "Bob,bob,+14155550132,agent"]
    rows += [
        f"Again,{space.email('dana')},+14155550133,agent",
        "Short,short@x.test",
        f"Wanda,{space.email('wanda')},+14155550134,agent",
    ]
    rows += [f"Boss,{space.email('boss')},+14155550135,owner"]
    choose_file(page, "\n".join(rows))
    expect(page.get_by_text("Nobody was invited.")).to_be_visible()
    bad = page.locator(".bad-lines li")
    expect(bad).to_have_count(5)
    expect(bad.nth(0)).to_have_text("Line 3 Enter an e-mail address like name@company.com.")
    expect(bad.nth(1)).to_have_text(f"Line 4 {space.email('dana')} is on line 2 already.")
    expect(bad.nth(2)).to_have_text("Line 5 This line has 2 fields; the first has 4.")
    expect(bad.nth(3)).to_have_text(f"Line 6 {space.email('wanda')} has an open invitation.")
    expect(bad.nth(4)).to_have_text("Line 7 Choose Agent or Admin.")
    assert space.support("GET", f"/{space.id}")["seats"]["taken"] == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("name,email\nDana,d@x.test", "missing: phone."),
        ("name,email,phone,salary\nDana,d@x.test,+14155550131,1", "These columns are not known: salary."),
        ("name,email,phone", "There is nobody below the first line."),
        ("name,email,phone\nZo\u00eb,z@x.test,+14155550131".encode("latin-1"), "The file is not UTF-8 text."),
    ],
    ids=["empty", "column-missing", "column-unknown", "nobody", "not-utf-8"],
)
def test_r3_a_file_of_another_shape_is_refused_in_words(
    space: OwnSpace, visit: Visits, text: str | bytes, sentence: str
) -> None:
    """Another file can be chosen at once."""
    page = open_space(visit().page, space)
    choose_file(page, text)
    expect(page.locator(".bad-lines")).to_contain_text(sentence)
    page.get_by_role("button", name="Choose another file").click()
    expect(page.get_by_label("Choose a CSV file")).to_be_attached()


def test_r4_a_file_with_more_agents_than_seats_names_the_lines_beyond(space: OwnSpace, visit: Visits) -> None:
    """Admins take none."""
    page = open_space(visit().page, space)
    rows = [f"P{n},{space.email(f'p{n}')},+1415555013{n},{'admin' if n == 1 else 'agent'}" for n in range(1, 6)]
    choose_file(page, "\n".join(["name,email,phone,role", *rows]))
    expect(page.locator(".bad-lines li")).to_have_text(["Line 6 No seat is left: the file has 4 agents for 3 seats."])
