"""What each journey costs, and what it may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from bench.meter import Cost, Meter, median
from chalicelib.stores.people import MemberRow
from tests import world as worlds
from tests.world import Person, Space, World

ROUNDS = 15
MEMBERS = 10_000
JOINED = datetime(2026, 3, 2, tzinfo=UTC)
DEDUPLICATION_SECONDS = 301  # for five minutes SQS itself recognises a repetition


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The most that a journey may take of DynamoDB: calls, write units, read units (None: not bounded)."""

    calls: int
    writes: float
    reads: float | None = None


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A function's invocation that is measured."""

    name: str
    function: str
    budget: Budget | None
    cost: Cost

    @property
    def within(self) -> bool:
        """Whether the budget holds."""
        if self.budget is None:
            return True
        reads = self.budget.reads is None or self.cost.reads <= self.budget.reads
        return len(self.cost.dynamodb) <= self.budget.calls and self.cost.writes <= self.budget.writes and reads


class Bench:
    """One space with one agent, whose page is open."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.space: Space = world.space(seats=10_000, agents=1)
        self.agent: Person = self.space.agents[0]
        self.page = world.arrive(self.agent)
        self.meter = Meter(world)
        self._numbers = count(1)
        self._admin = ""

    def journeys(self) -> Iterator[Journey]:
        """Each journey in turn, measured over several rounds, warm."""
        yield self._measure("webhook: check, normalise, enqueue", "app", None, self._post_known)
        yield self._measure(
            "webhook of an account: route as well", "app", Budget(calls=0, writes=0), self._post_to_account
        )
        yield self._measure("MO into an open conversation", "inbound", Budget(calls=2, writes=6.5, reads=1), self._mo)
        yield self._measure(
            "first MO: contact, conversation, assignment", "inbound", Budget(calls=4, writes=12), self._new
        )
        yield self._measure("duplicate MO", "inbound", Budget(calls=2, writes=6.5), self._duplicate)
        yield self._measure("agent's send", "ws_message", Budget(calls=2, writes=6.5), self._send)
        yield self._measure("outbound: claim, carrier, record", "outbound", None, self._send_through)
        yield self._measure("receipt", "inbound", Budget(calls=2, writes=3), self._receipt)
        yield self._measure("heartbeat", "ws_message", Budget(calls=3, writes=0), self._ping)
        yield self._measure("relay of one MO to one page", "relay", None, self._mo)
        yield self._measure("resolve", "ws_message", None, self._resolve)

    def seat(self) -> Journey:
        """The transaction of an invitation, which must be one call of at most six units."""
        cost = median([self._only(self._invite, "app") for _ in range(ROUNDS)])
        cost.dynamodb = [call for call in cost.dynamodb if call == "TransactWriteItems"]
        return Journey(name="seat transaction", function="app", budget=Budget(calls=1, writes=6), cost=cost)

    def membership(self) -> Iterator[Journey]:
        """What an admin does to a large space: each change one transaction, a list read without a second of CPU."""
        self._invite()
        self._admin = self.world.joins(self.space, "Ada Adams", "admin").token
        yield self._measure("invitation withdrawn", "app", Budget(calls=6, writes=6), self._withdraw)
        for number in range(MEMBERS):
            self._employ(number)
        # Ten thousand rows in the stream follow from nothing: they need not be delivered one by one.
        rows = len(self.world.cloud.changes("SpacesTable"))
        self.world.delivery.read |= dict.fromkeys(("mail", "aftermath"), rows)
        yield self._measure(f"a page of {MEMBERS:,} members", "app", None, self._list_members)

    def _measure(self, name: str, function: str, budget: Budget | None, act: Callable[[], None]) -> Journey:
        self.world.drain()
        costs = [self._only(act, function) for _ in range(ROUNDS)]
        return Journey(name=name, function=function, budget=budget, cost=median(costs))

    def _only(self, act: Callable[[], None], function: str) -> Cost:
        # What an act causes besides is delivered, so that it does not count to the next.
        costs = [cost for cost in self.meter.during(act) if cost.function == function]
        self.meter.during(self.world.drain)
        return costs[-1]

    def _post_known(self) -> None:
        self.world.carrier_posts("And another thing", space=self.space)

    def _post_to_account(self) -> None:
        path = f"/webhooks/twilio/{self.space.account_id}"
        fields = {"MessageSid": self.world.carrier.next_sid(), "From": worlds.END_USER, "To": worlds.SENDER_ADDRESS}
        fields |= {"Body": "And another thing", "NumMedia": "0", "SmsStatus": "received"}
        body, headers = self.world.carrier.form(fields, f"{worlds.PUBLIC_URL}/api{path}")
        assert self.world.http("POST", path, body, **headers).status == 200

    def _mo(self) -> None:
        self.world.carrier_posts("Is there any news about it?", space=self.space)
        self.world.drain()

    def _new(self) -> None:
        self._make_room()
        self.world.carrier_posts("Hello, I have a question", f"+1415556{next(self._numbers):04d}", space=self.space)
        self.world.drain()

    def _duplicate(self) -> None:
        self.world.carrier_posts("Once", space=self.space, message_id="SM" + "d" * 32)
        self.world.drain()
        self.world.wait(DEDUPLICATION_SECONDS)
        self.world.carrier_posts("Once", space=self.space, message_id="SM" + "d" * 32)
        self.world.drain()

    def _send(self) -> None:
        frame = {"action": "send", "conversation": self._mine(), "client_id": f"c{next(self._numbers)}"}
        self.world.frame(self.page, {**frame, "text": "Thank you, I am looking into it."})

    def _send_through(self) -> None:
        self._send()
        self.world.drain()

    def _receipt(self) -> None:
        self._send_through()
        self.world.carrier_reports(self.world.carrier.sent[-1], "delivered")
        self.world.drain()

    def _ping(self) -> None:
        self.world.frame(self.page, {"action": "ping", "digest": ""})

    def _resolve(self) -> None:
        self.world.frame(self.page, {"action": "resolve", "conversation": self._mine()})
        self.world.carrier_posts("One more question", space=self.space)
        self.world.drain()

    def _invite(self) -> None:
        self.world.invites(self.space, worlds.invitee(f"Person {next(self._numbers)}"))

    def _withdraw(self) -> None:
        name = f"Person {next(self._numbers)}"
        self.world.invites(self.space, worlds.invitee(name))
        path = f"/invitations?search={name.replace(' ', '%20')}"
        found = self.world.http("GET", path, token=self._admin).json["invitations"][0]["id"]
        assert self.world.http("DELETE", f"/invitations/{found}", token=self._admin).status == 204

    def _employ(self, number: int) -> None:
        row = MemberRow(pk=self.space.id, sk=f"MEMBER#pr_{number:026d}", phone="+14155550101", roles={"admin"})
        row.name, row.email, row.joined_at = f"Person {number}", f"person.{number}@acme.test", JOINED
        row.save()

    def _list_members(self) -> None:
        assert self.world.http("GET", "/members?search=person&sort=email", token=self._admin).json["total"] == MEMBERS

    def _make_room(self) -> None:
        for conversation in self._all_mine()[:1]:
            self.world.frame(self.page, {"action": "resolve", "conversation": conversation})

    def _mine(self) -> str:
        return self._all_mine()[0]

    def _all_mine(self) -> list[str]:
        answer = self.world.http("GET", "/conversations?list=mine", token=self.agent.token)
        return [each["id"] for each in answer.json["conversations"]]
