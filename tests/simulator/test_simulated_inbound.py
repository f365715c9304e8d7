"""An end user writes: what reaches the company's webhook."""

from __future__ import annotations

import socket

import pytest

from tests.simulator.parties import Simulator, Webhook, config_for, sender


def test_a_text_message_arrives_as_twilio_posts_it(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    answer = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hé, 2 + 2 = 4 & 100 %?\n👍")
    [post] = webhook.posts
    assert answer["status"] == 200
    assert answer["provider_message_id"] == post.form["MessageSid"] == post.form["SmsSid"]
    assert post.form["Body"] == "Hé, 2 + 2 = 4 & 100 %?\n👍"
    assert (post.form["From"], post.form["To"], post.form["NumMedia"]) == (phone, "+18005550111", "0")
    assert post.url == f"{webhook.url}/webhooks/twilio/sn_sms"
    assert post.signed


def test_a_whatsapp_message_carries_prefixes_and_profile(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.write(to="+18005550112", channel="whatsapp", **{"from": phone}, text="Olá", profile_name="Ana Souza")
    [post] = webhook.posts
    assert (post.form["From"], post.form["To"]) == (f"whatsapp:{phone}", "whatsapp:+18005550112")
    assert (post.form["ProfileName"], post.form["WaId"]) == ("Ana Souza", phone.removeprefix("+"))
    assert post.signed


def test_several_messages_are_numbered_and_arrive_in_order(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    answer = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello", count=4)
    assert [post.form["Body"] for post in webhook.posts] == ["Hello 1", "Hello 2", "Hello 3", "Hello 4"]
    assert [one["provider_message_id"] for one in answer["messages"]] == [p.form["MessageSid"] for p in webhook.posts]


def test_messages_written_at_once_all_arrive(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello", count=10, at_once=True)
    assert {post.form["Body"] for post in webhook.posts} == {f"Hello {n}" for n in range(1, 11)}


def test_reordered_messages_arrive_the_other_way_round(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    answer = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello", count=3, fault="reorder")
    assert [post.form["Body"] for post in webhook.posts] == ["Hello 3", "Hello 2", "Hello 1"]
    assert [one["text"] for one in answer["messages"]] == ["Hello 1", "Hello 2", "Hello 3"]


@pytest.mark.parametrize("fault", ["duplicate", "drop_ack"])
def test_a_doubled_message_arrives_twice_and_is_the_same(
    simulator: Simulator, webhook: Webhook, phone: str, fault: str
) -> None:
    simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello", fault=fault)
    first, second = webhook.posts
    assert first.form == second.form
    assert first.headers["i-twilio-idempotency-token"] == second.headers["i-twilio-idempotency-token"]
    assert (first.signed, second.signed) == (True, True)


def test_an_unsigned_message_has_no_signature(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello", fault="unsigned")
    [post] = webhook.posts
    assert "x-twilio-signature" not in post.headers


def test_a_tampered_message_has_a_signature_that_does_not_hold(
    simulator: Simulator, webhook: Webhook, phone: str
) -> None:
    simulator.write(sender_id="sn_sms", **{"from": phone}, text="Pay 10", fault="tampered")
    [post] = webhook.posts
    assert post.headers["x-twilio-signature"]
    assert not post.signed
    assert post.form["Body"] != "Pay 10"


def test_a_refusing_webhook_is_told_and_not_tried_again(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    webhook.status = 401
    answer = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello")
    assert answer["status"] == 401
    assert len(webhook.posts) == 1


def test_a_webhook_that_nobody_listens_at_is_tried_once_more(simulator: Simulator, phone: str) -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        deaf = sender(f"http://127.0.0.1:{bound_but_deaf.getsockname()[1]}")
        simulator.client.put("/sim/senders", json={"senders": [deaf]}).raise_for_status()
        answer = simulator.write(sender_id="sn_sms", **{"from": phone}, text="Hello")
    assert (answer["status"], answer["error"]) == (None, "The webhook could not be reached.")
    tries = simulator.log("answer", provider_message_id=answer["provider_message_id"])
    assert [one["attempt"] for one in tries] == [1, 2]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sender_id": "sn_other"}, "No sender sn_other is configured."),
        ({"sender_id": None}, "Say to whom"),
        ({"channel": "whatsapp"}, "is on sms, not on whatsapp"),
        ({"from": "Ana"}, "could not be read"),
        ({"fault": "gremlins"}, "could not be read"),
        ({"fault": "reorder"}, "a count of 2 or more"),
        ({"text": "x" * 1601}, "at most 1600 characters"),
        ({"colour": "red"}, "could not be read"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    simulator: Simulator, webhook: Webhook, phone: str, wrong: dict[str, object], says: str
) -> None:
    inbound = {"sender_id": "sn_sms", "from": phone, "text": "Hello"} | wrong
    response = simulator.client.post("/sim/inbound", json=inbound)
    assert response.status_code == 422
    assert says in response.json()["title"]
    assert not webhook.posts


def test_a_form_of_another_site_cannot_write(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    response = simulator.client.post("/sim/inbound", data={"sender_id": "sn_sms", "from": phone, "text": "Hello"})
    assert response.status_code == 415
    assert not webhook.posts


def test_senders_can_be_replaced_while_it_runs(simulator: Simulator, webhook: Webhook, phone: str) -> None:
    other = sender(webhook.url, id="sn_new", address="+18005550199")
    answer = simulator.client.put("/sim/senders", json={"senders": [other]})
    assert [one["id"] for one in answer.json()["senders"]] == ["sn_new"]
    assert "auth_token" not in answer.text
    simulator.write(to="+18005550199", **{"from": phone}, text="Hello")
    assert webhook.posts[0].url.endswith("/sn_new")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"carrier": "pigeon"}, "'pigeon' is not simulated"),
        ({"auth_token": ""}, "lacks auth_token"),
        ({"address": "acme"}, "address"),
        ({"id": "sn_wa"}, "Two senders have the id 'sn_wa'"),
        ({"address": "+18005550112", "channel": "whatsapp"}, "Two senders have the address"),
    ],
)
def test_senders_that_cannot_be_are_refused_and_change_nothing(
    simulator: Simulator, webhook: Webhook, changed: dict[str, str], says: str
) -> None:
    senders = config_for(webhook.url)["senders"]
    response = simulator.client.put("/sim/senders", json={"senders": [senders[0] | changed, senders[1]]})
    assert response.status_code == 422
    assert says in response.json()["title"]
    assert len(simulator.client.get("/sim/senders").json()["senders"]) == 2
