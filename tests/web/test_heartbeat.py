"""A connection that falls silent, and one that grows old; the page's clock is turned on by hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import Visit

NEARLY_TWO_HOURS = 118 * 60_000
# Counts the sockets that resumed, keeps them in reach, and can swallow the page's pings.
WATCH_SOCKETS = """(() => { const send = WebSocket.prototype.send; window.resumed = []; window.mute = false;
  WebSocket.prototype.send = function (text) { const { action } = JSON.parse(text);
    if (action === "resume") window.resumed.push(this);
    if (action !== "ping" || !window.mute) send.call(this, text); }; })()"""


def start(page: Page) -> None:
    """Load the page again with a clock that stands still."""
    page.clock.install()
    page.add_init_script(WATCH_SOCKETS)
    page.reload()
    page.clock.run_for(1_000)
    page.wait_for_function("() => window.resumed.length === 1")
    page.clock.run_for(200)
    expect(page.get_by_label("My presence")).to_be_enabled()


def test_a_connection_without_a_pong_for_forty_seconds_is_made_again(console: Visit) -> None:
    """The heartbeat goes unanswered: the page connects anew."""
    page = console.page
    start(page)
    page.evaluate("() => { window.mute = true; }")
    page.clock.run_for(28_000)
    assert page.evaluate("() => window.resumed.length") == 1
    page.clock.run_for(13_000)
    page.wait_for_function("() => window.resumed.length === 2")


def test_a_socket_is_replaced_before_its_two_hours_end_without_a_gap(console: Visit) -> None:
    """The new one catches up before the old one is closed, so the page is never offline."""
    page = console.page
    start(page)
    page.evaluate(
        """() => new MutationObserver(() => { if (document.querySelector(".banner")) window.wasOffline = true; })
        .observe(document.body, { childList: true, subtree: true })"""
    )
    page.clock.fast_forward(NEARLY_TWO_HOURS)
    page.wait_for_function("() => window.resumed.length === 2 && window.resumed[0].readyState === WebSocket.CLOSED")
    assert page.evaluate("() => window.resumed[1].readyState === WebSocket.OPEN && !window.wasOffline") is True
    expect(page.get_by_label("My presence")).to_be_enabled()
