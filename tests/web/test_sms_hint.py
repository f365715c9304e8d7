"""The composer's count of SMS agrees with the carriers' counters."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from infrastructure.vendored import WEB
from tests.vectors import shared

COUNT = """async (text) => { const { segment } = await import("/js/lib/sms.js"); return segment(text); }"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    """An empty page beside the modules; it needs no stack."""
    page = browser.new_page()

    def fulfil(route: Any) -> None:
        name = route.request.url.removeprefix("http://pages.test/")
        body = (WEB / name).read_text() if name else "<!doctype html><title>Empty</title>"
        route.fulfill(content_type="text/javascript" if name else "text/html", body=body)

    page.route("http://pages.test/**", fulfil)
    page.goto("http://pages.test/")
    yield page
    page.close()


@pytest.mark.parametrize("case", shared("seg-*.json"))
def test_shared_vectors(page: Page, case: dict[str, Any]) -> None:
    """Encoding and number of SMS."""
    counted = page.evaluate(COUNT, case["text"])
    assert {"encoding": counted["encoding"], "segments": counted["segments"]} == case["expected"]


@pytest.mark.parametrize(
    ("text", "units", "left"),
    [("", 0, 160), ("a" * 160, 160, 0), ("a" * 161, 161, 145), ("€", 2, 158), ("я" * 71, 71, 63)],
)
def test_what_is_left_in_the_last_sms(page: Page, text: str, units: int, left: int) -> None:
    """The units used, and how many more fit before another SMS begins."""
    counted = page.evaluate(COUNT, text)
    assert (counted["units"], counted["left"]) == (units, left)
