"""Preferences for admins: Invite User with its counter, Active and Pending Members, Senders, and who is refused (R2, R4, R7, R8)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import Visits, sign_in
from tests.web.spaces import OwnSpace, make_space, new_sender

PHONE = "+1 415 555 0123"


@pytest.fixture
def space(stack: Any) -> OwnSpace:
    """A space with three seats and an admin."""
    space = make_space(stack, seats=3)
    space.join("ada", "admin")
    return space


def open_preferences(page: Page, space: OwnSpace, view: str = "members", who: str = "ada") -> Page:
    """Sign in and go to a view of Preferences."""
    sign_in(page, space.stack, space.accounts[who])
    expect(page.locator("#title")).to_be_visible()
    if view != "members":
        page.evaluate("(place) => { location.hash = place; }", f"#/{view}")
    expect(page.locator(".empty", has_text="Loading")).to_have_count(0)
    return page


def person(page: Page, number: int) -> Locator:
    """One row of the form."""
    return page.get_by_role("group", name=f"Person {number}", exact=True)


def fill(row: Locator, name: str, email: str, role: str = "agent", phone: str = PHONE) -> None:
    """Fill one row."""
    row.get_by_label("Name").fill(name)
    row.get_by_label("Email").fill(email)
    row.get_by_label("Phone Number").fill(phone)
    row.get_by_label("Role").select_option(role)


def seats_left(page: Page) -> Locator:
    """The counter."""
    return page.get_by_role("complementary", name="Agent seats").locator("b")


def table_row(page: Page, who: str) -> Locator:
    """A person's row in the table on show."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=who))


def test_r2_the_counter_falls_with_each_agent_row_and_admins_take_no_seat(space: OwnSpace, visit: Visits) -> None:
    """Three seats: each agent row takes one, and gives it back when it becomes an admin's or is removed."""
    page = open_preferences(visit().page, space, "invite")
    expect(seats_left(page)).to_have_text("2")
    page.get_by_role("button", name="Add More").click()
    expect(seats_left(page)).to_have_text("1")
    person(page, 2).get_by_label("Role").select_option("admin")
    expect(seats_left(page)).to_have_text("2")
    page.get_by_role("button", name="Add More").click()
    expect(seats_left(page)).to_have_text("1")
    page.get_by_role("button", name="Remove person 3").click()
    expect(seats_left(page)).to_have_text("2")
    expect(person(page, 2).get_by_label("Name")).to_be_focused()


def test_r2_at_zero_no_row_can_be_added_and_the_page_says_to_contact_support(space: OwnSpace, visit: Visits) -> None:
    """The button is off, and the sentence stands beside it; an admin's row makes room again."""
    page = open_preferences(visit().page, space, "invite")
    for _ in range(2):
        page.get_by_role("button", name="Add More").click()
    expect(seats_left(page)).to_have_text("0")
    expect(page.get_by_role("button", name="Add More")).to_be_disabled()
    expect(page.get_by_text("contact support to raise the number of seats")).to_be_visible()
    person(page, 1).get_by_label("Role").select_option("admin")
    expect(page.get_by_role("button", name="Add More")).to_be_enabled()


def test_r2_without_any_seat_only_an_admin_can_be_invited(stack: Any, visit: Visits) -> None:
    """The one row that is there is an admin's, and Agent cannot be chosen."""
    space = make_space(stack, seats=1)
    space.join("ada", "admin")
    space.invite("dana")
    page = open_preferences(visit().page, space, "invite")
    expect(page.get_by_role("button", name="Add More")).to_be_disabled()
    expect(person(page, 1).get_by_label("Role")).to_have_value("admin")
    expect(person(page, 1).get_by_role("option", name="Agent")).to_be_disabled()
    fill(person(page, 1), "Bo Berg", space.email("bo"), "admin")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Bo Berg was invited")).to_be_visible()


def test_r2_what_succeeded_leaves_the_form_and_what_failed_stays_with_its_reason(
    space: OwnSpace, visit: Visits
) -> None:
    """Each reason stands beside the field that it is about, which is marked and has the focus."""
    page = open_preferences(visit().page, space, "invite")
    fill(person(page, 1), "Dana Diaz", space.email("dana"))
    page.get_by_role("button", name="Add More").click()
    fill(person(page, 2), "Ada Again", space.email("ada"), "admin")
    page.get_by_role("button", name="Add More").click()
    fill(person(page, 3), "Eve Ek", space.email("eve"), phone="12")
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_text("Dana Diaz was invited and will get an e-mail.")).to_be_visible()
    expect(page.get_by_text("2 people could not be invited")).to_be_visible()
    expect(page.locator(".invitee")).to_have_count(2)
    expect(person(page, 1).locator(".wrong").filter(has_text="already in this space")).to_be_visible()
    expect(person(page, 1).get_by_label("Email")).to_be_focused()
    expect(person(page, 1).get_by_label("Email")).to_have_attribute("aria-invalid", "true")
    expect(person(page, 2).get_by_label("Phone Number")).to_have_accessible_description(
        "Enter the phone number with its country code, like +1 415 555 0101."
    )
    expect(seats_left(page)).to_have_text("1")

    page.get_by_role("button", name="Remove person 1").click()
    person(page, 1).get_by_label("Phone Number").fill(PHONE)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Eve Ek was invited")).to_be_visible()
    expect(person(page, 1).get_by_label("Name")).to_have_value("")
    page.get_by_role("link", name="See Pending Members").click()
    expect(table_row(page, "Dana Diaz")).to_contain_text(space.email("dana"))
    assert space.link_token(space.email("eve"))


