"""A company's program at Twilio's Messages resource."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from chalicelib.gateways.carriers import CARRIERS, Checked
from tests.simulator.parties import ACCOUNT, TOKEN, Simulator, until


class Redirected(HttpClient):  # type: ignore[misc]  # the library has no types
    """Twilio's own library, with another base URL as the only difference."""

    def __init__(self, url: str) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._url = url

    def request(self, method: str, url: str, params: Any = None, data: Any = None, *rest: Any, **named: Any) -> Any:
        headers, auth = [*rest, *(named.get(name) for name in ("headers", "auth")[len(rest) :])][:2]
        here = url.replace("https://api.twilio.com", self._url)
        response = httpx.request(method, here, params=params, data=data, headers=headers, auth=auth, trust_env=False)
        return Response(response.status_code, response.text, response.headers)


def client(simulator: Simulator, token: str = TOKEN) -> Client:
    return Client(ACCOUNT, token, http_client=Redirected(simulator.url))


def test_an_accepted_message_is_answered_like_twilio_does(simulator: Simulator, phone: str) -> None:
    response = simulator.send(phone, "Hello 👋")
    message = response.json()
    assert response.status_code == 201
    assert re.fullmatch("SM[0-9a-f]{32}", message["sid"])
    assert (message["status"], message["direction"], message["body"]) == ("queued", "outbound-api", "Hello 👋")
    assert (message["to"], message["from"], message["account_sid"]) == (phone, "+18005550111", ACCOUNT)
    assert (message["date_sent"], message["error_code"]) == (None, None)
    assert message["uri"] == simulator.path(f"Messages/{message['sid']}.json")


def test_twilios_own_library_sends_fetches_and_lists(simulator: Simulator, phone: str) -> None:
    twilio = client(simulator)
    sent = twilio.messages.create(to=f"whatsapp:{phone}", from_="whatsapp:+18005550112", body="Olá")
    assert sent.to == f"whatsapp:{phone}"
    until(lambda: twilio.messages(sent.sid).fetch().status == "delivered")
    listed = twilio.messages.list(to=f"whatsapp:{phone}", date_sent_after=sent.date_created)
    assert [one.sid for one in listed] == [sent.sid]
    assert listed[0].date_sent is not None


def test_the_list_is_read_page_by_page(simulator: Simulator, phone: str) -> None:
    twilio = client(simulator)
    sent = [twilio.messages.create(to=phone, from_="+18005550111", body=str(n)).sid for n in range(5)]
    listed = twilio.messages.list(to=phone, page_size=2)
    assert {one.sid for one in listed} == set(sent)
    assert len(listed) == 5
    page = simulator.get(f"Messages.json?To=%2B{phone[1:]}&PageSize=2&Page=1")
    assert (page["start"], page["end"], page["page_size"]) == (2, 3, 2)


def test_incoming_messages_are_listed_too_but_forged_ones_are_not(simulator: Simulator, phone: str) -> None:
    true = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello")["provider_message_id"]
    forged = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello", fault="unsigned")
    listed = simulator.get(f"Messages.json?To=%2B18005550111&From=%2B{phone[1:]}")["messages"]
    assert [(one["sid"], one["direction"], one["status"]) for one in listed] == [(true, "inbound", "received")]
    missing = simulator.client.get(
        simulator.path(f"Messages/{forged['provider_message_id']}.json"), auth=(ACCOUNT, TOKEN)
    )
    assert (missing.status_code, missing.json()["code"]) == (404, 20404)


@pytest.mark.parametrize(
    ("after", "found"), [("2020-01-01", 1), ("2020-01-01T00:00:00Z", 1), ("2999-01-01", 0), ("2999-01-01T00:00:00Z", 0)]
)
def test_the_list_is_filtered_by_when_messages_were_sent(
    simulator: Simulator, phone: str, after: str, found: int
) -> None:
    simulator.send(phone)
    assert len(simulator.get(f"Messages.json?To=%2B{phone[1:]}&DateSent>={after}")["messages"]) == found


