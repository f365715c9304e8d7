"""Twilio's reports on what became of a message."""

from urllib.parse import urlencode

import pytest

from chalicelib.domain.messages import ErrorKind, Status
from tests.gateways.twilio_posts import parse, receipt


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *dict.fromkeys(("accepted", "scheduled", "queued", "sending"), Status.accepted).items(),
        *dict.fromkeys(("undelivered", "failed", "canceled"), Status.failed).items(),
        ("sent", Status.sent),
        ("delivered", Status.delivered),
        ("read", Status.read),
        ("Delivered", Status.delivered),
        ("partially_delivered", Status.unknown),
    ],
)
def test_each_status_word_has_its_status_and_is_kept(word: str, status: Status) -> None:
    one = receipt(MessageStatus=word)

    assert (one.status, one.provider_status) == (status, word)


def test_a_receipt_gives_back_our_reference_from_the_url() -> None:
    assert receipt({"ref": "cv_abc.12"}).client_ref == "cv_abc.12"
    assert receipt().client_ref is None


def test_a_receipt_with_the_older_status_word_alone_is_a_receipt() -> None:
    parsed = parse(urlencode({"MessageSid": "SM2", "To": "+1", "SmsStatus": "sent"}).encode())

    assert [one.status for one in parsed.receipts] == [Status.sent]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("21610", ErrorKind.opted_out),
        ("63016", ErrorKind.window_closed),
        ("63018", ErrorKind.rate_limited),
        ("30003", ErrorKind.unreachable),
        ("30004", ErrorKind.blocked),
        ("30005", ErrorKind.invalid_recipient),
        ("30006", ErrorKind.unreachable),
        ("30007", ErrorKind.blocked),
        ("30008", None),
        ("99999", None),
    ],
)
def test_an_error_code_is_kept_and_brought_to_a_kind(code: str, kind: ErrorKind | None) -> None:
    one = receipt(MessageStatus="failed", ErrorCode=code)

    assert (one.error_code, one.error_kind) == (code, kind)


@pytest.mark.parametrize("code", ["", "0"])
def test_no_error_is_no_code(code: str) -> None:
    assert receipt(ErrorCode=code).error_code is None
