"""Preferences and the support team's page for everybody: axe, the keyboard alone, and 320 pixels."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from infrastructure.http_api import call
from tests.web.conftest import Visits, sign_in
from tests.web.spaces import OwnSpace, make_space, new_sender
from tests.web.test_accessibility import SHAPES, SIDEWAYS, check
from tests.web.test_people_in_a_file import choose_file
from tests.web.test_preferences import PHONE, open_preferences, table_row
from tests.web.test_support_page import number, open_space

LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft"


@pytest.fixture
def space(stack: Any) -> OwnSpace:
    """A space with three seats and an admin."""
    space = make_space(stack, seats=3)
    space.join("ada", "admin")
    return space


def test_people_can_be_invited_with_the_keyboard_alone(space: OwnSpace, visit: Visits) -> None:
    """From the link to the answer, and the focus is always to be seen."""
    page = open_preferences(visit().page, space)
    page.get_by_role("link", name="Invite User").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Invite User")).to_be_focused()
    for typed in ("Dana Diaz", space.email("dana"), PHONE):
        page.keyboard.press("Tab")
        assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dana Diaz was invited")).to_be_visible()


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing_in_preferences(space: OwnSpace, visit: Visits, shape: dict[str, Any]) -> None:
    """Each view with something in it, the form with complaints, the account menu, a dialog, and the refusal."""
    space.invite("eve")
    space.join("dana")
    page = open_preferences(visit(**shape).page, space)
    expect(table_row(page, "Dana")).to_be_visible()
    page.get_by_role("button", name="Account of").click()
    check(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove Dana").click()
    check(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Pending Members").click()
    expect(table_row(page, "Eve")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Invite User").click()
    page.get_by_role("button", name="Send", exact=True).click()
    check(page)
    page.get_by_role("link", name="Senders").click()
    expect(page.get_by_text("No senders yet")).to_be_visible()
    check(page)


def test_preferences_do_not_scroll_sideways_at_320_pixels(stack: Any, visit: Visits) -> None:
    """With names and addresses that are too long for any line."""
    space = make_space(stack, seats=3)
    account = space.join("ada", "admin")
    row = {
        "name": LONG,
        "email": f"{LONG[:60]}@{'long-' * 10}company.example.test",
        "phone": "+14155550123",
        "role": "agent",
    }
    call(stack.client(account), "POST", "/api/invitations", {"people": [row]})
    page = open_preferences(visit(320, 640).page, space)
    for view in ("members", "pending", "invite", "senders"):
        page.evaluate("(place) => { location.hash = place; }", f"#/{view}")
        expect(page.locator(".empty", has_text="Loading")).to_have_count(0)
        assert page.evaluate(SIDEWAYS) is False, view
    page.evaluate("() => { location.hash = '#/pending'; }")
    expect(page.get_by_text(LONG)).to_be_visible()
    assert page.evaluate(SIDEWAYS) is False


def test_a_space_is_activated_with_the_keyboard_alone(stack: Any, visit: Visits) -> None:
    """From the list's search to the number of seats."""
    space = make_space(stack, seats=0)
    page = visit().page
    sign_in(page, stack, stack.accounts["support"])
    page.get_by_label("Search spaces").focus()
    page.keyboard.type(space.name)
    expect(page.get_by_role("row")).to_have_count(2)
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=space.name)).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name") == "seats":
            break
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(number(page, "Total")).to_have_text("3")


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing_on_the_support_page(space: OwnSpace, visit: Visits, shape: dict[str, Any]) -> None:
    """The list, and a space with every form open and complaining."""
    new_sender(space)
    page = visit(**shape).page
    sign_in(page, space.stack, space.stack.accounts["support"])
    expect(page.get_by_role("row").filter(has_text=space.name)).to_be_visible()
    page.get_by_role("button", name="Create Space").click()
    check(page)
    open_space(page, space)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Add Sender").click()
    check(page)
    choose_file(page, "name,email,phone\nBob,bob,1")
    expect(page.get_by_text("Nobody was invited.")).to_be_visible()
    check(page)


def test_the_support_page_does_not_scroll_sideways_at_320_pixels(stack: Any, visit: Visits) -> None:
    """The list and a space with a sender and a name that is too long for any line."""
    space = make_space(stack)
    new_sender(space, "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren")
    page = visit(320, 640).page
    sign_in(page, stack, stack.accounts["support"])
    expect(page.get_by_role("row").filter(has_text=space.name)).to_be_visible()
    assert page.evaluate(SIDEWAYS) is False
    open_space(page, space)
    page.get_by_role("button", name="Add Sender").click()
    assert page.evaluate(SIDEWAYS) is False
