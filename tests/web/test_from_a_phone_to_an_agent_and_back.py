"""The whole way: the handset's page, the deployed stack, the console, and back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Visit, Visits, open_conversation, reply, row


def pick_up(page: Page, stack: Any, number: str, channel: str) -> None:
    """Take a phone with this number in the hand."""
    page.goto(stack.simulator)
    page.locator("#another summary").click()
    page.get_by_label("My number").fill(number)
    page.get_by_role("button", name="Use this phone").click()
    page.locator(f'#channels input[value="{channel}"]').check(force=True)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_a_message_from_the_handset_is_answered_in_the_console(
    stack: Any, console: Visit, visit: Visits, someone: Any, channel: str
) -> None:
    """It appears without reload; the reply arrives on the handset; the ticks advance in the console."""
    page, user, handset = console.page, someone(channel=channel), visit().page
    pick_up(handset, stack, user.number, channel)
    handset.locator("#text").fill("Is my lamp on its way?")
    handset.locator("#composer button").click()
    expect(row(page, user)).to_contain_text("Is my lamp on its way?")
    open_conversation(page, user)
    expect(page.locator(".head")).to_contain_text("SMS" if channel == "sms" else "WhatsApp")
    reply(page, "It comes tomorrow.")
    expect(handset.locator("#thread .theirs p").last).to_have_text("It comes tomorrow.")
    expect(page.locator(".message.MT .ticks")).to_have_text(re.compile("Delivered|Read"))
    expect(page.locator(".message.MT")).to_have_count(1)