@pytest.mark.parametrize("auth", [None, (ACCOUNT, "wrong"), ("AC" + "2" * 32, TOKEN), ("", "")])
def test_wrong_credentials_are_refused_in_twilios_words(simulator: Simulator, auth: Any) -> None:
    response = simulator.client.post(simulator.path("Messages.json"), data={"To": "+14155550101"}, auth=auth)
    assert response.status_code == 401
    more_info = "https://www.twilio.com/docs/errors/20003"
    assert response.json() == {"code": 20003, "message": "Authenticate", "more_info": more_info, "status": 401}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"To": "12"}, 21211),
        ({"To": "whatsapp:"}, 21211),
        ({"From": "+18005559999"}, 21606),
        ({"From": "whatsapp:+18005550111"}, 21606),
        ({"To": "whatsapp:+14155550101"}, 21910),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"MediaUrl": "file:///etc/passwd"}, 21620),
        ({"MediaUrl": ["https://media.example.test/1"] * 11}, 21623),
        ({"StatusCallback": "chat.example.test/status"}, 21609),
    ],
)
def test_a_request_that_twilio_refuses_is_refused_with_its_code(
    simulator: Simulator, changed: dict[str, Any], code: int
) -> None:
    response = simulator.send("+14155550101", **changed)
    error = response.json()
    assert (response.status_code, error["code"], error["status"]) == (400, code, 400)
    assert error["message"]
    assert error["more_info"].endswith(str(code))


def test_the_longest_body_and_a_picture_alone_are_taken(simulator: Simulator, phone: str) -> None:
    assert simulator.send(phone, "x" * 1600).json()["num_segments"] == "11"
    picture = simulator.send(phone, "", MediaUrl="https://media.example.test/1.jpg")
    assert (picture.status_code, picture.json()["num_media"]) == (201, "1")


def test_twilios_own_library_understands_the_errors(simulator: Simulator) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client(simulator).messages.create(to="+15005550004", from_="+18005550111", body="Hello")
    assert (refused.value.status, refused.value.code) == (400, 21610)


def test_another_accounts_message_is_not_found(simulator: Simulator) -> None:
    response = simulator.client.get(simulator.path(f"Messages/SM{'0' * 32}.json"), auth=(ACCOUNT, TOKEN))
    assert (response.status_code, response.json()["code"]) == (404, 20404)


def test_a_body_that_is_not_utf_8_is_answered_and_not_a_crash(simulator: Simulator) -> None:
    response = simulator.client.post(
        simulator.path("Messages.json"), content=b"To=%ff\xff&Body=\xfe", auth=(ACCOUNT, TOKEN)
    )
    assert (response.status_code, response.json()["code"]) == (400, 21603)


def test_an_account_is_shown_to_who_has_its_token_and_refused_in_twilios_words_to_others(simulator: Simulator) -> None:
    account = client(simulator).api.v2010.accounts(ACCOUNT).fetch()
    assert (account.sid, account.status, account.type) == (ACCOUNT, "active", "Full")
    with pytest.raises(TwilioRestException) as refused:
        client(simulator, token="wrong").api.v2010.accounts(ACCOUNT).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    bare = httpx.get(f"{simulator.url}/2010-04-01/Accounts/{ACCOUNT}.json", trust_env=False)
    assert (bare.status_code, bare.json()["code"], bare.json()["message"]) == (401, 20003, "Authenticate")
    assert bare.headers["www-authenticate"] == 'Basic realm="Twilio API"'
    credentials = {"account_sid": ACCOUNT, "auth_token": TOKEN}
    assert CARRIERS["twilio"].check(credentials, simulator.url) is Checked.ok
    assert CARRIERS["twilio"].check({**credentials, "auth_token": "wrong"}, simulator.url) is Checked.refused
