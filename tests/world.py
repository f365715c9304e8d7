"""The whole product in one process: the packaged tables, queues and streams, and every way in through app.py, without a socket.

Nothing happens behind people's backs: `drain` lets queues and streams deliver, `sweep` and `wait` let time pass.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import app as product
from tests import world_setting
from tests.world_carrier import ACCOUNT_SID, AUTH_TOKEN, Carrier, Sent
from tests.world_clock import Clock
from tests.world_cloud import Call, Cloud
from tests.world_delivery import Delivery
from tests.world_events import PUBLIC_URL, SCHEDULED, Answer, Crash, Json, rest_event, socket_event
from tests.world_people import END_USER, PASSWORD, SENDER_ADDRESS, SUPPORT_EMAIL, Person, Space, invitee

__all__ = [
    "END_USER",
    "PASSWORD",
    "PUBLIC_URL",
    "SCHEDULED",
    "SENDER_ADDRESS",
    "SUPPORT_EMAIL",
    "Answer",
    "Crash",
    "Json",
    "Person",
    "Space",
    "World",
    "invitee",
    "world",
]


class World:
    """Live Chat and all around it. Make one with `world()`, or take the fixture of that name."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.cloud = Cloud(self.clock)
        self.carrier = Carrier(self.cloud)
        self.delivery = Delivery(self.cloud, self._invoke_or_fail)
        self.failures: list[tuple[str, BaseException]] = []
        self.cold = False  # whether each function starts anew, as it may at any time
        self._last = 0
        self._support = ""

    @property
    def calls(self) -> list[Call]:
        """Every attempt to call AWS or the carrier so far."""
        return self.cloud.calls

    @property
    def support_token(self) -> str:
        """The session of somebody of the support team."""
        if not self._support:
            world_setting.make_support(SUPPORT_EMAIL, PASSWORD)
            body = {"email": SUPPORT_EMAIL, "password": PASSWORD, "program": True}
            self._support = self.http("POST", "/sign-in", body).json["token"]
        return self._support

    @property
    def mails(self) -> list[Json]:
        """Every e-mail that SES took, oldest first: To, Subject, BodyText, BodyHtml."""
        return self.cloud.mails()

    # Ways in, as AWS uses them.

    def invoke(self, function: str, event: Json) -> Any:
        """Run a function of app.py; a crash forgets what it held in memory."""
        context = SimpleNamespace(function_name=function, aws_request_id=f"request-{self._next()}")
        request = getattr(product.app, "current_request", None)
        outer = self.cloud.function, self.cloud.invocation
        self.cloud.function, self.cloud.invocation = function, self._next()
        if self.cold:
            world_setting.forget_warm_values()
        try:
            return getattr(product, function)(event, context)
        except Crash:
            world_setting.forget_warm_values()
            raise
        finally:
            # Another function may be running around this one, where one is let in between.
            self.cloud.function, self.cloud.invocation = outer
            product.app.current_request = request

    def http(self, method: str, path: str, body: Any = None, *, token: str = "", **headers: str) -> Answer:
        """A request to the REST API; `body` is bytes as they are, or what becomes JSON."""
        url = urlsplit(path)
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        names = {"content-type": "application/json", "x-forwarded-for": "203.0.113.7"}
        names |= {name.replace("_", "-"): value for name, value in headers.items()}
        names |= {"authorization": f"Bearer {token}"} if token else {}
        answer = self.invoke("app", rest_event(method, url.path, dict(parse_qsl(url.query)), names, raw))
        return Answer(status=answer["statusCode"], headers=answer["headers"], body=answer["body"])

    def carrier_posts(
        self, text: str, from_: str = END_USER, *, space: Space, message_id: str = "", name: str = ""
    ) -> int:
        """An end user writes to the space's sender; answers the HTTP status that the carrier gets."""
        sid, prefix = message_id or self.carrier.next_sid(), "whatsapp:" if space.channel == "whatsapp" else ""
        fields = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": prefix + from_, "To": prefix + SENDER_ADDRESS}
        fields |= {"Body": text, "NumMedia": "0", "SmsStatus": "received"} | ({"ProfileName": name} if name else {})
        return self._post(f"{PUBLIC_URL}/api/webhooks/twilio/{space.sender_id}", fields)

    def carrier_reports(self, sent: Sent, status: str, error_code: str = "") -> int:
        """The carrier says what became of a message that it took; answers the HTTP status that it gets."""
        fields = {"MessageSid": sent.sid, "MessageStatus": status, "From": sent.fields["From"], "To": sent.fields["To"]}
        fields |= {"AccountSid": ACCOUNT_SID} | ({"ErrorCode": error_code} if error_code else {})
        return self._post(sent.fields["StatusCallback"], fields)

    def connect(self, person: Person) -> str:
        """A page of the person opens its socket; answers the connection's id. It hears nothing before it resumes."""
        ticket = self.http("POST", "/ws-ticket", token=person.token).json["ticket"]
        connection = f"connection-{self._next()}"
        self.cloud.frames[connection] = []
        event = socket_event(connection, "CONNECT", queryStringParameters={"ticket": ticket})
        answer = self.invoke("ws_connect", event)
        assert answer["statusCode"] == 200, answer
        return connection

    def arrive(self, person: Person, watch: str = "mine") -> str:
        """A page of the person connects and resumes with nothing; answers the connection's id."""
        connection = self.connect(person)
        self.frame(connection, {"action": "resume", "have": {}, "watch": watch})
        return connection

    def frame(self, connection: str, frame: Json) -> None:
        """The page sends a frame."""
        self.invoke("ws_message", socket_event(connection, "MESSAGE", body=json.dumps(frame)))

    def frames(self, connection: str) -> list[Json]:
        """All frames that the connection got, oldest first."""
        return [json.loads(frame) for frame in self.cloud.frames[connection]]

    def hang_up(self, connection: str) -> None:
        """The socket closes and API Gateway says so."""
        self.cut(connection)
        self.invoke("ws_disconnect", self.closing(connection))

    def closing(self, connection: str) -> Json:
        """What API Gateway says of a socket that has closed."""
        return socket_event(connection, "DISCONNECT")

    def cut(self, connection: str) -> None:
        """The socket is gone and nobody says so."""
        self.cloud.closed.add(connection)

    def drain(self) -> None:
        """Let queues and streams deliver until nothing is left."""
        self.delivery.drain()

    def sweep(self) -> None:
        """A minute passes and the schedule runs."""
        self.wait(60)
        self.invoke("sweep", SCHEDULED)

    def wait(self, seconds: float) -> None:
        """Time passes and nothing happens."""
        self.clock.sleep(seconds)

    def saved(self) -> bytes:
        """All that is, to go back to later."""
        return pickle.dumps(
            (self.cloud.saved(), self.carrier.saved(), self.delivery.saved(), self._last, self._support)
        )

    def go_back(self, saved: bytes) -> None:
        """Be as it was then, with functions that have just started; calls and failures are counted anew."""
        cloud, carrier, delivery, self._last, self._support = pickle.loads(saved)  # noqa: S301 made by us
        self.cloud.go_back(cloud)
        self.carrier.go_back(carrier)
        self.delivery.go_back(delivery)
        self.failures.clear()
        world_setting.forget_warm_values()

    def space(self, *, seats: int = 5, agents: int = 1, admins: int = 0, channel: str = "sms") -> Space:
        """A space as support makes it: a sender, Live Chat with seats, people who have registered by the links in their e-mails."""
        path = f"/support/spaces/{self._asked('POST', '/support/spaces', {'name': 'Acme'})['id']}"
        self._asked("PUT", f"{path}/channels", {"channels": [channel]})
        credentials = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN}
        account = {"carrier": "twilio", "name": "Acme at Twilio", "credentials": credentials}
        account_id = self._asked("POST", f"{path}/accounts", account)["id"]
        sender: Json = {"channel": channel, "account_id": account_id, "address": SENDER_ADDRESS, "name": "Acme Care"}
        made = self._asked("POST", f"{path}/senders", {**sender, "directions": ["MT", "MO"], "exclusive": True})
        self._asked("POST", f"{path}/activation", {"seats": seats})
        space = Space(id=path.rpartition("/")[2], sender_id=made["id"], account_id=account_id, channel=channel)
        space.agents.extend(self.joins(space, f"Agent {number}", "agent") for number in range(1, agents + 1))
        space.admins.extend(self.joins(space, f"Admin {number}", "admin") for number in range(1, admins + 1))
        return space

    def invites(self, space: Space, *people: Json) -> Json:
        """Support invites these people; answers the body."""
        answer: Json = self._asked("POST", f"/support/spaces/{space.id}/invitations", {"people": list(people)})
        return answer

    def joins(self, space: Space, name: str, role: str) -> Person:
        """Support invites somebody, the e-mail comes, and they register."""
        row = invitee(name, role)
        assert self.invites(space, row)["results"] == [{"status": "invited"}]
        self.drain()
        body = {"token": self.link_token(row["email"]), "email": row["email"], "password": PASSWORD}
        answer = self.http("POST", "/register", body)
        assert answer.status == 200, answer
        token = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        return Person(id=answer.json["person"]["id"], name=name, email=row["email"], token=token)

    def link_token(self, email: str) -> str:
        """The token in the latest e-mail to this address; empty where there is none."""
        texts = [mail["BodyText"] for mail in self.mails if mail["To"] == [email]]
        return str(texts[-1].partition("register.html#")[2].split()[0]) if texts else ""

    def _asked(self, method: str, path: str, body: Any) -> Any:
        answer = self.http(method, path, body, token=self.support_token)
        assert answer.status in (200, 201), answer
        return answer.json

    def _post(self, url: str, fields: dict[str, str]) -> int:
        body, headers = self.carrier.form(fields, url)
        return self.http("POST", url.removeprefix(f"{PUBLIC_URL}/api"), body, **headers).status

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _invoke_or_fail(self, function: str, event: Json) -> Json | None:
        try:
            return self.invoke(function, event) or {}
        except Crash as crash:
            self.failures.append((function, crash))
        except Exception as error:  # noqa: BLE001 whatever a function raises is a failure to Lambda
            self.failures.append((function, error))
        return None


@contextmanager
def world() -> Iterator[World]:
    """A world, for as long as the block runs."""
    with world_setting.around():
        made = World()
        with world_setting.playing(made.cloud, made.carrier, made.clock):
            yield made