def test_r2_a_row_that_lost_the_last_seat_to_somebody_else_says_so(space: OwnSpace, visit: Visits) -> None:
    """Two admins, one last seat: the slower one's row stays, and the counter is right."""
    page = open_preferences(visit().page, space, "invite")
    fill(person(page, 1), "Dana Diaz", space.email("dana"))
    for who in ("one", "two", "three"):
        space.invite(who)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(person(page, 1).locator(".wrong").filter(has_text="No agent seats are left")).to_be_visible()
    expect(seats_left(page)).to_have_text("0")


def test_empty_fields_and_an_address_given_twice_are_named_before_anything_is_sent(
    space: OwnSpace, visit: Visits
) -> None:
    """No request is made."""
    page = open_preferences(visit().page, space, "invite")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Add More").click()
    fill(person(page, 1), "Dana Diaz", space.email("dana"))
    fill(person(page, 2), "", space.email("dana").upper())
    page.get_by_role("button", name="Send", exact=True).click()
    expect(person(page, 2).get_by_text("Enter the name.")).to_be_visible()
    expect(person(page, 2).get_by_text("This address is already in the form.")).to_be_visible()
    expect(person(page, 2).get_by_label("Name")).to_be_focused()
    assert asked == []


def test_what_was_typed_is_still_there_when_the_server_could_not_be_reached(space: OwnSpace, visit: Visits) -> None:
    """The form says why, and can be sent again."""
    one = visit()
    page = open_preferences(one.page, space, "invite")
    fill(person(page, 1), "Dana Diaz", space.email("dana"))
    one.context.set_offline(True)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    one.context.set_offline(False)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Dana Diaz was invited")).to_be_visible()


def test_r7_who_accepted_is_active_and_who_has_not_is_pending(space: OwnSpace, visit: Visits) -> None:
    """Each table has its columns, and times that a person reads."""
    space.join("dana")
    space.invite("eve")
    page = open_preferences(visit().page, space)
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_text(["Name", "Email", "Phone Number", "Role", "Last active", "Actions"])
    expect(table_row(page, "Dana")).to_contain_text("+1 415 555 0123")
    expect(table_row(page, "Ada")).to_contain_text("(you)")
    expect(table_row(page, "Ada").locator(".role")).to_have_text("Admin")
    expect(table_row(page, "Eve")).to_have_count(0)
    page.get_by_role("link", name="Pending Members").click()
    expect(page.get_by_role("heading", name="Pending Members")).to_be_focused()
    expect(heads).to_have_text(["Name", "Email", "Phone Number", "Role", "Invited", "Expires", "Actions"])
    expect(table_row(page, "Eve")).to_contain_text("in 7 days")
    expect(table_row(page, "Dana")).to_have_count(0)


def test_r8_the_live_chat_icon_is_there_only_once_live_chat_is_active(stack: Any, visit: Visits) -> None:
    """Before, the page says who activates it; afterwards the icon leads to the console."""
    space = make_space(stack, seats=0)
    space.join("ada", "admin")
    page = open_preferences(visit().page, space)
    expect(page.get_by_text(f"Live Chat is not active for {space.name} yet.")).to_be_visible()
    expect(page.get_by_role("link", name="Live Chat", exact=True)).to_have_count(0)
    space.support("POST", f"/{space.id}/activation", {"seats": 2})
    page.reload()
    page.get_by_role("link", name="Live Chat", exact=True).click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()


def test_r8_the_platform_refuses_an_agent_who_is_no_admin(space: OwnSpace, visit: Visits) -> None:
    """The agent lands in Live Chat, and Preferences say whose they are."""
    page, agent = visit().page, space.join("dana")
    sign_in(page, space.stack, agent)
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    page.goto(f"{space.stack.web}/preferences.html")
    expect(page.get_by_role("heading", name="Preferences are for admins")).to_be_visible()
    page.get_by_role("link", name="Go to Live Chat").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()


def test_an_admin_reads_the_senders_that_support_has_set_up(space: OwnSpace, visit: Visits) -> None:
    """Number, channel, directions and use; nothing secret, and nothing to change but the use."""
    page = open_preferences(visit().page, space, "senders")
    expect(page.get_by_text("No senders yet")).to_be_visible()
    new_sender(space)
    page.reload()
    sender = page.get_by_role("listitem").filter(has_text="Globex Care")
    expect(sender).to_contain_text("SMS through Twilio · MT and MO")
    expect(sender.get_by_role("switch")).to_be_checked()
    expect(sender.get_by_role("button")).to_have_count(0)


def test_a_sign_in_that_ends_leads_back_to_the_same_view(space: OwnSpace, visit: Visits) -> None:
    """After signing in again the pending members are there."""
    one = visit()
    page = open_preferences(one.page, space, "pending")
    one.context.clear_cookies()
    page.reload()
    expect(page).to_have_url(f"{space.stack.web}/sign-in.html")
    page.get_by_label("E-mail address").fill(space.accounts["ada"]["email"])
    page.get_by_label("Password", exact=True).fill(space.accounts["ada"]["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Pending Members")).to_be_visible()
    page.get_by_role("button", name="Account of Ada").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
