"""Long lists and long threads: few nodes, the reader's place, and bytes on the wire."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Response, Route, expect

from tests.web.conftest import Visit, Visits, sign_in_to_live_chat

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CONVERSATIONS = 1_000
ENTRIES = 700
SCROLL_TO_TOP = "(box) => { box.scrollTop = 0; }"


def at(minutes: int) -> str:
    """An instant some minutes after the start."""
    return (START + timedelta(minutes=minutes)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def conversation(number: int) -> dict[str, Any]:
    """A conversation that somebody else holds."""
    return {
        "id": f"cv_{number}",
        "seq": ENTRIES,
        "channel": "sms",
        "sender": {"id": "sn_1", "address": "+18005550111", "name": "Acme Care"},
        "contact": {"name": f"Contact {number}", "address": None},
        "owner": "agent",
        "assignee": {"id": "pr_other", "name": "Somebody Else"},
        "opened_at": at(-number),
        "owner_at": at(-number),
        "last_at": at(-number),
        "last_mo_at": at(-number),
        "preview": f"Text {number}",
        "preview_direction": "MO",
        "mo": ENTRIES,
        "read_mo": ENTRIES,
    }


def entry(seq: int) -> dict[str, Any]:
    """A message of the end user."""
    return {"seq": seq, "at": at(seq), "kind": "message", "direction": "MO", "type": "text", "text": f"Line {seq}"}


def fulfil(route: Route) -> None:
    """Answer like the API of a space that is larger than a test can make."""
    url = urlsplit(route.request.url)
    query = parse_qs(url.query)
    if url.path.endswith("/entries"):
        before = int(query.get("before", [ENTRIES + 1])[0])
        entries = [entry(seq) for seq in range(max(1, before - 100), before)]
        body: dict[str, Any] = {
            "conversation": conversation(int(url.path.split("/")[3][3:])),
            "entries": entries,
            "more": entries[0]["seq"] > 1,
        }
    else:
        first = int(query.get("cursor", ["0"])[0])
        end = first + 50
        listed = [conversation(number) for number in range(first, end)]
        body = {"conversations": listed, "cursor": str(end) if end < CONVERSATIONS else None}
    route.fulfill(status=200, content_type="application/json", body=json.dumps(body))


def large_space(stack: Any, visit: Visits) -> Visit:
    """An admin's console on a space with many conversations."""
    one = visit()
    one.page.route("**/api/conversations**", fulfil)
    one.page.route("**/api/conversations/**", fulfil)
    sign_in_to_live_chat(one.page, stack, stack.accounts["admin"])
    expect(one.page.locator(".row").first).to_be_visible()
    return one


def test_a_list_of_a_thousand_has_under_sixty_rows_in_the_document(stack: Any, visit: Visits) -> None:
    """Scrolling loads page after page, and only what is in sight is drawn."""
    page = large_space(stack, visit).page
    for loaded in range(100, 350, 50):
        page.locator(".rows").evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
        expect(page.locator(f'.rows li[aria-setsize="{loaded}"]').first).to_be_attached()
        assert page.locator(".row").count() < 60


def test_scrolling_back_reaches_the_first_message_and_keeps_the_readers_place(stack: Any, visit: Visits) -> None:
    """Never more than 200 messages are in the document, and the line that was read stays where it was."""
    page = large_space(stack, visit).page
    page.locator(".row").first.click()
    expect(page.get_by_text(f"Line {ENTRIES}", exact=True)).to_be_visible()
    moved = 0.0
    for _ in range(60):
        moved = max(moved, one_step_back(page))
        assert page.locator(".message").count() <= 200
        if page.get_by_text("Line 1", exact=True).count():
            break
    expect(page.get_by_text("Line 1", exact=True)).to_have_count(1)
    assert moved <= 2
    page.get_by_role("button", name="Latest").click()
    expect(page.get_by_text(f"Line {ENTRIES}", exact=True)).to_be_in_viewport()


def one_step_back(page: Page) -> float:
    """Scroll near the top, wait for earlier lines; answers how many pixels the first visible line jumped."""
    return float(
        page.locator(".scroller").evaluate(
            """async (box) => {
          box.scrollTop = 350;
          const top = () => box.getBoundingClientRect().top;
          const line = [...box.querySelectorAll("[data-key]")].find((one) => one.getBoundingClientRect().bottom > top());
          const place = () => line.getBoundingClientRect().top - top();
          const before = place();
          await new Promise((resolve) => setTimeout(resolve, 250));
          return line.isConnected ? Math.abs(place() - before) : 0;
        }"""
        )
    )


def wire_bytes(page: Page, load: Callable[[], Any]) -> int:
    """Gzipped bytes of all that a page loads from the site itself."""
    with_bodies: list[Response] = []
    page.on("response", lambda response: with_bodies.append(response))  # noqa: PLW0108  # Playwright marks the handler
    load()
    page.wait_for_load_state("networkidle")
    own = [response for response in with_bodies if "/api/" not in response.url and response.ok]
    assert own
    return sum(len(gzip.compress(response.body(), 6)) for response in own)


def test_the_sign_in_page_is_at_most_10_kb_on_the_wire(stack: Any, visit: Visits) -> None:
    """All it loads, gzipped."""
    page = visit().page
    assert wire_bytes(page, lambda: page.goto(f"{stack.web}/sign-in.html")) <= 10 * 1024


def test_the_console_is_at_most_50_kb_on_the_wire(stack: Any, visit: Visits) -> None:
    """All it loads, libraries included, gzipped."""
    page = visit().page
    sign_in_to_live_chat(page, stack, stack.accounts["admin"])
    expect(page.locator(".list")).to_be_visible()
    assert wire_bytes(page, page.reload) <= 50 * 1024
