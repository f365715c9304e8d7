"""The support team's page: spaces, activation and seats, channel types, senders, and agents' details as rows or a file (R1, R3, R9)."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import Visits, sign_in
from tests.web.spaces import OwnSpace, make_space


@pytest.fixture
def space(stack: Any) -> OwnSpace:
    """A space with three seats."""
    return make_space(stack, seats=3)


def open_space(page: Page, space: OwnSpace) -> Page:
    """Sign in as support and open a space."""
    sign_in(page, space.stack, space.stack.accounts["support"])
    expect(page.get_by_role("heading", name="Spaces")).to_be_visible()
    page.goto(f"{space.stack.web}/support.html#/space/{space.id}")
    expect(page.get_by_role("heading", name=space.name)).to_be_visible()
    return page


def panel(page: Page, name: str) -> Locator:
    """A section of the space."""
    return page.get_by_role("region", name=name, exact=True)


def number(page: Page, name: str) -> Locator:
    """Seats taken, left or in all."""
    return panel(page, "Live Chat").locator(".numbers div").filter(has_text=name).locator("dd")


def test_sign_in_leads_support_to_the_spaces_and_a_space_is_made(stack: Any, visit: Visits) -> None:
    """A new space has no Live Chat, no seats and no senders."""
    page, name = visit().page, f"Initech {secrets.token_hex(4)}"
    sign_in(page, stack, stack.accounts["support"])
    expect(page).to_have_url(f"{stack.web}/support.html")
    page.get_by_role("button", name="Create Space").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Country").select_option(label="Brazil")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_focused()
    expect(panel(page, "Phone numbers").get_by_label("Country")).to_have_value("BR")
    expect(page.get_by_text("Not active")).to_be_visible()
    expect(panel(page, "Access")).to_have_count(0)
    page.get_by_role("link", name="Spaces").click()
    page.get_by_label("Search spaces").fill(name.upper())
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_label("Search spaces").fill(stack.senders[0]["address"])
    expect(page.get_by_role("row").last).to_contain_text("Acme")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_label("Search spaces").fill("no such space")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_the_list_shows_seats_taken_and_left(space: OwnSpace, visit: Visits) -> None:
    """An invitation of an agent takes a seat."""
    space.invite("dana")
    page = visit().page
    sign_in(page, space.stack, space.stack.accounts["support"])
    row = page.get_by_role("row").filter(has_text=space.name)
    expect(row.locator(".taken").first).to_contain_text("1 of 3")
    expect(row.locator(".left")).to_have_text("2")
    expect(row.locator(".status")).to_have_text("Active")


def test_r1_support_activates_live_chat_with_seats_and_copies_the_direct_url(stack: Any, visit: Visits) -> None:
    """Until then there is no URL; the admin of the space has the icon from then on."""
    space = make_space(stack, seats=0)
    one = visit()
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_space(one.page, space)
    panel(page, "Live Chat").get_by_label("Agent seats").fill("4")
    page.get_by_role("button", name="Activate Live Chat").click()
    expect(page.get_by_text("Live Chat is active with 4 agent seats.")).to_be_visible()
    expect(number(page, "Left")).to_have_text("4")
    page.get_by_role("button", name="Copy Direct URL").click()
    expect(page.get_by_role("button", name="Copy Direct URL")).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{stack.web}/?space={space.id}"


def test_r1_seats_are_raised_and_never_lowered_below_those_taken(space: OwnSpace, visit: Visits) -> None:
    """The refusal says how many are taken."""
    for who in ("dana", "eve"):
        space.invite(who)
    page = open_space(visit().page, space)
    seats = panel(page, "Live Chat").get_by_label("Agent seats")
    save = panel(page, "Live Chat").get_by_role("button", name="Save")
    seats.fill("1")
    save.click()
    expect(panel(page, "Live Chat").get_by_role("alert")).to_contain_text("2 seats are taken")
    expect(seats).to_be_focused()
    seats.fill("5")
    save.click()
    expect(number(page, "Total")).to_have_text("5")
    expect(number(page, "Left")).to_have_text("3")


def test_r3_support_invites_one_by_one_by_the_same_rules(space: OwnSpace, visit: Visits) -> None:
    """The counter falls, and the seats above follow."""
    page = open_space(visit().page, space)
    row = page.get_by_role("group", name="Person 1")
    row.get_by_label("Name").fill("Dana Diaz")
    row.get_by_label("Email").fill(space.email("dana"))
    row.get_by_label("Phone Number").fill("+1 415 555 0123")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Dana Diaz was invited")).to_be_visible()
    expect(number(page, "Taken")).to_have_text("1")
    assert space.link_token(space.email("dana"))


def test_nobody_else_has_business_on_the_support_page(space: OwnSpace, visit: Visits) -> None:
    """An admin is told whose it is and led on; a space that is not there answers as such."""
    page, admin = visit().page, space.join("ada", "admin")
    sign_in(page, space.stack, admin)
    expect(page.get_by_role("heading", name="Active Members")).to_be_visible()
    page.goto(f"{space.stack.web}/support.html")
    expect(page.get_by_role("heading", name="For the support team")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", name="Active Members")).to_be_visible()


def test_a_space_that_is_not_there_is_said_to_be_missing(stack: Any, visit: Visits) -> None:
    """With the way back to the list."""
    page = visit().page
    sign_in(page, stack, stack.accounts["support"])
    expect(page.get_by_role("heading", name="Spaces")).to_be_visible()
    page.goto(f"{stack.web}/support.html#/space/sp_0000")
    expect(page.get_by_role("alert")).to_contain_text("There is nothing here.")
    page.get_by_role("link", name="Spaces").click()
    expect(page.get_by_role("heading", name="Spaces")).to_be_focused()
