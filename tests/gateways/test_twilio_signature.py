"""Whether a request is Twilio's."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from chalicelib.gateways.carriers import CARRIERS, CarrierRequest
from tests.vectors import fixtures, shared

TOKEN = "a-token-of-the-account"
URL = "https://chat.example.test/api/webhooks/twilio/sn_1"
FORM = "application/x-www-form-urlencoded"
TWILIO = CARRIERS["twilio"]


def request(body: bytes, signature: str | None, *, url: str = URL, content_type: str | None = FORM) -> CarrierRequest:
    headers = {"x-twilio-signature": signature, "content-type": content_type}
    told = {name: value for name, value in headers.items() if value is not None}
    return CarrierRequest(method="POST", url=url, headers=told, body=body, query={})


def holds(one: CarrierRequest, token: str = TOKEN) -> bool:
    return TWILIO.verify(one, {"account_sid": "AC1", "auth_token": token})


def sign(text: bytes, token: str = TOKEN) -> str:
    return base64.b64encode(hmac.digest(token.encode(), text, hashlib.sha1)).decode()


class Form(dict[str, list[str]]):
    """The kind of mapping from which Twilio's own validator reads repeated parameters."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


@pytest.mark.parametrize(
    "case",
    [*shared("sig-twilio-*.json"), *shared("pay-twilio-*.json"), *fixtures("twilio", "*.json")],
)
def test_vectors(case: dict[str, Any]) -> None:
    body, headers = case["body"].encode(), case["headers"]
    one = CarrierRequest(method=case["method"], url=case["url"], headers=headers, body=body, query={})

    assert holds(one, case["secret"]) is case["expected_valid"]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
forms = st.dictionaries(words, st.lists(words, min_size=1, max_size=3), max_size=6).map(Form)


@given(forms, st.sampled_from([URL, "http://localhost:4080/api/x?ref=cv_1.2", "https://user@host.test/x?a=1&b=%20"]))
def test_what_twilios_own_library_signs_holds(form: Form, url: str) -> None:
    signature = RequestValidator(TOKEN).compute_signature(url, form)

    assert holds(request(urlencode(form, doseq=True).encode(), signature, url=url))


@given(forms, words, words)
def test_one_parameter_more_breaks_the_signature(form: Form, name: str, value: str) -> None:
    signature = RequestValidator(TOKEN).compute_signature(URL, form)
    more = Form({**form, name: [*form.get(name, []), value + "x"]})
    accepted = RequestValidator(TOKEN).validate(URL, more, signature)

    assert holds(request(urlencode(more, doseq=True).encode(), signature)) is accepted


def test_every_parameter_is_covered_even_an_empty_one() -> None:
    signature = sign(f"{URL}BodyOptOutTypeToX".encode())

    assert holds(request(b"To=X&Body=&OptOutType=", signature))


@pytest.mark.parametrize("credentials", [{}, {"auth_token": ""}])
def test_without_a_token_nothing_holds(credentials: Mapping[str, str]) -> None:
    assert not TWILIO.verify(request(b"To=X", sign(f"{URL}ToX".encode(), "")), credentials)


@pytest.mark.parametrize("signature", [None, "", "é", "\udcff", sign(f"{URL}ToX".encode())[:-1], sign(b"")])
def test_a_missing_or_wrong_signature_does_not_hold(signature: str | None) -> None:
    assert not holds(request(b"To=X", signature))


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://h.test/x", "https://h.test:443/x"),
        ("https://h.test:443/x", "https://h.test/x"),
        ("http://h.test/x", "http://h.test:80/x"),
        ("http://h.test:8080/x", "http://h.test/x"),
        ("https://u:p@h.test/x", "https://u:p@h.test:443/x"),
        ("https://[::1]/x", "https://[::1]:443/x"),
        ("https://h.test/x?a=it's", "https://h.test/x?a=it%27s"),
        ("https://h.test/x?a=it%27s", "https://h.test/x?a=it's"),
        ("https://h.test/x?a=1#rc=3", "https://h.test/x?a=1"),
    ],
)
def test_the_url_holds_in_each_form_that_twilio_signs(configured: str, signed: str) -> None:
    assert holds(request(b"To=X", sign(f"{signed}ToX".encode()), url=configured))


@pytest.mark.parametrize(
    "signed", ["https://evil.test/x", "https://h.test/y", "http://h.test/x", "https://h.test/x?a=2"]
)
def test_another_url_does_not_hold(signed: str) -> None:
    assert not holds(request(b"To=X", sign(f"{signed}ToX".encode()), url="https://h.test/x?a=1"))


def test_what_is_no_url_does_not_hold() -> None:
    assert not holds(request(b"", sign(b"nowhere"), url="nowhere"))


@pytest.mark.parametrize(
    "signed", [b"Body\xff\xfe", "Body\ufffd\ufffd".encode()], ids=["the bytes", "their replacement"]
)
@pytest.mark.parametrize("body", [b"Body=%FF%FE", b"Body=\xff\xfe"], ids=["escaped", "raw"])
def test_bytes_that_are_not_utf8_hold_as_sent_and_as_read(body: bytes, signed: bytes) -> None:
    assert holds(request(body, sign(URL.encode() + signed)))


def test_a_body_that_is_no_form_counts_only_with_its_hash_in_the_url() -> None:
    body = b'{"MessageSid": "SM1"}'
    hashed = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"

    assert holds(request(body, sign(hashed.encode()), url=hashed, content_type="application/json"))
    assert not holds(request(body + b" ", sign(hashed.encode()), url=hashed, content_type="application/json"))
    assert not holds(request(body, sign(URL.encode()), content_type="application/json"))


@pytest.mark.parametrize("content_type", [None, "text/plain", "multipart/form-data; boundary=x"])
def test_a_form_under_another_name_is_not_covered(content_type: str | None) -> None:
    assert not holds(request(b"To=X", sign(URL.encode()), content_type=content_type))


def test_a_get_is_signed_by_its_url_alone() -> None:
    url = f"{URL}?MessageSid=SM1&Body=hi"
    one = CarrierRequest(method="GET", url=url, headers={"X-Twilio-Signature": sign(url.encode())}, body=b"", query={})

    assert holds(one)


anything = st.text(st.characters(), max_size=40)  # lone surrogates too


@given(st.binary(max_size=100), anything, anything, st.sampled_from([FORM, "application/json", ""]))
def test_whatever_a_stranger_sends_is_refused_quietly(body: bytes, query: str, signature: str, kind: str) -> None:
    assert not holds(request(body, signature, url=f"{URL}?{query}", content_type=kind))


def test_a_flood_of_parameters_does_not_hold() -> None:
    assert not holds(request(b"&".join([b"a=1"] * 5000), sign(f"{URL}a1".encode())))
