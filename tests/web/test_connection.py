"""The connection comes and goes: nothing is missed, nothing is doubled."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.web.conftest import Visit, open_conversation, reply, row

# Lets a test close the page's socket from the outside, as a network does.
KEEP_SOCKETS = """() => { const Real = WebSocket; window.sockets = [];
  window.WebSocket = class extends Real { constructor(...all) { super(...all); window.sockets.push(this); } }; }"""


def texts(page: Page, direction: str) -> list[str]:
    """The texts of one direction as they stand in the thread."""
    return page.locator(f".message.{direction} .text").all_text_contents()


def test_ten_messages_after_a_killed_connection_come_once_and_in_order(console: Visit, someone: Any) -> None:
    """They are written while the browser is offline, and all there after it is back."""
    page, user = console.page, someone()
    user.write("Before")
    open_conversation(page, user)
    console.context.set_offline(True)
    expect(page.get_by_text("You are offline.", exact=True)).to_be_visible()
    for number in range(10):
        user.write(f"Message {number}")
    console.context.set_offline(False)
    expect(page.locator(".message.MO")).to_have_count(11)
    assert texts(page, "MO") == ["Before", *(f"Message {number}" for number in range(10))]
    expect(page.get_by_text("You are offline.", exact=True)).to_have_count(0)


def test_a_socket_that_dies_is_replaced_by_itself(console: Visit, someone: Any) -> None:
    """Only the socket is closed, the network stays: the page comes back without being asked."""
    page, user = console.page, someone()
    page.add_init_script(f"({KEEP_SOCKETS})()")
    page.reload()
    user.write("Before")
    open_conversation(page, user)
    page.evaluate("() => window.sockets.forEach((socket) => socket.close())")
    for number in range(10):
        user.write(f"Message {number}")
    expect(page.locator(".message.MO")).to_have_count(11)
    assert texts(page, "MO") == ["Before", *(f"Message {number}" for number in range(10))]


def test_what_is_written_offline_goes_out_once(console: Visit, someone: Any) -> None:
    """It waits in words, also over a reload of nothing but the network, and is sent in its order."""
    page, user = console.page, someone()
    user.write("Hi")
    open_conversation(page, user)
    console.context.set_offline(True)
    expect(page.get_by_text("You are offline.", exact=True)).to_be_visible()
    reply(page, "One")
    reply(page, "Two")
    expect(page.get_by_text("Waits for the connection.")).to_have_count(2)
    console.context.set_offline(False)
    expect(page.get_by_text("Waits for the connection.")).to_have_count(0)
    expect(page.locator(".message.MT .ticks", has_text="Delivered")).to_have_count(2)
    assert texts(page, "MT") == ["One", "Two"]
    page.reload()
    expect(page.locator(".message.MT")).to_have_count(2)
    assert texts(page, "MT") == ["One", "Two"]


def test_an_unsent_message_survives_a_reload_and_is_sent_once(console: Visit, someone: Any) -> None:
    """The page is loaded anew before the connection is back; the message keeps its client id."""
    page, user = console.page, someone()
    user.write("Hi")
    open_conversation(page, user)
    page.evaluate(
        """() => { const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) { if (JSON.parse(text).action !== "send") send.call(this, text); }; }"""
    )
    reply(page, "Do not lose me")
    expect(page.locator(".message.MT")).to_have_count(1)
    page.reload()
    expect(page.locator(".message.MT .ticks", has_text="Delivered")).to_have_count(1)
    expect(page.locator(".message.MT")).to_have_count(1)


def test_without_an_answer_for_ten_seconds_a_message_can_be_tried_again(console: Visit, someone: Any) -> None:
    """Trying again never doubles, even when the first try did arrive."""
    page, user = console.page, someone()
    page.add_init_script(
        """(() => { const Real = WebSocket; window.WebSocket = class extends Real {
        addEventListener(kind, listener) { super.addEventListener(kind, kind !== "message" ? listener : (event) => {
          const { type, client_id, entries } = JSON.parse(event.data);
          const mine = client_id || entries?.some((entry) => entry.client_id);
          if (!window.deaf || !mine) listener(event); }); } }; window.deaf = true; })()"""
    )
    page.reload()
    user.write("Hi")
    open_conversation(page, user)
    reply(page, "Did you get this?")
    expect(page.get_by_text("Live Chat did not answer.")).to_be_visible()
    page.evaluate("() => { window.deaf = false; }")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".message.MT .ticks", has_text="Delivered")).to_have_count(1)
    expect(page.locator(".message.MT")).to_have_count(1)


def test_reconnect_now_does_not_wait(console: Visit, someone: Any) -> None:
    """The banner's button connects at once, however long the page has been without."""
    page, user = console.page, someone()
    page.route("**/api/ws-ticket", lambda route: route.abort())
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    expect(page.get_by_text("You are offline.", exact=True)).to_be_visible()
    page.wait_for_timeout(3_000)
    page.unroute("**/api/ws-ticket")
    user.write("Meanwhile")
    page.get_by_role("button", name="Reconnect now").click()
    expect(row(page, user)).to_be_visible()


def test_a_jump_in_seq_is_repaired_by_itself(console: Visit, someone: Any) -> None:
    """A frame is lost on the way: the page asks for the missing part."""
    page, user = console.page, someone()
    page.add_init_script(
        """(() => { const Real = WebSocket; window.WebSocket = class extends Real {
        addEventListener(kind, listener) { super.addEventListener(kind, kind !== "message" ? listener : (event) => {
          if (window.lose && event.data.includes("Lost")) { window.lose = false; return; } listener(event); }); } }; })()"""
    )
    page.reload()
    user.write("First")
    open_conversation(page, user)
    expect(page.locator(".message.MO")).to_have_count(1)
    page.evaluate("() => { window.lose = true; }")
    user.write("Lost on the way")
    page.wait_for_function("() => window.lose === false")
    user.write("Last")
    expect(page.locator(".message.MO")).to_have_count(3)
    assert texts(page, "MO") == ["First", "Lost on the way", "Last"]
