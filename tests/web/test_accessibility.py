"""Everybody can use the pages: axe finds nothing, nothing scrolls sideways, everything is reachable by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.agents import Agent
from tests.web.conftest import Visits, open_conversation, reply, sign_in

SHAPES = [
    pytest.param({"color_scheme": scheme, "width": width, "height": height}, id=f"{scheme}-{width}")
    for scheme in ("light", "dark")
    for width, height in ((1360, 820), (390, 844))
]
SIDEWAYS = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"


def check(page: Page) -> None:
    """No violation of any rule, best practices included."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing_on_the_pages_before_the_console(stack: Any, visit: Visits, shape: dict[str, Any]) -> None:
    """Sign-in with and without complaints, registration open and over, and the simulator's handset."""
    page = visit(**shape).page
    page.goto(f"{stack.web}/sign-in.html")
    check(page)
    page.get_by_role("button", name="Sign in").click()
    check(page)
    invitation = {"space": {"name": "Acme"}, "role": "agent", "inviter": "Ada Adams", "has_account": False}
    page.route("**/api/invitation", lambda route: route.fulfill(status=200, body=json.dumps(invitation)))
    page.goto(f"{stack.web}/register.html#token")
    page.get_by_role("button", name="Sign up").click()
    check(page)
    page.unroute("**/api/invitation")
    page.goto("about:blank")
    page.goto(f"{stack.web}/register.html#nonsense")
    expect(page.get_by_role("heading", name="The link is not complete")).to_be_visible()
    check(page)
    page.goto(stack.simulator)
    expect(page.get_by_role("heading").first).to_be_visible()
    check(page)


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing_in_the_console(
    stack: Any,
    desks: list[Agent],
    visit: Visits,
    someone: Callable[..., Any],
    shape: dict[str, Any],
) -> None:
    """Empty, with a list, with a thread that holds a failed message, with the menu and with the banner."""
    desks[0].declare("offline")
    one = visit(**shape)
    page, user = one.page, someone(channel="whatsapp", name="Ana Souza")
    sign_in(page, stack, stack.accounts["agents"][0])
    expect(page.get_by_text("You are offline: no new")).to_be_visible()
    check(page)
    page.get_by_label("My presence").select_option("available")
    user.write("Hello")
    expect(page.locator(".row").first).to_be_visible()
    check(page)
    open_conversation(page, user)
    user.fail_next()
    reply(page, "Hello Ana")
    expect(page.locator(".message.failed")).to_be_visible()
    page.locator(".composer textarea").fill("A draft")
    page.get_by_role("button", name="Account of").click()
    check(page)
    page.keyboard.press("Escape")
    one.context.set_offline(True)
    expect(page.get_by_text("You are offline.", exact=True)).to_be_visible()
    reply(page, "Waits")
    check(page)
    one.context.set_offline(False)
    expect(page.get_by_text("You are offline.", exact=True)).to_have_count(0)


def test_nothing_scrolls_sideways_at_320_pixels(
    stack: Any, desks: list[Agent], visit: Visits, someone: Callable[..., Any]
) -> None:
    """Sign-in, registration, list and thread, with a name and a word that are too long for any line."""
    desks[0].declare("offline")
    page, user = visit(320, 640).page, someone(channel="whatsapp", name="Wolfeschlegelsteinhausenbergerdorff")
    for path in ("register.html#nonsense", "sign-in.html"):
        page.goto(f"{stack.web}/{path}")
        assert page.evaluate(SIDEWAYS) is False
    sign_in(page, stack, stack.accounts["agents"][0])
    page.get_by_label("My presence").select_option("available")
    user.write("a" * 300)
    expect(page.locator(".row")).to_be_visible()
    assert page.evaluate(SIDEWAYS) is False
    open_conversation(page, user)
    expect(page.locator(".message")).to_be_visible()
    assert page.evaluate(SIDEWAYS) is False
    assert page.locator(".scroller").evaluate("(box) => box.scrollWidth > box.clientWidth") is False


def test_a_phone_shows_the_list_or_the_thread(
    stack: Any, desks: list[Agent], visit: Visits, someone: Callable[..., Any]
) -> None:
    """The way back leads to the list."""
    desks[0].declare("offline")
    page, user = visit(390, 844).page, someone()
    sign_in(page, stack, stack.accounts["agents"][0])
    page.get_by_label("My presence").select_option("available")
    user.write("Hi")
    open_conversation(page, user)
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".list")).to_be_visible()
    expect(page.locator(".pane")).to_be_hidden()


def test_a_conversation_can_be_answered_with_the_keyboard_alone(
    stack: Any, desks: list[Agent], visit: Visits, someone: Callable[..., Any]
) -> None:
    """From the skip link through list and composer; the focus is always to be seen."""
    desks[0].declare("offline")
    page, user = visit().page, someone()
    sign_in(page, stack, stack.accounts["agents"][0])
    page.get_by_label("My presence").select_option("available")
    user.write("Hi")
    expect(page.locator(".row")).to_be_visible()
    page.locator("body").press("Tab")
    for _ in range(12):
        assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
        if page.evaluate("() => document.activeElement.classList.contains('row')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.type("Hello")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("again")
    page.keyboard.press("Enter")
    expect(page.locator(".message.MT .text")).to_have_text("Hello\nagain")


def test_without_motion_nothing_is_animated(stack: Any, visit: Visits) -> None:
    """The wish of the system is heeded."""
    page = visit(reduced_motion="reduce").page
    page.goto(f"{stack.web}/sign-in.html")
    assert page.get_by_role("button", name="Sign in").evaluate("(one) => getComputedStyle(one).transition") in (
        "none",
        "none 0s",
        "none 0s ease 0s",
        "all",
    )
