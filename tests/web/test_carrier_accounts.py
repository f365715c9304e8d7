"""Carrier accounts and senders on the support team's page (R9), and their use in Preferences (R14)."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import Visits
from tests.web.spaces import make_space, new_sender
from tests.web.test_accessibility import SHAPES, SIDEWAYS, check
from tests.web.test_preferences import open_preferences
from tests.web.test_support_page import open_space, panel

TOKEN = "the account's token"


def item(page: Page, region: str, name: str) -> Locator:
    """An account or a sender."""
    return panel(page, region).get_by_role("listitem").filter(has_text=name)


def add_account(page: Page, name: str, token: str = TOKEN) -> Locator:
    """Fill in the form as the carrier wants it, by the keyboard; the account."""
    accounts = panel(page, "Carrier accounts")
    page.get_by_role("button", name="Add Account").press("Enter")
    expect(accounts.get_by_label("Carrier", exact=True)).to_be_focused()
    accounts.get_by_label("Name").fill(name)
    accounts.get_by_label("Account SID").fill("AC0123")
    expect(accounts.get_by_label("Auth token")).to_have_attribute("type", "password")
    accounts.get_by_label("Auth token").fill(token)
    accounts.get_by_label("Auth token").press("Enter")
    return item(page, "Carrier accounts", name)


def test_r9_a_space_gets_an_account_that_is_tested_and_a_sender_that_goes_both_ways(stack: Any, visit: Visits) -> None:
    """From nothing to a webhook URL; the carrier's refusal is seen, and nothing that was typed is left in the page."""
    space = make_space(stack, channels=())
    page = open_space(visit().page, space)
    expect(page.get_by_role("button", name="Add Sender")).to_be_disabled()
    panel(page, "Channel types").get_by_label("SMS").check()
    panel(page, "Channel types").get_by_role("button", name="Save").click()
    account = add_account(page, "Globex at Twilio")
    expect(account.get_by_role("status")).to_contain_text("Twilio refuses the credentials. Replace them. Tested just now.")
    expect(account.locator(".tag")).to_have_text("Refused")
    expect(account.locator("code")).to_contain_text("/api/webhooks/twilio/ac_")
    page.get_by_role("button", name="Add Sender").click()
    senders = panel(page, "Senders")
    expect(senders.get_by_label("Channel type").get_by_role("option")).to_have_text(["SMS"])
    senders.get_by_label("Number").fill(f"+1415{secrets.randbelow(8_000_000) + 2_000_000}")
    senders.get_by_label("Name").fill("Globex Care")
    senders.get_by_label("Receive (MO)").uncheck()
    senders.get_by_role("button", name="Add Sender").last.click()
    expect(senders.get_by_role("alert")).to_contain_text("this one is MT only")
    senders.get_by_label("Receive (MO)").check()
    senders.get_by_role("button", name="Add Sender").last.click()
    added = item(page, "Senders", "Globex Care")
    expect(added.locator("code")).to_contain_text("/api/webhooks/twilio/sn_")
    expect(added).to_contain_text("On the account Globex at Twilio")
    expect(added.get_by_role("button", name="Copy Webhook URL of Globex Care")).to_be_visible()
    expect(account).to_contain_text("1 sender")
    assert TOKEN not in page.content()


