"""Sign-in with a code, forgotten passwords, and the Security page, on the running stack."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.conftest import Visits, sign_in
from tests.web.test_registration import invited

PASSWORD = "a lamp, a boat and a kite"
OTHER = "three boats under a lamp"
MAIL_SECONDS = 20
SIDEWAYS = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
Account = dict[str, str]


@pytest.fixture
def nia(stack: Any) -> Account:
    """A new admin, whom no other test knows."""
    email = f"nia-{secrets.token_hex(4)}@acme.test"
    token = invited(stack, email).partition("#")[2]
    body = {"token": token, "email": email, "password": PASSWORD}
    client = stack.client(stack.accounts["admin"])
    answer = client.__class__(base_url=stack.web).post("/api/register", json=body, timeout=MAIL_SECONDS)
    assert answer.status_code == 200, answer.text
    return {"email": email, "password": PASSWORD, "name": "Nia New"}


def open_security(stack: Any, page: Page, account: Account) -> None:
    """Sign in and open the page by the menu."""
    sign_in(page, stack, account)
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("link", name="Security").click()
    expect(page.get_by_role("heading", name="Security", exact=True)).to_be_visible()


def set_up(page: Page) -> str:
    """Turn two-step sign-in on; answers the secret."""
    page.locator("#two-step-start-password").fill(PASSWORD)
    page.get_by_role("button", name="Set up two-step sign-in").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.get_by_label("Secret", exact=True).inner_text().replace(" ", "")
    page.locator("#two-step-confirm-code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("#two-step-confirm-code-wrong")).to_contain_text("not right")
    page.locator("#two-step-confirm-code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return secret


def link_for(stack: Any, email: str) -> str:
    """The link in the e-mail for a forgotten password."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in stack.mails():
            link = re.search(r"https?://[^\s\"\\\\]+/new-password\.html#[^\s\"\\\\]+", json.dumps(mail))
            if link and email in mail["To"]:
                return link[0]
        time.sleep(0.1)
    raise AssertionError(f"No e-mail reached {email}.")


def check(page: Page) -> None:
    """No violation of any rule, best practices included, and nothing scrolls sideways."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate(SIDEWAYS) is False


@pytest.mark.parametrize(
    "shape",
    [{"color_scheme": "light"}, {"color_scheme": "dark", "width": 390}, {"color_scheme": "light", "width": 320}],
    ids=["light-1360", "dark-390", "light-320"],
)
def test_two_step_sign_in_is_set_up_and_asked_for_in_pages_that_everybody_can_use(
    stack: Any, visit: Visits, nia: Account, shape: dict[str, Any]
) -> None:
    page = visit(**shape).page
    open_security(stack, page, nia)
    check(page)
    secret = set_up(page)
    check(page)
    codes = page.get_by_label("Recovery codes", exact=True).inner_text().split()
    assert len(codes) == 10
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(f"{stack.web}/sign-in.html")

    sign_in(page, stack, nia)
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    check(page)
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#code-wrong")).to_contain_text("not right")
    page.get_by_label("Code", exact=True).fill(codes[0].upper())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Active Members")).to_be_visible()

    page.goto(f"{stack.web}/security.html")
    page.get_by_text("Turn off, or set up anew").click()
    page.locator("#two-step-stop-password").fill(PASSWORD)
    page.locator("#two-step-stop-code").fill(pyotp.TOTP(secret).at(int(time.time()) + 30))
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("Two-step sign-in is off.")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_the_link_in_the_e_mail(stack: Any, visit: Visits, nia: Account) -> None:
    page = visit(width=320).page
    page.goto(f"{stack.web}/sign-in.html")
    page.get_by_role("link", name="Forgotten your password?").click()
    check(page)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("Enter an e-mail address")).to_be_visible()
    page.get_by_label("E-mail address").fill(nia["email"])
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_focused()
    check(page)
    link = link_for(stack, nia["email"])
    page.goto(link)
    page.locator("#password").fill("passwordpassword")
    page.get_by_role("button", name="Save the password").click()
    expect(page.locator("#password-wrong")).to_contain_text("too easy to guess")
    check(page)
    page.locator("#password").fill(OTHER)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("heading", name="The new password is saved")).to_be_focused()

    late = visit().page
    late.goto(link)
    late.locator("#password").fill(OTHER)
    late.get_by_role("button", name="Save the password").click()
    expect(late.get_by_role("heading", name="This link is no longer good")).to_be_visible()
    expect(late.get_by_role("link", name="Ask for a new link")).to_be_visible()
    check(late)
    sign_in(page, stack, {**nia, "password": OTHER})
    expect(page.get_by_role("heading", name="Active Members")).to_be_visible()


def test_a_changed_password_ends_the_other_sessions(stack: Any, visit: Visits, nia: Account) -> None:
    elsewhere, page = visit().page, visit().page
    sign_in(elsewhere, stack, nia)
    expect(elsewhere.get_by_role("heading", name="Active Members")).to_be_visible()
    open_security(stack, page, nia)
    expect(page.get_by_role("listitem").filter(has_text="this one")).to_contain_text("Chrome on Linux")
    page.locator("#password-form-current").fill("not this one at all")
    page.locator("#password-form-new").fill(OTHER)
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator("#password-form-current-wrong")).to_contain_text("not your password")
    page.locator("#password-form-current").fill(PASSWORD)
    page.locator("#password-form-new").fill(OTHER)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is changed.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()


def test_one_session_is_ended_with_the_keyboard_alone(stack: Any, visit: Visits, nia: Account) -> None:
    elsewhere, page = visit().page, visit().page
    sign_in(elsewhere, stack, nia)
    open_security(stack, page, nia)
    button = page.get_by_role("button", name="End the session of").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("That session has ended.")).to_be_visible()


def test_an_admin_makes_an_api_key_that_works_until_it_is_deleted(
    stack: Any, visit: Visits, nia: Account, someone: Callable[..., Any]
) -> None:
    page = visit(width=320).page
    open_security(stack, page, nia)
    page.locator("#key-form-name").fill(name := f"Reports {secrets.token_hex(3)}")
    page.get_by_role("button", name="Make a key").click()
    key = page.get_by_label("API key", exact=True).inner_text()
    check(page)
    client = stack.client(stack.accounts["admin"]).__class__(base_url=stack.web, timeout=MAIL_SECONDS)
    bearer = {"authorization": f"Bearer {key}"}
    assert client.get("/api/conversations", headers=bearer).status_code == 200
    page.get_by_role("button", name="I have kept it").click()
    page.get_by_role("button", name=f"Delete the key {name}").click()
    expect(page.get_by_text("worth nothing any more")).to_be_visible()
    assert client.get("/api/conversations", headers=bearer).status_code == 401


def test_who_must_enrol_is_led_to_it(stack: Any, visit: Visits, nia: Account) -> None:
    """The server is not told to insist, as other tests use this space as well."""
    page = visit().page

    def insist(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "must_enrol": True})

    page.route("**/api/me", insist)
    sign_in(page, stack, nia)
    expect(page).to_have_url(f"{stack.web}/security.html")
    expect(page.get_by_role("alert").filter(has_text="asks its members")).to_be_visible()
    expect(page.get_by_role("heading", name="API keys")).to_have_count(0)
