"""The reader's place in a thread."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Route, expect

from tests.web.conftest import Visit, open_conversation

SCROLL_UP = "(box) => { box.scrollTop = box.scrollHeight - box.clientHeight - 300; }"
FROM_END = "(box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight)"


def test_new_messages_scroll_only_who_is_at_the_end(console: Visit, someone: Any) -> None:
    """Who reads further up stays there, and is led to the end by a button; the new messages are marked."""
    page, user = console.page, someone()
    user.write("\n".join(f"Line {number}" for number in range(60)))
    open_conversation(page, user)
    box = page.locator(".scroller")
    expect(page.locator(".message.MO")).to_have_count(1)
    assert box.evaluate(FROM_END) == 0
    box.evaluate(SCROLL_UP)
    expect(page.get_by_role("button", name="Latest")).to_be_visible()
    before = box.evaluate("(box) => box.scrollTop")
    user.write("While you read")
    expect(page.locator(".message.MO")).to_have_count(2)
    assert abs(box.evaluate("(box) => box.scrollTop") - before) <= 1
    expect(page.locator(".day.fresh")).to_have_text("New messages")
    page.get_by_role("button", name="Latest").click()
    assert box.evaluate(FROM_END) == 0
    user.write("While you look")
    expect(page.locator(".message.MO")).to_have_count(3)
    page.wait_for_function(
        "() => { const box = document.querySelector('.scroller'); return box.scrollHeight - box.scrollTop - box.clientHeight < 2; }"
    )


def test_a_late_answer_for_a_conversation_that_was_left_is_ignored(console: Visit, someone: Any) -> None:
    """The entries of the first come after the second was opened: the second stays on show."""
    page, first, second = console.page, someone(), someone()
    first.write("Text of the first")
    open_conversation(page, first)
    first_id = page.url.rpartition("/")[2]
    second.write("Text of the second")
    page.goto(page.url.partition("#")[0])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(rf"/api/conversations/{first_id}/entries"), hold)
    open_conversation(page, first)
    open_conversation(page, second)
    expect(page.locator(".message .text")).to_have_text("Text of the second")
    page.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_timeout(500)
    expect(page.locator(".message .text")).to_have_text("Text of the second")