def test_credentials_are_replaced_and_what_is_not_needed_any_more_is_removed(stack: Any, visit: Visits) -> None:
    """With the simulator's own account: good ones work; an account goes after its senders."""
    space = make_space(stack)
    sender = new_sender(space)
    page = open_space(visit().page, space)
    account = item(page, "Carrier accounts", "Globex at Twilio")
    expect(account.locator(".tag")).to_have_text("Not tested")
    account.get_by_role("button", name="Replace the credentials of Globex at Twilio").click()
    expect(account.get_by_label("Account SID")).to_be_focused()
    good = stack.account()
    account.get_by_label("Account SID").fill(good["account_sid"])
    account.get_by_label("Auth token").fill(good["auth_token"])
    account.get_by_role("button", name="Replace", exact=True).click()
    expect(account.locator(".tag")).to_have_text("Working")
    account.get_by_role("button", name="Test Globex at Twilio").click()
    expect(account.get_by_role("status")).to_contain_text("Twilio accepts the credentials.")
    account.get_by_role("button", name="Remove Globex at Twilio").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Remove").click()
    expect(dialog.get_by_role("alert")).to_contain_text("1 sender stands on this account.")
    page.keyboard.press("Escape")
    kept = item(page, "Senders", "Globex Care")
    kept.get_by_role("button", name="Change Globex Care").click()
    expect(kept.get_by_label("Name")).to_be_focused()
    kept.get_by_label("Name").fill("Globex Orders")
    kept.get_by_label("Name").press("Enter")
    renamed = item(page, "Senders", "Globex Orders")
    expect(renamed.get_by_role("heading")).to_have_text("Globex Orders")
    for name in ("Globex Orders", "Globex at Twilio"):
        page.get_by_role("button", name=f"Remove {name}").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_role("button", name=f"Remove {name}")).to_have_count(0)
    assert space.support("GET", f"/{space.id}")["accounts"] == []
    assert sender["id"] not in page.content()


def test_r14_an_admin_switches_a_senders_use_by_keyboard_after_being_told_what_it_means(
    stack: Any, visit: Visits
) -> None:
    """Cancelled it changes nothing; confirmed it is said and kept."""
    space = make_space(stack)
    space.join("ada", "admin")
    new_sender(space)
    page = open_preferences(visit().page, space, "senders")
    switch = page.get_by_role("switch", name="Globex Care is exclusive to Live Chat")
    expect(switch).to_be_checked()
    expect(page.get_by_role("listitem")).to_contain_text("Every message goes to the agents.")
    for button, checked in (("Cancel", True), ("Share", False)):
        switch.press("Space")
        dialog = page.get_by_role("dialog", name="Share Globex Care with campaigns?")
        expect(dialog).to_contain_text("Conversations that are open stay with their agents or in the queue.")
        dialog.get_by_role("button", name=button).press("Enter")
        expect(dialog).to_have_count(0)
        expect(switch).to_be_checked(checked=checked)
    expect(page.get_by_text("Globex Care is shared with campaigns.")).to_be_visible()
    page.reload()
    expect(switch).not_to_be_checked()
    switch.click()
    page.get_by_role("button", name="Make exclusive").click()
    expect(switch).to_be_checked()


@pytest.mark.parametrize("shape", SHAPES)
def test_axe_finds_nothing_where_accounts_and_senders_are_set_up(
    stack: Any, visit: Visits, shape: dict[str, Any]
) -> None:
    """Both lists, each form, both dialogs."""
    space = make_space(stack)
    space.join("ada", "admin")
    new_sender(space)
    page = open_space(visit(**shape).page, space)
    expect(item(page, "Senders", "Globex Care")).to_be_visible()
    check(page)
    for name in ("Add Account", "Add Sender", "Change Globex Care", "Replace the credentials of Globex at Twilio"):
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.locator(".carrying form")).to_have_count(1)
        check(page)
    page.get_by_role("button", name="Remove Globex Care").click()
    check(page)
    preferences = open_preferences(visit(**shape).page, space, "senders")
    preferences.get_by_role("switch").click()
    check(preferences)


def test_accounts_and_senders_do_not_scroll_sideways_at_320_pixels(stack: Any, visit: Visits) -> None:
    """With long names, and each form open."""
    space = make_space(stack)
    space.join("ada", "admin")
    new_sender(space, "Donaudampfschifffahrtsgesellschaftskundendienst" + "x" * 30)
    page = open_space(visit(320, 640).page, space)
    for name in ("Add Account", "Add Sender", "Replace the credentials of Globex at Twilio"):
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.locator(".carrying form")).to_have_count(1)
        assert not page.evaluate(SIDEWAYS), name
    preferences = open_preferences(visit(320, 640).page, space, "senders")
    expect(preferences.get_by_role("switch")).to_be_visible()
    assert not preferences.evaluate(SIDEWAYS)
