"""Signing in and out, and who is told what instead of conversations."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.web.conftest import Visit, Visits, open_conversation, sign_in, sign_in_to_live_chat


def test_an_agent_signs_in_and_out(stack: Any, visit: Visits) -> None:
    """The console appears after signing in; after signing out its address leads to the sign-in page."""
    page = visit().page
    page.goto(stack.web)
    expect(page).to_have_url(f"{stack.web}/sign-in.html")
    sign_in(page, stack, stack.accounts["agents"][0])
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(stack.web)
    expect(page).to_have_url(f"{stack.web}/sign-in.html")


def test_a_wrong_password_is_refused_in_words(stack: Any, visit: Visits) -> None:
    """The sentence does not tell whether the address is known, and the form can be used again."""
    page = visit().page
    sign_in(page, stack, {**stack.accounts["agents"][0], "password": "this is not the one"})
    expect(page.get_by_role("alert").first).to_contain_text("e-mail address or the password")
    expect(page.get_by_role("button", name="Sign in")).to_be_enabled()


def test_empty_fields_are_named_before_anything_is_sent(stack: Any, visit: Visits) -> None:
    """The first wrong field has the focus."""
    page = visit().page
    page.goto(f"{stack.web}/sign-in.html")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Enter an e-mail address")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_be_focused()


def test_support_people_are_led_from_live_chat_to_their_own_page(stack: Any, visit: Visits) -> None:
    """They belong to no space, so there is no console for them."""
    page = visit().page
    sign_in_to_live_chat(page, stack, stack.accounts["support"])
    expect(page.get_by_role("heading", name="Support team")).to_be_visible()
    page.get_by_role("link", name="Go to the spaces").click()
    expect(page.get_by_role("heading", name="Spaces")).to_be_visible()


def test_an_admin_sees_the_conversations_without_a_desk(stack: Any, visit: Visits) -> None:
    """An admin starts with all conversations, has no presence to choose, and finds the way to Preferences."""
    page = visit().page
    sign_in_to_live_chat(page, stack, stack.accounts["admin"])
    expect(page.get_by_role("button", name="All", exact=False)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("My presence")).to_have_count(0)
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("link", name="Preferences").click()
    expect(page.get_by_role("heading", name="Active Members")).to_be_visible()


def test_an_admin_who_opened_the_direct_url_comes_to_live_chat(stack: Any, visit: Visits) -> None:
    """Signing in leads back to where one was sent from."""
    page, admin = visit().page, stack.accounts["admin"]
    page.goto(f"{stack.web}/?space={stack.space_id}")
    page.get_by_label("E-mail address").fill(admin["email"])
    page.get_by_label("Password", exact=True).fill(admin["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()


def test_a_sign_in_that_ends_leads_back_without_losing_what_was_typed(stack: Any, console: Visit, someone: Any) -> None:
    """After signing in again the same conversation is open with the same draft."""
    page, user = console.page, someone()
    user.write("Hello")
    open_conversation(page, user)
    page.locator(".composer textarea").fill("Half a sentence")
    console.context.clear_cookies()
    page.reload()
    expect(page).to_have_url(f"{stack.web}/sign-in.html")
    page.get_by_label("E-mail address").fill(stack.accounts["agents"][0]["email"])
    page.get_by_label("Password", exact=True).fill(stack.accounts["agents"][0]["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".head h2")).to_have_text(user.shown)
    expect(page.locator(".composer textarea")).to_have_value("Half a sentence")
