"""What an agent does with conversations: see, answer, take, resolve, move, search."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.web.agents import Agent
from tests.web.conftest import Visit, open_conversation, reply, row

HOSTILE = "<img src=x onerror=document.title='hacked'> \u202eevil\u202c \u2066x\u2069"


def test_a_message_appears_without_reload_and_is_counted_until_it_is_read(console: Visit, someone: Any) -> None:
    """Row, preview, badge and title tell of it; opening it takes badge and count away."""
    page, user = console.page, someone()
    user.write("Is the shop open on Sunday?")
    expect(row(page, user)).to_contain_text("Is the shop open on Sunday?")
    expect(row(page, user).locator(".badge")).to_contain_text("1")
    expect(page).to_have_title("(1) Live Chat")
    open_conversation(page, user)
    expect(page.locator(".message.MO .text")).to_have_text("Is the shop open on Sunday?")
    expect(row(page, user).locator(".badge")).to_have_count(0)
    expect(page).to_have_title("Live Chat")


def test_incoming_text_is_announced_once(console: Visit, someone: Any) -> None:
    """The live region says it when it comes; what was there before is not read out."""
    page, user = console.page, someone()
    user.write("The first")
    expect(page.locator("#spoken")).to_have_text(f"{user.shown}: The first")
    page.reload()
    expect(row(page, user)).to_be_visible()
    expect(page.locator("#spoken")).to_have_text("")
    user.write("The second")
    expect(page.locator("#spoken")).to_have_text(f"{user.shown}: The second")


def test_a_sent_message_shows_before_the_server_has_it(console: Visit, someone: Any) -> None:
    """Nothing but the key press is needed: here the frame never leaves the page."""
    page, user = console.page, someone()
    user.write("Hi")
    open_conversation(page, user)
    page.evaluate("() => { WebSocket.prototype.send = () => {}; }")
    reply(page, "Hello, how can I help?")
    expect(page.locator(".message.MT .text")).to_have_text("Hello, how can I help?")
    expect(page.locator(".message.MT .ticks")).to_have_text("Sending")
    expect(page.locator(".composer textarea")).to_have_value("")


def test_the_ticks_of_a_sent_message_advance_in_words_too(console: Visit, someone: Any) -> None:
    """It is one message all the way from the key press to the receipt."""
    page, user = console.page, someone()
    user.write("Hi")
    open_conversation(page, user)
    reply(page, "Hello, how can I help?")
    expect(page.locator(".message.MT .ticks")).to_have_text(re.compile("Delivered|Read"))
    expect(page.locator(".message.MT")).to_have_count(1)


def test_a_failed_message_says_why_and_can_be_sent_again(console: Visit, someone: Any) -> None:
    """Send again is a new message; the failed one stays."""
    page, user = console.page, someone()
    user.write("Hi")
    open_conversation(page, user)
    user.fail_next()
    reply(page, "Are you there?")
    failed = page.locator(".message.MT.failed")
    expect(failed.locator(".trouble span")).to_have_text(re.compile(r"\w.*\."))
    expect(failed.locator(".ticks")).to_have_text("Failed")
    failed.get_by_role("button", name="Send again").click()
    expect(page.locator(".message.MT")).to_have_count(2)
    expect(page.locator(".message.MT .ticks").last).to_have_text(re.compile("Sent|Delivered|Read"))


def test_resolve_selects_the_next_conversation(console: Visit, someone: Any) -> None:
    """Alt+E does what the button does; with nothing left the list says so."""
    page, first, second = console.page, someone(), someone()
    first.write("One")
    expect(row(page, first)).to_be_visible()
    second.write("Two")
    open_conversation(page, second)
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".head h2")).to_have_text(first.shown)
    expect(row(page, second)).to_have_count(0)
    page.keyboard.press("Alt+KeyE")
    expect(page.get_by_text("All answered")).to_be_visible()
    expect(page.get_by_text("No conversation is open")).to_be_visible()


def test_a_resolved_conversation_opens_again_when_the_contact_writes(console: Visit, someone: Any) -> None:
    """The log shows both, and the agent can answer again."""
    page, user = console.page, someone()
    user.write("One")
    open_conversation(page, user)
    page.get_by_role("button", name="Resolve").click()
    user.write("One more thing")
    open_conversation(page, user)
    expect(page.locator(".change").filter(has_text="Resolved by you")).to_be_visible()
    expect(page.locator(".message.MO .text").last).to_have_text("One more thing")
    expect(page.locator(".composer textarea")).to_be_enabled()


def test_a_queued_conversation_can_be_taken(console: Visit, someone: Any) -> None:
    """Nobody can write in it before; taking it opens the composer."""
    page, user = console.page, someone()
    page.get_by_label("My presence").select_option("away")
    expect(page.locator(".dot")).to_have_class("dot away")
    expect(page.get_by_text("You are away")).to_be_visible()
    page.get_by_role("button", name="Queue").click()
    user.write("Anybody?")
    open_conversation(page, user)
    expect(page.locator(".composer textarea")).to_have_count(0)
    page.get_by_role("button", name="Take").click()
    expect(page.locator(".composer textarea")).to_be_visible()
    page.get_by_role("button", name="Mine").click()
    expect(row(page, user)).to_be_visible()


def test_who_is_not_the_holder_cannot_write_and_is_told_who_is(
    console: Visit, someone: Any, desks: list[Agent]
) -> None:
    """Another agent takes the conversation: the composer gives way to the holder's name."""
    page, user = console.page, someone()
    page.get_by_label("My presence").select_option("away")
    expect(page.locator(".dot")).to_have_class("dot away")
    page.get_by_role("button", name="Queue").click()
    user.write("Anybody?")
    open_conversation(page, user)
    conversation_id = page.url.rpartition("/")[2]
    desks[1].take(conversation_id)
    expect(page.locator(".composer")).to_contain_text("has this conversation")
    expect(page.locator(".composer textarea")).to_have_count(0)
    desks[1].declare("offline")


