"""Twilio's posts as messages, and whatever else may come."""

from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Malformed
from chalicelib.domain.messages import Channel, MessageType, Opt, Parsed
from chalicelib.gateways.carriers import CARRIERS, CarrierRequest
from tests.gateways.twilio_posts import SMS, WHATSAPP, message, parse, receipt
from tests.vectors import fixtures, holds, shared


@pytest.mark.parametrize("case", [*shared("pay-twilio-*.json"), *fixtures("twilio", "pay-*.json")])
def test_vectors(case: dict[str, Any]) -> None:
    query = case.get("query", {})
    headers, body = case["headers"], case["body"].encode()
    one = CarrierRequest(method=case["method"], url=case["url"], headers=headers, body=body, query=query)

    found = msgspec.json.decode(msgspec.json.encode(CARRIERS["twilio"].parse(one)))

    assert holds(with_defaults(case["expected"]), with_defaults(found))


def with_defaults(lists: dict[str, Any]) -> dict[str, Any]:
    """Empty lists, texts and False are left out of our JSON; what is missing counts as null on either side."""
    empty: tuple[object, ...] = ([], "", False)
    told = {name: lists.get(name, []) for name in ("messages", "receipts")}
    return {
        name: [{key: None if value in empty else value for key, value in one.items()} for one in many]
        for name, many in told.items()
    }


def test_an_sms_is_a_text_of_its_sender_to_our_number() -> None:
    one = message(SMS, NumSegments="2")

    assert (one.provider_message_id, one.channel, one.type) == ("SM1", Channel.sms, MessageType.text)
    assert (one.user, one.business, one.text, one.segments) == ("+14155550101", "+18005550111", "Hi", 2)
    assert (one.user_name, one.media, one.forwarded, one.sent_at) == (None, (), False, None)


def test_a_whatsapp_user_who_hides_the_number_is_known_by_id() -> None:
    one = message(WHATSAPP, From="whatsapp:US.13491208655302741918", ProfileName="Ana")

    assert (one.user, one.user_id, one.user_name) == (None, "US.13491208655302741918", "Ana")


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageType": "button", "ButtonPayload": "yes-1", "ButtonText": "Yes please"},
        {"MessageType": "interactive", "ListId": "yes-1", "ListTitle": "Yes please"},
    ],
    ids=["button", "list"],
)
def test_a_button_or_a_row_is_a_choice_by_our_id(fields: dict[str, str]) -> None:
    one = message(WHATSAPP, **fields, Body="Yes please")

    assert one.type is MessageType.choice
    assert one.choice is not None
    assert (one.choice.id, one.choice.title, one.text) == ("yes-1", "Yes please", "Yes please")


def test_a_choice_without_a_body_shows_its_title() -> None:
    assert message(WHATSAPP, MessageType="interactive", ListId="1", ListTitle="9 am", Body="").text == "9 am"


def test_a_picture_message_lists_each_file_in_order() -> None:
    files = {"MediaUrl0": "https://m.test/0", "MediaContentType0": "image/png"}
    files |= {"MediaUrl1": "https://m.test/1", "MediaContentType1": "application/pdf"}
    one = message(SMS, NumMedia="2", **files)

    assert one.type is MessageType.image
    assert [(media.kind, media.content_type, media.url) for media in one.media] == [
        (MessageType.image, "image/png", "https://m.test/0"),
        (MessageType.document, "application/pdf", "https://m.test/1"),
    ]


@pytest.mark.parametrize(
    ("word", "content_type", "expected"),
    [
        ("image", "image/jpeg", MessageType.image),
        ("sticker", "image/webp", MessageType.sticker),
        ("voice", "audio/ogg", MessageType.audio),
        ("video", "video/mp4", MessageType.video),
        ("document", "image/png", MessageType.document),
        ("contacts", "text/vcard", MessageType.contacts),
        ("", "text/vcard", MessageType.contacts),
        ("", "text/calendar", MessageType.document),
        ("text", "audio/amr", MessageType.audio),
        ("", "", MessageType.document),
    ],
)
def test_a_file_gives_the_message_its_type(word: str, content_type: str, expected: MessageType) -> None:
    one = message(
        WHATSAPP, MessageType=word, NumMedia="1", MediaUrl0="https://m.test/0", MediaContentType0=content_type
    )

    assert one.type is expected
    assert one.media[0].content_type == (content_type or None)


