"""What was typed and not sent."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.web.conftest import Visit, open_conversation, row


def test_a_draft_survives_reload_and_never_moves(console: Visit, someone: Any) -> None:
    """Each conversation has its own, marked in the list while another one is open."""
    page, first, second = console.page, someone(), someone()
    first.write("One")
    second.write("Two")
    open_conversation(page, first)
    page.locator(".composer textarea").fill("For the first only")
    open_conversation(page, second)
    expect(page.locator(".composer textarea")).to_have_value("")
    expect(row(page, first)).to_contain_text("Draft")
    page.locator(".composer textarea").fill("For the second only")
    page.reload()
    expect(page.locator(".composer textarea")).to_have_value("For the second only")
    open_conversation(page, first)
    expect(page.locator(".composer textarea")).to_have_value("For the first only")
    page.locator(".composer textarea").fill("")
    open_conversation(page, second)
    expect(row(page, first)).not_to_contain_text("Draft")


def test_signing_out_asks_before_typed_text_is_deleted(console: Visit, someone: Any) -> None:
    """Who says no stays signed in with the draft."""
    page, user = console.page, someone()
    user.write("One")
    open_conversation(page, user)
    page.locator(".composer textarea").fill("Not yet")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".composer textarea")).to_have_value("Not yet")
