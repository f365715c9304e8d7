"""What comes of handing a message to Twilio, by what it answers."""

import base64

import pytest

from chalicelib.domain.messages import Channel, ErrorKind
from chalicelib.gateways import http
from chalicelib.gateways.carriers import Outcome, OutcomeKind
from tests.gateways.fake_carrier import CALLBACK, TAKEN, FakeCarrier, order, send


def test_an_accepted_message_has_the_carriers_id(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.accepted, provider_message_id="SM1")


def test_the_request_is_the_one_that_twilio_documents(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    send(carrier.url)

    path, headers, form = carrier.asked[0]
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form == {
        "From": ["+18005550111"],
        "To": ["+14155550101"],
        "Body": ["Olá 👋 & more"],
        "StatusCallback": [CALLBACK],
    }


def test_whatsapp_addresses_carry_their_prefix(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    send(carrier.url, order(Channel.whatsapp))

    form = carrier.asked[0][2]
    assert (form["From"], form["To"]) == (["whatsapp:+18005550111"], ["whatsapp:+14155550101"])


def test_half_a_character_does_not_keep_a_text_from_going_out(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    assert send(carrier.url, order(text="a\ud800b")).kind is OutcomeKind.accepted
    assert carrier.asked[0][2]["Body"] == ["a?b"]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 21610, ErrorKind.opted_out),
        (400, 21211, ErrorKind.invalid_recipient),
        (400, 21614, ErrorKind.invalid_recipient),
        (400, 63016, ErrorKind.window_closed),
        (401, 20003, None),
        (404, 20404, None),
    ],
)
def test_a_refusal_is_final_and_says_why(carrier: FakeCarrier, status: int, code: int, kind: ErrorKind | None) -> None:
    carrier.answers = [(status, {}, b'{"code": %d, "message": "no", "status": %d}' % (code, status))]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.failed, error_code=str(code), error_kind=kind)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code": {}}', b"\xff\xfe", b'{"code": null}'])
def test_a_refusal_without_a_code_is_told_by_its_status(carrier: FakeCarrier, body: bytes) -> None:
    carrier.answers = [(403, {}, body)]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.failed, error_code="403")


@pytest.mark.parametrize(
    ("told", "wait"),
    [({"Retry-After": "7"}, 7), ({"retry-after": "86400"}, 3600), ({"Retry-After": "soon"}, None), ({}, None)],
)
def test_too_many_requests_may_be_tried_again(carrier: FakeCarrier, told: dict[str, str], wait: int | None) -> None:
    carrier.answers = [(429, told, b'{"code": 20429}')]

    assert send(carrier.url) == Outcome(
        kind=OutcomeKind.not_sent,
        error_code="20429",
        error_kind=ErrorKind.rate_limited,
        retry_after_seconds=wait,
    )


def test_a_channels_limit_may_be_tried_again(carrier: FakeCarrier) -> None:
    carrier.answers = [(400, {}, b'{"code": 63018}')]

    assert send(carrier.url).kind is OutcomeKind.not_sent


def test_a_carrier_out_of_service_may_be_tried_again(carrier: FakeCarrier) -> None:
    carrier.answers = [(503, {"Retry-After": "30"}, b'{"code": 20503}')]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.not_sent, error_code="20503", retry_after_seconds=30)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_broken_carrier_may_have_sent_it(carrier: FakeCarrier, status: int) -> None:
    carrier.answers = [(status, {}, b"")]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.unknown, error_code=str(status))


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b'{"sid": "SM1"' + b" " * http.ANSWER_BYTES + b"}"])
def test_an_acceptance_without_a_readable_id_is_unknown(carrier: FakeCarrier, body: bytes) -> None:
    carrier.answers = [(201, {}, body)]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.unknown)
