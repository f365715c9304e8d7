"""The handset page in a browser: what a person who plays an end user sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.simulator.conftest import listening, phone, shared, simulator, start, webhook
from tests.simulator.parties import Simulator, Start, Webhook, config_for, until

# The simulator and a webhook of its own play here as they do in the simulator's tests; the browser is this folder's.
__all__ = ["listening", "phone", "shared", "simulator", "start", "webhook"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has said nothing on the console by the end, so that the content policy holds too."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def opened(page: Page, simulator: Simulator, phone: str, sender: str = "sn_sms", name: str = "") -> None:
    """Opens the phone that is ours alone, by writing once from it."""
    simulator.write(sender_id=sender, **{"from": phone}, text="First", profile_name=name)
    page.goto(f"{simulator.url}/#{urlencode({'phone': phone, 'sender': sender})}")
    expect(page.locator("#thread .mine")).to_have_count(1)


def write(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Send").click()


def test_what_is_written_reaches_the_webhook_and_is_ticked(
    page: Page, simulator: Simulator, webhook: Webhook, phone: str
) -> None:
    opened(page, simulator, phone, "sn_wa", "Ana Souza")
    write(page, "I need help <b>&</b> 👋")
    last = page.locator("#thread .mine").last
    expect(last).to_contain_text("I need help <b>&</b> 👋")
    expect(last).to_contain_text("Delivered")
    form = webhook.posts[-1].form
    assert (form["Body"], form["From"], form["ProfileName"]) == (
        "I need help <b>&</b> 👋",
        f"whatsapp:{phone}",
        "Ana Souza",
    )


def test_a_refused_message_says_why(page: Page, simulator: Simulator, webhook: Webhook, phone: str) -> None:
    opened(page, simulator, phone)
    webhook.status = 401
    write(page, "Hello?")
    expect(page.locator("#thread .mine").last).to_contain_text("The webhook answered 401.")
    expect(page.locator("#happened li").first).to_contain_text("Webhook answered 401")


def test_a_reply_appears_with_its_ticks_and_is_told_as_read(
    page: Page, simulator: Simulator, webhook: Webhook, phone: str
) -> None:
    opened(page, simulator, phone, "sn_wa")
    form = {"From": "whatsapp:+18005550112", "StatusCallback": f"{webhook.url}/status"}
    simulator.send(f"whatsapp:{phone}", "Good morning!", **form)
    reply = page.locator("#thread .theirs")
    expect(reply).to_contain_text("Good morning!")
    expect(reply).to_contain_text("Receipt: read")
    expect(page.locator("#heard")).to_have_text("New message: Good morning!")
    assert [post.form["MessageStatus"] for post in webhook.to("/status")] == ["sent", "delivered", "read"]


def test_a_reply_to_another_phone_is_counted_there_and_not_read(page: Page, simulator: Simulator, phone: str) -> None:
    opened(page, simulator, phone, "sn_wa")
    message = simulator.send("whatsapp:+14155550102", "For Luis", From="whatsapp:+18005550112").json()
    luis = page.get_by_role("button", name=re.compile("Luis Romero"))
    expect(luis).to_contain_text("unread")
    expect(page.locator("#thread .theirs")).to_have_count(0)
    until(lambda: simulator.get(f"Messages/{message['sid']}.json")["status"] == "delivered")
    luis.click()
    expect(page.locator("#thread .theirs").last).to_contain_text("Receipt: read")
    expect(luis).not_to_contain_text("unread")


def test_a_reply_that_fails_is_told_in_words(page: Page, simulator: Simulator, phone: str) -> None:
    opened(page, simulator, phone)
    page.get_by_label("Next replies to me").select_option("failed_receipt")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#waiting")).to_contain_text("do not reach my phone")
    simulator.send(phone, "Lost on the way")
    expect(page.locator("#thread .lost")).to_contain_text("This reply did not reach the phone (30003).")
    expect(page.locator("#waiting")).to_be_hidden()


def test_faults_of_my_own_messages_can_be_chosen(
    page: Page, simulator: Simulator, webhook: Webhook, phone: str
) -> None:
    opened(page, simulator, phone)
    webhook.posts.clear()
    page.get_by_label("My next message arrives").select_option("reorder")
    page.get_by_label("How many").fill("3")
    write(page, "Part")
    expect(page.locator("#thread .mine")).to_have_count(4)
    until(lambda: len(webhook.posts) == 3)
    assert [post.form["Body"] for post in webhook.posts] == ["Part 3", "Part 2", "Part 1"]
    expect(page.get_by_label("How many")).to_have_value("1")


def test_another_phone_and_another_channel_have_threads_of_their_own(
    page: Page, simulator: Simulator, webhook: Webhook, phone: str
) -> None:
    opened(page, simulator, phone)
    page.get_by_text("Add a phone").click()
    page.get_by_label("My number").fill("+491701234567")
    page.get_by_label("My name").fill("Jürgen")
    page.get_by_role("button", name="Use this phone").click()
    expect(page.locator("#thread li")).to_have_count(0)
    page.get_by_role("radio", name="WhatsApp").check()
    write(page, "Guten Tag")
    expect(page.locator("#thread .mine")).to_contain_text("Delivered")
    form = webhook.posts[-1].form
    assert (form["From"], form["ProfileName"]) == ("whatsapp:+491701234567", "Jürgen")
    page.reload()
    expect(page.locator("#thread .mine")).to_contain_text("Guten Tag")


def test_senders_that_come_later_appear_without_a_reload(page: Page, start: Start, webhook: Webhook) -> None:
    simulator = start({"contacts": [{"address": "+14155550101", "name": "Ana Souza"}]})
    page.goto(simulator.url)
    expect(page.get_by_role("main")).to_contain_text("No sender yet")
    expect(page.get_by_label("Message", exact=True)).to_be_disabled()
    simulator.client.put("/sim/senders", json={"senders": config_for(webhook.url)["senders"]})
    expect(page.get_by_role("main")).to_contain_text("Acme Care")
    expect(page.get_by_label("Message", exact=True)).to_be_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800, 390])
@pytest.mark.parametrize("sender", ["sn_sms", "sn_wa"])
def test_the_page_has_no_accessibility_violation(
    page: Page, simulator: Simulator, phone: str, scheme: str, width: int, sender: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    simulator.seed(to=phone, fault="failed_receipt")
    opened(page, simulator, phone, sender)
    prefix, own = ("whatsapp:", "+18005550112") if sender == "sn_wa" else ("", "+18005550111")
    simulator.send(prefix + phone, "Lost", From=prefix + own)
    simulator.send(prefix + phone, "Hello", From=prefix + own)
    simulator.write(sender_id=sender, **{"from": phone}, text="Forged", fault="unsigned")
    expect(page.locator("#thread .lost")).to_have_count(1)
    page.locator("#another summary").click()
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
