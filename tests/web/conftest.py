"""A browser on the running stack: one Chromium for all tests, a fresh profile for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

from tests.web.agents import Agent, EndUser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 15_000
FORBIDDEN = ("content security policy", "trusted type", "trustedhtml", "trustedscript")
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium where there is one, else what Playwright finds; without any the tests are skipped, under CI they fail."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        browser = playwright.chromium.launch(executable_path=system, args=FLAGS)
    except Error as problem:
        reason = f"No browser can be started: {problem.message.splitlines()[0]}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    yield browser
    browser.close()


@dataclass
class Visit:
    """A page in a profile of its own, and what went wrong in it."""

    context: BrowserContext
    page: Page
    violations: list[str] = field(default_factory=list)


Visits = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visits]:
    """Open a page in a fresh profile; at the end no script has failed and no policy was violated."""
    visits: list[Visit] = []

    def open_page(width: int = 1360, height: int = 820, **options: Any) -> Visit:
        # Colours that are just changing have no contrast that means anything.
        still = {"reduced_motion": "reduce", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **still)
        context.set_default_timeout(WAIT_MS)
        one = Visit(context, context.new_page())
        one.page.on("console", lambda message: _note(one, message.text))
        one.page.on("pageerror", lambda error: one.violations.append(str(error)))
        visits.append(one)
        return one

    yield open_page
    for one in visits:
        one.context.close()
    assert [violation for one in visits for violation in one.violations] == []


def _note(visit: Visit, text: str) -> None:
    if any(word in text.lower() for word in FORBIDDEN):
        visit.violations.append(text)


def sign_in(page: Page, stack: Any, account: dict[str, str]) -> None:
    """Sign in through the page."""
    page.goto(f"{stack.web}/sign-in.html")
    page.get_by_label("E-mail address").fill(account["email"])
    page.get_by_label("Password", exact=True).fill(account["password"])
    page.get_by_role("button", name="Sign in").click()


def sign_in_to_live_chat(page: Page, stack: Any, account: dict[str, str]) -> None:
    """Sign in as somebody whose start page is another, and go to Live Chat."""
    sign_in(page, stack, account)
    expect(page).not_to_have_url(f"{stack.web}/sign-in.html")
    page.goto(stack.web)


@pytest.fixture(scope="session")
def desks(stack: Any) -> Iterator[list[Agent]]:
    """The agents, all offline and without conversations, so that a test knows who gets what."""
    agents = [Agent(stack, account) for account in stack.accounts["agents"]]
    for agent in agents:
        agent.declare("offline")
    yield agents
    for agent in agents:
        agent.declare("available")
        agent.http.close()


@pytest.fixture
def console(stack: Any, desks: list[Agent], visit: Visits) -> Visit:
    """The first agent's console, available and with nothing to do."""
    desks[0].declare("offline")
    one = visit()
    sign_in(one.page, stack, stack.accounts["agents"][0])
    one.page.get_by_label("My presence").select_option("available")
    expect(one.page.locator(".dot")).to_have_class("dot available")
    return one


@pytest.fixture
def someone(stack: Any) -> Callable[..., EndUser]:
    """Make an end user with a number of their own."""
    return lambda **options: EndUser(stack, **options)


def row(page: Page, user: EndUser) -> Any:
    """The list's row of an end user."""
    return page.locator(".row").filter(has_text=user.shown)


def open_conversation(page: Page, user: EndUser) -> None:
    """Open an end user's conversation from the list."""
    row(page, user).click()
    expect(page.locator(".head h2")).to_have_text(user.shown)


def reply(page: Page, text: str) -> None:
    """Write and send in the open conversation."""
    page.locator(".composer textarea").fill(text)
    page.locator(".composer textarea").press("Enter")