def test_the_keyboard_moves_through_the_list_and_finds_the_search(console: Visit, someone: Any) -> None:
    """Alt+J and Alt+K move, Ctrl+K searches names, numbers and texts."""
    page, first, second = console.page, someone(), someone()
    first.write("about lamps")
    expect(row(page, first)).to_be_visible()
    second.write("about chairs")
    expect(row(page, second)).to_be_visible()
    page.keyboard.press("Alt+KeyJ")
    expect(page.locator(".head h2")).to_have_text(second.shown)
    page.keyboard.press("Alt+KeyJ")
    expect(page.locator(".head h2")).to_have_text(first.shown)
    page.keyboard.press("Alt+KeyK")
    expect(page.locator(".head h2")).to_have_text(second.shown)
    page.keyboard.press("Control+KeyK")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("LAMPS")
    expect(page.locator(".row")).to_have_count(1)
    page.locator("#search").fill(second.shown)
    expect(row(page, second)).to_be_visible()


def test_hostile_text_shows_as_text(console: Visit, someone: Any) -> None:
    """Markup is not run and bidi overrides stay inside their message, both ways."""
    page, user = console.page, someone(channel="whatsapp", name="<b>Eve</b> \u202egnol")
    user.write(HOSTILE)
    row(page, user).click()
    expect(page.locator(".message.MO .text")).to_have_text(HOSTILE)
    reply(page, HOSTILE)
    expect(page.locator(".message.MT .text")).to_have_text(HOSTILE)
    assert page.locator(".columns img, .columns b >> text=Eve").count() == 0
    assert "hacked" not in page.title()


def test_sms_shows_characters_and_segments(console: Visit, someone: Any) -> None:
    """An emoji makes the whole text Unicode, whose SMS are shorter."""
    page, user = console.page, someone()
    user.write("Hi")
    open_conversation(page, user)
    field = page.locator(".composer textarea")
    field.fill("a" * 161)
    expect(page.locator(".hint").first).to_contain_text("161 characters · 2 SMS · 145 left")
    field.fill("a" * 69 + "😀")
    expect(page.locator(".hint").first).to_contain_text("71 characters · 2 SMS · 63 left · Unicode")
    field.fill("")
