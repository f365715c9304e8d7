"""What an admin does with members and invitations: roles, removing, sending again, revoking, searching and sorting (R4, R7, R8)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import Visits, sign_in
from tests.web.spaces import OwnSpace, make_space
from tests.web.test_preferences import open_preferences, seats_left, table_row


@pytest.fixture
def space(stack: Any) -> OwnSpace:
    """A space with two seats and an admin."""
    space = make_space(stack, seats=2)
    space.join("ada", "admin")
    return space


def answer(page: Page, button: str) -> None:
    """Answer the question in the dialog, which closes."""
    page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_r4_removing_an_agent_gives_the_seat_back_and_ends_their_access(space: OwnSpace, visit: Visits) -> None:
    """The agent's page is refused from then on; the counter rises."""
    dana = space.join("dana")
    agent, page = visit().page, visit().page
    sign_in(agent, space.stack, dana)
    expect(agent.get_by_role("navigation", name="Conversations")).to_be_visible()
    open_preferences(page, space)
    page.get_by_role("button", name="Remove Dana").click()
    expect(page.get_by_role("dialog")).to_contain_text("go back to the head of the queue")
    answer(page, "Remove")
    expect(page.get_by_text("Dana was removed.")).to_be_visible()
    expect(table_row(page, "Dana")).to_have_count(0)
    expect(page.get_by_role("heading", name="Active Members")).to_be_focused()
    page.get_by_role("link", name="Invite User").click()
    expect(seats_left(page)).to_have_text("1")
    agent.reload()
    expect(agent.get_by_role("heading", name="No space")).to_be_visible()


def test_r8_a_member_gets_another_role_and_the_seat_follows(space: OwnSpace, visit: Visits) -> None:
    """An agent becomes an admin as well, and then an admin alone."""
    space.join("dana")
    page = open_preferences(visit().page, space)
    for tick, roles in (("Admin", "AdminAgent"), ("Agent", "Admin")):
        page.get_by_role("button", name="Change role of Dana").click()
        page.get_by_role("dialog").get_by_role("checkbox", name=tick).click()
        answer(page, "Save")
        expect(table_row(page, "Dana").locator(".role")).to_have_text(roles)
    assert space.support("GET", f"/{space.id}")["seats"]["taken"] == 0


def test_the_last_admin_can_be_neither_removed_nor_demoted(space: OwnSpace, visit: Visits) -> None:
    """The dialog stays and says why; it can be left by Escape, and the focus comes back."""
    page = open_preferences(visit().page, space)
    page.get_by_role("button", name="Remove Ada").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("admin")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Remove Ada")).to_be_focused()
    page.get_by_role("button", name="Change role of Ada").click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Admin").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("at least one role")
    expect(table_row(page, "Ada").locator(".role")).to_have_text("Admin")


def test_r7_an_invitation_is_sent_again_and_the_old_link_ends(space: OwnSpace, visit: Visits) -> None:
    """No second seat is taken."""
    email = space.invite("eve")["email"]
    old = space.link_token(email)
    page = open_preferences(visit().page, space, "pending")
    page.get_by_role("button", name="Resend the invitation to Eve").click()
    expect(page.get_by_text(f"The invitation was sent to {email} again.")).to_be_visible()
    for _ in range(100):
        if space.link_token(email) != old:
            break
        page.wait_for_timeout(100)
    assert space.link_token(email) != old
    assert space.support("GET", f"/{space.id}")["seats"]["taken"] == 1


def test_r4_a_revoked_invitation_gives_the_seat_back(space: OwnSpace, visit: Visits) -> None:
    """It leaves the list, and its link says that it was withdrawn."""
    email = space.invite("eve")["email"]
    link = space.link_token(email)
    page = open_preferences(visit().page, space, "pending")
    page.get_by_role("button", name="Revoke the invitation of Eve").click()
    answer(page, "Revoke")
    expect(page.get_by_text("Nobody is pending")).to_be_visible()
    assert space.support("GET", f"/{space.id}")["seats"]["taken"] == 0
    page.goto(f"{space.stack.web}/register.html#{link}")
    expect(page.get_by_role("heading", name="The invitation was withdrawn")).to_be_visible()


def test_members_are_searched_and_sorted(space: OwnSpace, visit: Visits) -> None:
    """By a part of the name, and by role with admins first."""
    space.join("aaron")
    page = open_preferences(visit().page, space)
    expect(page.get_by_role("rowheader")).to_have_text(["Aaron", "Ada (you)"])
    expect(page.get_by_role("columnheader", name="Name", exact=True)).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Role", exact=True).click()
    expect(page.get_by_role("rowheader")).to_have_text(["Ada (you)", "Aaron"])
    page.get_by_label("Search members").fill("aar")
    expect(page.get_by_text("1 member", exact=True)).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_text(["Aaron"])
    page.get_by_label("Search members").fill("nobody at all")
    expect(page.get_by_text("Nobody found")).to_be_visible()


def a_page_of_members(route: Route) -> None:
    """Answer like the API of a space that is larger than a test can make."""
    first = int(parse_qs(urlsplit(route.request.url).query).get("cursor", ["0"])[0])
    about = {"email": "x@acme.test", "phone": "+14155550123", "roles": ["agent"], "last_active_at": None}
    listed = [{"id": f"pr_{n}", "name": f"Member {n}", **about} for n in range(first, min(first + 50, 120))]
    following = str(first + 50) if first + 50 < 120 else None
    route.fulfill(status=200, body=json.dumps({"members": listed, "total": 120, "cursor": following}))


def test_many_members_are_shown_fifty_at_a_time(space: OwnSpace, visit: Visits) -> None:
    """There and back; the last page has no next one."""
    page = visit().page
    page.route("**/api/members**", a_page_of_members)
    open_preferences(page, space)
    expect(page.get_by_text("120 members")).to_be_visible()
    pages = page.get_by_role("navigation", name="Pages of members")
    for shown in ("Member 50", "Member 100"):
        pages.get_by_role("button", name="Next").click()
        expect(page.get_by_role("rowheader").first).to_have_text(shown)
    expect(pages.get_by_role("button", name="Next")).to_be_disabled()
    expect(page.get_by_role("rowheader")).to_have_count(20)
    pages.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("rowheader").first).to_have_text("Member 50")


def test_support_closes_live_chat_and_opens_it_again(space: OwnSpace, visit: Visits) -> None:
    """The icon goes and comes back; the ledger is balanced all the time."""
    space.join("dana")
    page, admin = visit().page, visit().page
    sign_in(page, space.stack, space.stack.accounts["support"])
    expect(page.get_by_role("heading", name="Spaces")).to_be_visible()
    page.goto(f"{space.stack.web}/support.html#/space/{space.id}")
    page.get_by_role("button", name="Check the seat ledger").click()
    expect(
        page.get_by_text("Balanced: the counter says 1; 1 agent and 0 pending invitations hold seats.")
    ).to_be_visible()
    page.get_by_role("button", name="Deactivate Live Chat").click()
    answer(page, "Deactivate")
    expect(page.get_by_role("button", name="Activate Live Chat", exact=True)).to_be_visible()
    open_preferences(admin, space)
    expect(admin.get_by_role("link", name="Live Chat", exact=True)).to_have_count(0)
    page.get_by_role("spinbutton", name="Agent seats").fill("2")
    page.get_by_role("button", name="Activate Live Chat", exact=True).click()
    expect(page.get_by_role("button", name="Deactivate Live Chat")).to_be_visible()
    admin.reload()
    expect(admin.get_by_role("link", name="Live Chat", exact=True)).to_be_visible()
