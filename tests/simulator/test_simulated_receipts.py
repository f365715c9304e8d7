"""What follows a message that was sent: receipts, and everything that goes wrong with them."""

from __future__ import annotations

import httpx
import pytest

from tests.simulator.parties import ACCOUNT, TOKEN, Simulator, Webhook, until


def callback(webhook: Webhook) -> str:
    """A callback address with our own reference in it, as the company would give."""
    return f"{webhook.url}/webhooks/twilio/sn_sms?message=ms_1&of=a%20b#rc=2"


def statuses(webhook: Webhook, message_id: str) -> list[str]:
    return [post.form["MessageStatus"] for post in webhook.about(message_id)]


def sent(simulator: Simulator, webhook: Webhook, phone: str) -> str:
    response = simulator.send(phone, StatusCallback=callback(webhook))
    assert response.status_code == 201, response.text
    return str(response.json()["sid"])


def sent_on_whatsapp(simulator: Simulator, webhook: Webhook, phone: str) -> str:
    address = {"From": "whatsapp:+18005550112", "StatusCallback": callback(webhook)}
    return str(simulator.send(f"whatsapp:{phone}", **address).json()["sid"])


def test_sent_and_delivered_follow_and_are_signed(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    message_id = sent(simulator, webhook, phone)
    until(lambda: statuses(webhook, message_id) == ["sent", "delivered"])
    for post in webhook.about(message_id):
        assert post.signed
        assert post.url == callback(webhook).partition("#")[0]
        assert (post.form["To"], post.form["From"]) == (phone, "+18005550111")
    assert "RawDlrDoneDate" in webhook.about(message_id)[1].form


def test_whatsapp_tells_read_once_when_the_phone_shows_it(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    message_id = sent_on_whatsapp(simulator, webhook, phone)
    for _ in range(2):
        shown = simulator.client.post("/sim/read", json={"provider_message_ids": [message_id, "SMunknown"]})
        assert shown.json() == {"read": [message_id]}
    until(lambda: statuses(webhook, message_id)[-1:] == ["read"])
    assert statuses(webhook, message_id) == ["sent", "delivered", "read"]
    last = webhook.about(message_id)[-1]
    assert (last.form["ChannelPrefix"], last.form["EventType"], last.signed) == ("whatsapp", "READ", True)
    assert simulator.get(f"Messages/{message_id}.json")["status"] == "read"


def test_sms_never_tells_read(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    message_id = sent(simulator, webhook, phone)
    shown = simulator.client.post("/sim/read", json={"provider_message_ids": [message_id]})
    assert shown.json() == {"read": []}


def test_a_failed_message_is_told_with_its_code_and_is_never_read(
    simulator: Simulator, webhook: Webhook, phone: str
) -> None:
    simulator.seed(to=phone, fault="failed_receipt", code=63016)
    message_id = sent_on_whatsapp(simulator, webhook, phone)
    simulator.client.post("/sim/read", json={"provider_message_ids": [message_id]})
    until(lambda: statuses(webhook, message_id) == ["sent", "failed"])
    assert webhook.about(message_id)[1].form["ErrorCode"] == "63016"
    resource = simulator.get(f"Messages/{message_id}.json")
    assert (resource["status"], resource["error_code"]) == ("failed", 63016)


def test_an_unreachable_phone_is_undelivered(simulator: Simulator, webhook: Webhook) -> None:
    message_id = sent(simulator, webhook, "+15005550031")
    until(lambda: statuses(webhook, message_id) == ["sent", "undelivered"])
    assert webhook.about(message_id)[1].form["ErrorCode"] == "30003"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("receipts_shuffled", ["delivered", "sent"]),
        ("receipts_twice", ["sent", "sent", "delivered", "delivered"]),
        ("receipt_first", ["sent", "delivered"]),
    ],
)
def test_receipts_come_as_the_fault_says(
    simulator: Simulator, webhook: Webhook, phone: str, fault: str, told: list[str]
) -> None:
    simulator.seed(to=phone, fault=fault)
    message_id = sent(simulator, webhook, phone)
    until(lambda: statuses(webhook, message_id) == told)
    assert simulator.get(f"Messages/{message_id}.json")["status"] == "delivered"


def test_a_receipt_can_come_before_the_answer(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.seed(to=phone, fault="receipt_first")
    message_id = sent(simulator, webhook, phone)
    assert statuses(webhook, message_id) == ["sent", "delivered"]


def test_receipts_can_stay_away_while_polling_tells(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.seed(to=phone, fault="no_receipts")
    message_id = sent(simulator, webhook, phone)
    until(lambda: simulator.get(f"Messages/{message_id}.json")["status"] == "delivered")
    assert not webhook.about(message_id)


def test_an_answer_can_be_lost_after_the_message_was_taken(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.seed(to=phone, fault="timeout_after_accept")
    form = {"To": phone, "From": "+18005550111", "Body": "Hello", "StatusCallback": callback(webhook)}
    with pytest.raises(httpx.ReadTimeout):
        simulator.client.post(simulator.path("Messages.json"), data=form, auth=(ACCOUNT, TOKEN), timeout=0.5)
    [message] = simulator.get(f"Messages.json?To=%2B{phone[1:]}")["messages"]
    until(lambda: statuses(webhook, message["sid"]) == ["sent", "delivered"])
    assert simulator.send(phone).status_code == 201


@pytest.mark.parametrize(
    ("fault", "status", "code"), [("refuse", 400, 21610), ("rate_limit", 429, 20429), ("server_error", 500, 20500)]
)
def test_a_refusal_lasts_as_often_as_seeded_and_leaves_no_message(
    simulator: Simulator, phone: str, fault: str, status: int, code: int
) -> None:
    simulator.seed(to=phone, fault=fault, times=2)
    answers = [simulator.send(phone) for _ in range(3)]
    assert [one.status_code for one in answers] == [status, status, 201]
    assert answers[0].json()["code"] == code
    assert len(simulator.get(f"Messages.json?To=%2B{phone[1:]}")["messages"]) == 1


def test_a_rate_limit_says_when_to_try_again(simulator: Simulator, phone: str) -> None:
    simulator.seed(to=phone, fault="rate_limit", retry_after_seconds=7)
    assert simulator.send(phone).headers["retry-after"] == "7"


def test_a_fault_for_any_number_strikes_whoever_comes_first(simulator: Simulator, phone: str) -> None:
    simulator.seed(to="*", fault="refuse", code=21614)
    assert simulator.send(phone).json()["code"] == 21614
    assert simulator.send(phone).status_code == 201


def test_a_lost_answer_and_lost_receipts_can_come_together(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.seed(to=phone, fault="receipt_first")
    simulator.seed(to=phone, fault="no_receipts")
    message_id = sent(simulator, webhook, phone)
    assert not webhook.about(message_id)
    assert simulator.log("outbound", provider_message_id=message_id)[0]["fault"] == "receipt_first+no_receipts"


def test_seeded_faults_can_be_seen_and_cleared(simulator: Simulator, phone: str) -> None:
    simulator.seed(to=phone, fault="refuse", times=3)
    [waiting] = simulator.client.get("/sim/faults").json()["faults"]
    assert (waiting["to"], waiting["fault"], waiting["times"]) == (phone, "refuse", 3)
    assert simulator.client.delete("/sim/faults").json()["faults"] == []
    assert simulator.send(phone).status_code == 201