@pytest.mark.parametrize("word", ["poll", "unsupported", "location", "reaction", "INTERACTIVE_FUTURE"])
def test_a_type_that_has_no_name_here_is_kept_as_unsupported(word: str) -> None:
    one = message(WHATSAPP, MessageType=word, Body="what it says")

    assert (one.type, one.text) == (MessageType.unsupported, "what it says")


@pytest.mark.parametrize("latitude", ["", "north", "nan", "inf"])
def test_a_place_that_is_nowhere_is_unsupported(latitude: str) -> None:
    one = message(WHATSAPP, MessageType="location", Latitude=latitude, Longitude="3")

    assert (one.type, one.location) == (MessageType.unsupported, None)


@pytest.mark.parametrize(
    ("fields", "opt"),
    [({"Body": "STOP"}, Opt.stop), ({"Body": "ADIOS", "OptOutType": "STOP"}, Opt.stop), ({"Body": "bye"}, None)],
    ids=["default word", "the customer's own word", "chat"],
)
def test_the_wish_to_stop_is_marked(fields: dict[str, str], opt: Opt | None) -> None:
    assert message(SMS, **fields).opt is opt


def test_a_message_over_another_channel_yields_nothing() -> None:
    assert parse(urlencode({**SMS, "From": "messenger:123"}).encode()) == Parsed()


def test_a_message_by_get_is_read_from_the_query() -> None:
    assert parse(b"", {**SMS, "Body": "lone \ud800 half"}, "GET").messages[0].text == "lone  half"


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    assert parse(b"MessageSid=SM1&From=%2B1&Body=caf%E9+%ED%A0%80").messages[0].text == "caf\ufffd \ufffd\ufffd\ufffd"


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b'{"MessageSid": "SM1"}', b"MessageSid=&From=%2B1", b"From=%2B1"])
def test_what_names_no_message_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body)


@pytest.mark.parametrize("name", ["MessageSid", "From", "To", "OriginalRepliedMessageSid"])
def test_an_id_or_number_beyond_255_characters_is_malformed(name: str) -> None:
    assert len(parse(urlencode({**SMS, name: "1" * 255}).encode()).messages) == 1
    with pytest.raises(Malformed):
        message(SMS, **{name: "1" * 256})


def test_a_reference_beyond_255_characters_is_malformed() -> None:
    with pytest.raises(Malformed):
        receipt({"ref": "1" * 256})


def test_a_flood_of_parameters_is_malformed() -> None:
    with pytest.raises(Malformed):
        parse(b"MessageSid=SM1&" + b"&".join([b"a=1"] * 5000))


files, places = ("NumMedia", "MediaUrl0", "MediaContentType0"), ("Latitude", "Longitude")
names = st.sampled_from(
    [*WHATSAPP, *files, *places, "MessageStatus", "ButtonText", "ListId", "NumSegments", "OptOutType", "ErrorCode"]
)
values = st.one_of(
    st.text(st.characters(), max_size=300),  # lone surrogates too
    st.sampled_from(["SM1", "+14155550101", "whatsapp:+1", "whatsapp:US.1", "received", "delivered", "image", "1e999"]),
)
bodies = st.one_of(
    st.binary(max_size=400),
    st.dictionaries(names, values).map(lambda form: urlencode(form, errors="surrogatepass").encode()),
)


@given(bodies, st.dictionaries(names | st.just("ref"), values), st.sampled_from(["GET", "POST"]))
def test_whatever_comes_is_read_or_malformed_and_fits_into_json(
    body: bytes, query: dict[str, str], method: str
) -> None:
    try:
        parsed = parse(body, query, method)
    except Malformed:
        return
    assert msgspec.json.decode(msgspec.json.encode(parsed), type=Parsed) == parsed
