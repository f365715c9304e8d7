"""Twilio's Messages resource as a company's program meets it: create, list, fetch, and the errors of each; and the account itself."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from infrastructure.simulator import outbound
from infrastructure.simulator.faults import Refused
from infrastructure.simulator.messages import Message
from infrastructure.simulator.network import Network, now
from infrastructure.simulator.senders import Channel, Sender
from infrastructure.simulator.twilio_resource import account_resource, message_resource, page_resource, selected

API_VERSION = "2010-04-01"
LONGEST_BODY = 1600
MOST_MEDIA = 10
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SENTENCES = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "The 'To' number {to} is not a valid phone number.",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({from_}) is not a valid message-capable Twilio phone number.",
    21609: "The 'StatusCallback' URL {callback} is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21612: "Message cannot be sent with the current combination of 'To' ({to}) and/or 'From' ({from_}) parameters",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21620: "Invalid media URL(s)",
    21623: "Number of media files exceeds allowed limit",
    21910: "Invalid From and To pair. From and To should be of the same channel",
}


class TwilioError(Exception):
    """A request that Twilio answers with an error; `code` and `status` as in its error dictionary."""

    def __init__(self, code: int, status: int = 400, **names: str) -> None:
        self.code, self.status = code, status
        sentence = SENTENCES.get(code, "The message was refused.")
        super().__init__(sentence.format_map({"to": "", "from_": "", "callback": ""} | names))


class Form:
    """The parameters of a create request; a missing one is empty, as for Twilio."""

    def __init__(self, body: bytes) -> None:
        self._values: Mapping[str, list[str]] = parse_qs(body.decode(errors="replace"), keep_blank_values=True)

    def one(self, name: str) -> str:
        """The last value of a parameter."""
        return self._values.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        """All values of a parameter that are not empty."""
        return [value for value in self._values.get(name, []) if value]


class MessagesApi:
    """The routes of one network's Messages resource."""

    def __init__(self, network: Network, new_id: Callable[[], str]) -> None:
        self._network, self._new_id = network, new_id

    def routes(self) -> list[Route]:
        """Create, list and fetch, the fixed path first; and the account."""
        base = f"/{API_VERSION}/Accounts/{{account}}/Messages"
        return [
            Route(f"/{API_VERSION}/Accounts/{{account}}.json", self._account, methods=["GET"]),
            Route(f"{base}.json", self._create, methods=["POST"]),
            Route(f"{base}.json", self._list, methods=["GET"]),
            Route(f"{base}/{{sid}}.json", self._fetch, methods=["GET"]),
        ]

    async def _create(self, request: Request) -> JSONResponse:
        form, sender = Form(await request.body()), None
        try:
            account = self._authorise(request)
            sender = self._sender(form, account)
            message = await outbound.accept(self._network, sender, self._draft(form, sender, account))
        except Refused as refusal:
            return self._refused(refusal, form, sender)
        except TwilioError as error:
            return self._failed(error, form, sender)
        return JSONResponse(message_resource(message), 201)

    async def _account(self, request: Request) -> JSONResponse:
        try:
            return JSONResponse(account_resource(self._authorise(request)))
        except TwilioError as error:
            return _error(error)

    async def _list(self, request: Request) -> JSONResponse:
        try:
            account = self._authorise(request)
            ours = [one for one in self._network.messages.values() if one.account == account and not one.forged]
            return JSONResponse(page_resource(account, selected(ours, request.query_params), request.query_params))
        except TwilioError as error:
            return _error(error)

    async def _fetch(self, request: Request) -> JSONResponse:
        try:
            account = self._authorise(request)
            return JSONResponse(message_resource(self._message(account, request.path_params["sid"])))
        except TwilioError as error:
            return _error(error)

    def _message(self, account: str, sid: str) -> Message:
        message = self._network.messages.get(sid)
        if message is None or message.account != account or message.forged:
            raise TwilioError(20404, 404)
        return message

    def _authorise(self, request: Request) -> str:
        """The account that the path names and the password belongs to; raises 20003."""
        account: str = request.path_params["account"]
        user, password = _basic(request.headers.get("authorization", ""))
        ours = [one.account for one in self._network.senders.values() if one.carrier == "twilio"]
        tokens = [one["auth_token"] for one in ours if one["account_sid"] == user == account]
        if not any(hmac.compare_digest(token.encode(), password.encode()) for token in tokens):
            raise TwilioError(20003, 401)
        return account

    def _sender(self, form: Form, account: str) -> Sender:
        """Whose number `From` is; the order of the checks is Twilio's."""
        to, from_ = form.one("To"), form.one("From")
        if not to:
            raise TwilioError(21604)
        if not from_:
            raise TwilioError(21603)
        (to_channel, to_number), (channel, address) = _address(to), _address(from_)
        if not E164.fullmatch(to_number):
            raise TwilioError(21211, to=to)
        sender = self._network.sender_at(channel, address)
        if sender is None or sender.carrier != "twilio" or sender.account["account_sid"] != account:
            raise TwilioError(21606, from_=from_)
        if to_channel != channel:
            raise TwilioError(21910)
        return sender

    def _draft(self, form: Form, sender: Sender, account: str) -> Message:
        _check_content(form)
        return Message(
            provider_message_id=self._new_id(),
            carrier="twilio",
            account=account,
            direction="MT",
            sender_id=sender.id,
            channel=sender.channel,
            from_=sender.address,
            to=_address(form.one("To"))[1],
            text=form.one("Body"),
            media=form.all("MediaUrl"),
            callback_url=form.one("StatusCallback"),
            at=now(),
        )

    def _refused(self, refusal: Refused, form: Form, sender: Sender | None) -> JSONResponse:
        seed = refusal.seed
        if seed.fault == "rate_limit":
            error = TwilioError(seed.code or 20429, 429)
        elif seed.fault == "server_error":
            error = TwilioError(seed.code or 20500, 500)
        else:
            error = TwilioError(seed.code or 21610, to=form.one("To"), from_=form.one("From"))
        answer = self._failed(error, form, sender)
        if error.status == 429:
            answer.headers["Retry-After"] = str(seed.retry_after_seconds)
        return answer

    def _failed(self, error: TwilioError, form: Form, sender: Sender | None) -> JSONResponse:
        channel, to = _address(form.one("To"))
        outbound.refused(self._network, sender, str(error), error.code, channel=channel, to=to, text=form.one("Body"))
        return _error(error)


def _check_content(form: Form) -> None:
    media, callback = form.all("MediaUrl"), form.one("StatusCallback")
    if not form.one("Body") and not media:
        raise TwilioError(21602)
    if len(form.one("Body")) > LONGEST_BODY:
        raise TwilioError(21617)
    if len(media) > MOST_MEDIA:
        raise TwilioError(21623)
    if not all(re.match("https?://[^/]", url) for url in media):
        raise TwilioError(21620)
    if callback and not re.match("https?://[^/]", callback):
        raise TwilioError(21609, callback=callback)


def _address(value: str) -> tuple[Channel, str]:
    if value.startswith("whatsapp:"):
        return "whatsapp", value.removeprefix("whatsapp:")
    return "sms", value


def _basic(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _error(error: TwilioError) -> JSONResponse:
    body = {
        "code": error.code,
        "message": str(error),
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else None
    return JSONResponse(body, error.status, headers)
