"""Those who call, and do not give up at the first failure: a page, an end user's carrier, support at their form.

Their requests come at least once, as in life: whoever hears no answer asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.world import PASSWORD, Answer, Crash, Person, Space, World

Json = dict[str, Any]
TRIES = 4


def insist(ask: Callable[[], Answer | None]) -> Answer | None:
    """Ask until there is an answer that is not the server's own failure; None where all tries failed."""
    for _ in range(TRIES):
        try:
            answer = ask()
        except Crash:
            continue
        if answer is not None and answer.status < 500:
            return answer
    return None


@dataclass
class Page:
    """An agent's page as docs/protocol.md has it.

    It applies each entry once, asks for what it misses, and sends again what was not acknowledged.
    """

    world: World
    person: Person
    connection: str = ""
    looked: int = 0
    log: dict[str, dict[int, Json]] = field(default_factory=dict)
    heads: dict[str, Json] = field(default_factory=dict)
    mine: list[str] = field(default_factory=list)
    resumed: bool = False
    answers: dict[str, Json] = field(default_factory=dict)
    pong: bool | None = None
    presence: str = ""
    strange: list[str] = field(default_factory=list)

    def arrive(self) -> None:
        """Connect and resume, as often as it takes."""
        for _ in range(TRIES):
            if self._connect() and self._resume():
                return
            if self.connection:
                self.world.cut(self.connection)

    def do(self, frame: Json, name: str) -> Json | None:
        """Send a frame under an id until it is answered; the answer."""
        for _ in range(TRIES):
            self.write({**frame, "id": name})
            self.look()
            if name in self.answers and self.answers[name].get("code") != "busy":
                return self.answers[name]
        return None

    def send(self, conversation: str, text: str) -> Json | None:
        """The agent's text, whose client_id is the text itself."""
        return self.do({"action": "send", "conversation": conversation, "client_id": text, "text": text}, text)

    def declare(self, presence: str) -> None:
        """The agent says whether they take conversations, until the page shows it."""
        for _ in range(TRIES):
            self.write({"action": "presence", "presence": presence})
            self.look()
            if self.presence == presence:
                return

    def write(self, frame: Json) -> None:
        """Send a frame; whatever becomes of it, the page only sees what comes back."""
        self._try(lambda: self.world.frame(self.connection, frame))

    def look(self) -> None:
        """Take in what has come, and ask for what is missing between it."""
        for _ in range(TRIES):
            frames = self.world.frames(self.connection)[self.looked :] if self.connection else []
            self.looked += len(frames)
            behind = [key for key in map(self._take, frames) if key is not None]
            for key in behind:
                self._read(key)
            if not frames or not self._gaps():
                return
            self.write({"action": "resume", "have": self.have()})

    def settle(self) -> None:
        """Ping, and resume until the server says that the page is up to date."""
        for _ in range(TRIES):
            self.look()
            heard = self._ping()
            if heard:
                return
            if heard is None or not self._resume():
                self.arrive()

    def have(self) -> dict[str, int]:
        """The last number held without gaps of each conversation."""
        return {key: _unbroken(entries) for key, entries in self.log.items()}

    def _ping(self) -> bool | None:
        self.pong = None
        digest = ",".join(f"{key}:{seq}" for key, seq in sorted(self._held().items()))
        self.write({"action": "ping", "digest": digest})
        self.look()
        return self.pong

    def _held(self) -> dict[str, int]:
        return {key: self.have().get(key, 0) for key in self.mine}

    def _gaps(self) -> bool:
        return any(self.heads[key]["seq"] > seq for key, seq in self.have().items())

    def _connect(self) -> bool:
        connection = self._try(lambda: self.world.connect(self.person))
        self.connection, self.looked, self.resumed = connection or "", 0, False
        return connection is not None

    def _resume(self) -> bool:
        self.resumed = False
        self.write({"action": "resume", "have": self.have(), "watch": "mine"})
        self.look()
        return self.resumed

    def _take(self, frame: Json) -> str | None:
        """Apply one frame; the conversation that must be read over HTTP, if any."""
        kind = frame.get("type")
        if kind == "entries":
            return self._apply(frame)
        if kind == "resumed":
            self.mine, self.resumed = frame["mine"], True
        elif kind == "desk":
            self.presence = frame["desk"]["presence"]
        elif kind == "pong":
            self.pong = frame["up_to_date"]
        elif kind in ("ack", "error"):
            self.answers[frame.get("id", "")] = frame
        return None

    def _apply(self, frame: Json) -> str | None:
        head: Json = frame["conversation"]
        key = head["id"]
        known = self.heads.get(key)
        if known is None or head["seq"] >= known["seq"]:
            self.heads[key] = head
            self._own(head)
        self._keep(key, frame["entries"])
        return key if frame["behind"] else None

    def _own(self, head: Json) -> None:
        is_mine = head["owner"] == "agent" and head["assignee"]["id"] == self.person.id
        self.mine = [key for key in self.mine if key != head["id"]] + ([head["id"]] if is_mine else [])

    def _keep(self, key: str, entries: list[Json]) -> None:
        log = self.log.setdefault(key, {})
        for entry in entries:
            known = log.setdefault(entry["seq"], entry)
            if told(known) != told(entry):
                self.strange.append(f"{key}.{entry['seq']} was {known} and is {entry}")

    def _read(self, key: str) -> None:
        answer = insist(lambda: self.world.http("GET", f"/conversations/{key}/entries", token=self.person.token))
        if answer is not None and answer.status == 200:
            self._keep(key, answer.json["entries"])
            self.heads[key] = answer.json["conversation"]

    def _try(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Crash:
            return None
        except Exception as error:  # noqa: BLE001 whatever a function raises, API Gateway keeps to itself
            self.world.failures.append(("socket", error))
            return None


def told(entry: Json) -> Json:
    """What an entry says. When a receipt was recorded is known to the log alone, while it is being written."""
    return {key: value for key, value in entry.items() if not (key == "at" and entry["kind"] == "receipt")}


def posts(world: World, space: Space, text: str, from_: str, message_id: str) -> bool:
    """The carrier posts an end user's text until it is acknowledged; whether it was."""
    answer = insist(lambda: _status(world.carrier_posts(text, from_, space=space, message_id=message_id)))
    return answer is not None and answer.status == 200


def reports(world: World, number: int, status: str) -> bool:
    """The carrier reports on the message that it took as its `number`th until that is acknowledged."""
    return insist(lambda: _status(world.carrier_reports(world.carrier.sent[number], status))) is not None


def registers(world: World, email: str, token: str) -> Answer | None:
    """Somebody completes their registration; who is told that the link was used signs in instead."""
    answer = insist(lambda: world.http("POST", "/register", {"token": token, "email": email, "password": PASSWORD}))
    if answer is not None and answer.status == 200:
        return answer
    return insist(lambda: world.http("POST", "/sign-in", {"email": email, "password": PASSWORD}))


def _status(status: int) -> Answer:
    return Answer(status=status, headers={}, body="")


def _unbroken(entries: dict[int, Json]) -> int:
    seq = 0
    while seq + 1 in entries:
        seq += 1
    return seq
