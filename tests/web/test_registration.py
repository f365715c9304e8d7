"""The registration page, from the invitation's link to the console."""

from __future__ import annotations

import json
import re
import secrets
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import Visits

INVITATION = {
    "space": {"name": "Acme"},
    "role": "agent",
    "inviter": "Ada Adams",
    "expires_at": "2099-01-01T00:00:00.000Z",
    "has_account": False,
}
MAIL_SECONDS = 30
PASSWORD = "a lamp, a boat and a kite"


def answer(page: Page, path: str, status: int, body: dict[str, Any]) -> None:
    """Have the API answer one path as docs/protocol.md says it does in a state that takes days to come about."""

    def fulfil(route: Route) -> None:
        kind = "application/json" if status < 400 else "application/problem+json"
        route.fulfill(status=status, content_type=kind, body=json.dumps(body))

    page.route(f"**/api/{path}", fulfil)


def problem(status: int, code: str, title: str) -> dict[str, Any]:
    """Problem details."""
    return {"type": "about:blank", "status": status, "code": code, "title": title}


def invited(stack: Any, email: str) -> str:
    """Invite an admin, who takes no seat, and wait for the e-mail; answers its link."""
    people = [{"name": "Nia New", "email": email, "phone": "+14155550177", "role": "admin"}]
    answer = stack.client(stack.accounts["admin"]).post("/api/invitations", json={"people": people})
    assert answer.json()["results"][0]["status"] == "invited"
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in stack.mails():
            link = re.search(r"https?://[^\s\"\\\\]+/register\.html#[^\s\"\\\\]+", json.dumps(mail))
            if link and email in mail["To"]:
                return link[0]
        time.sleep(0.1)
    raise AssertionError(f"No e-mail reached {email}.")


def test_the_link_of_the_e_mail_leads_to_the_console_once(stack: Any, visit: Visits) -> None:
    """The real way: another address is refused and the link stays good; the second use is told that it was used."""
    email = f"nia-{secrets.token_hex(4)}@acme.test"
    link = invited(stack, email)
    page = visit().page
    page.goto(link)
    expect(page.locator("#lead")).to_contain_text("invited you to Acme as an admin.")
    fill(page)
    expect(page.locator("#email-wrong")).to_contain_text("sent to another address")
    fill(page, email=email)
    expect(page.get_by_role("heading", name="Active Members")).to_be_visible()
    page.get_by_role("button", name="Account of Nia New").click()
    expect(page.locator("#account")).to_contain_text(email)
    late = visit().page
    late.goto(link)
    expect(late.get_by_role("heading", name="The invitation has been used")).to_be_visible()
    expect(late.get_by_role("link", name="Go to sign-in")).to_be_visible()


def fill(page: Page, password: str = PASSWORD, email: str = "new@acme.test") -> None:
    """Fill the form and send it."""
    page.get_by_label("E-mail address").fill(email)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Sign up").click()


@pytest.fixture
def page(stack: Any, visit: Visits) -> Page:
    """The registration page of an open invitation."""
    page = visit().page
    answer(page, "invitation", 200, INVITATION)
    page.goto(f"{stack.web}/register.html#a-token")
    return page


def test_the_page_says_who_invites_whom_to_what(page: Page) -> None:
    """Space, role and inviter stand above the form, which asks for address and password."""
    expect(page.get_by_role("heading", name="Complete Account Registration")).to_be_visible()
    expect(page.locator("#lead")).to_have_text("Ada Adams invited you to Acme as an agent.")
    expect(page.get_by_label("E-mail address")).to_be_focused()


def test_another_address_is_refused_beside_the_field_and_the_form_stays(page: Page) -> None:
    """The link stays good, so the right address can follow."""
    answer(page, "register", 403, problem(403, "wrong_email", "The invitation was sent to another address."))
    fill(page)
    expect(page.locator("#email-wrong")).to_contain_text("sent to another address")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_role("button", name="Sign up")).to_be_enabled()


def test_a_short_password_is_counted_before_it_is_sent(page: Page) -> None:
    """The sentence says how many characters there are."""
    fill(page, "short")
    expect(page.locator("#password-wrong")).to_have_text("Use at least 15 characters; this has 5.")


def test_a_weak_password_is_refused_in_the_servers_words(page: Page) -> None:
    """A long one may still be on the list of common ones."""
    answer(page, "register", 422, problem(422, "weak_password", "This password is known to attackers."))
    fill(page, "passwordpassword")
    expect(page.locator("#password-wrong")).to_have_text("This password is known to attackers.")


def test_who_has_an_account_is_asked_for_its_password(stack: Any, visit: Visits) -> None:
    """A wrong one is named as such."""
    page = visit().page
    answer(page, "invitation", 200, {**INVITATION, "has_account": True})
    answer(page, "register", 401, problem(401, "wrong_credentials", "Not right."))
    page.goto(f"{stack.web}/register.html#a-token")
    expect(page.get_by_text("You already have an account")).to_be_visible()
    fill(page, "old and short")
    expect(page.locator("#password-wrong")).to_have_text("This is not the password of your account.")


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("invitation_expired", "The invitation has expired"),
        ("invitation_used", "The invitation has been used"),
        ("invitation_revoked", "The invitation was withdrawn"),
    ],
)
def test_an_invitation_that_is_over_says_why(stack: Any, visit: Visits, code: str, heading: str) -> None:
    """There is no form then, but a way on."""
    page = visit().page
    answer(page, "invitation", 410, problem(410, code, "It can no longer be accepted."))
    page.goto(f"{stack.web}/register.html#a-token")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("button", name="Sign up")).to_have_count(0)


def test_a_link_that_nobody_sent_is_not_complete(stack: Any, visit: Visits) -> None:
    """The server itself answers here: it knows no such token."""
    page = visit().page
    page.goto(f"{stack.web}/register.html#nonsense")
    expect(page.get_by_role("heading", name="The link is not complete")).to_be_visible()
