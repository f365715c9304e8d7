"""What must hold once everything has come to rest, whatever happened before. Each check answers sentences about what is wrong."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.faults.belonging import belonging
from tests.faults.people import Page, told
from tests.faults.stage import Stage
from tests.faults.tables import Tables, read
from tests.world import World

Json = dict[str, Any]
RANKED = ("pending", "unconfirmed", "accepted", "sent", "failed", "delivered", "read")


def violations(stage: Stage) -> list[str]:
    """Everything that is wrong, in sentences; nothing is right."""
    tables = read(stage.world)
    checks = (
        _logs(tables),
        _owners(tables),
        _arrived(stage, tables),
        _sent(stage.world),
        _pressed(tables),
        _statuses(tables),
        _desks(tables),
        _hearing(tables),
        _waiting(tables),
        _seats(tables),
        _mails(stage.world, tables),
        _left_over(stage),
        belonging(stage.world, tables),
        *(_page(page, tables) for page in stage.pages),
    )
    return [sentence for check in checks for sentence in check]


def _logs(tables: Tables) -> Iterator[str]:
    for key in tables.heads.keys() | tables.logs.keys():
        seqs = sorted(tables.logs.get(key, {}))
        last = tables.heads.get(key, {"seq": 0})["seq"]
        if seqs != list(range(1, last + 1)):
            yield f"the log of {key} has {seqs} and its head says {last}"
        if any(entry["seq"] != seq for seq, entry in tables.logs.get(key, {}).items()):
            yield f"an entry of {key} lies under another number"


def _owners(tables: Tables) -> Iterator[str]:
    """Who owns a conversation follows from its log."""
    for key, head in tables.heads.items():
        changes = [entry["change"] for _, entry in sorted(tables.logs.get(key, {}).items()) if "change" in entry]
        last: Json = changes[-1] if changes else {"owner": "nobody"}
        holder = last.get("person", {}).get("id") if last["owner"] == "agent" else None
        if (head["owner"], head.get("assignee", {}).get("id")) != (last["owner"], holder):
            yield f"{key} is {head['owner']}'s ({head.get('assignee')}) and its log says {last}"
        if head["epoch"] != len(changes):
            yield f"{key} has epoch {head['epoch']} after {len(changes)} changes"
        lane = {"queue": f"{head['space_id']}#queue", "agent": f"{head['space_id']}#agent#{holder}"}
        if head.get("lane") != lane.get(head["owner"]):
            yield f"{key} is {head['owner']}'s and lies in the lane {head.get('lane')}"


def _arrived(stage: Stage, tables: Tables) -> Iterator[str]:
    """Every acknowledged message of an end user is there once."""
    texts = [
        (key, entry["text"])
        for key, log in tables.logs.items()
        for _, entry in sorted(log.items())
        if entry.get("direction") == "MO"
    ]
    for text in stage.acknowledged.values():
        if text not in [there for _, there in texts]:
            yield f"the acknowledged message {text!r} is lost"
    for (key, text), count in Counter(texts).items():
        if count > 1:
            yield f"{text!r} is {count} times in {key}"
    for key, head in tables.heads.items():
        if head["mo"] != sum(where == key for where, _ in texts):
            yield f"the head of {key} counts {head['mo']} messages of the end user"


def _sent(world: World) -> Iterator[str]:
    """The carrier is asked again only where it surely did not take the message."""
    asked: dict[str, list[bool]] = {}
    for attempt in world.carrier.tries:
        asked.setdefault(attempt.reference, []).append(attempt.surely_not)
    for reference, sure in asked.items():
        if not all(sure[:-1]):
            yield f"the carrier was asked {len(sure)} times to send {reference}"
    written = [sent.reference for sent in world.carrier.sent]
    for reference, count in Counter(written).items():
        if count > 1:
            yield f"{reference} was sent {count} times"


def _pressed(tables: Tables) -> Iterator[str]:
    """However often the agent's page sends it, what it sent under one id is there once."""
    for key, log in tables.logs.items():
        ids = Counter(entry["client_id"] for entry in log.values() if "client_id" in entry)
        for client_id, count in ids.items():
            if count > 1 or not any(
                name.startswith(f"{key}/CLIENT#") and name.endswith(f"#{client_id}") for name in tables.references
            ):
                yield f"what the agent sent as {client_id} is {count} times in {key}"


def _statuses(tables: Tables) -> Iterator[str]:
    """A status only rises, the head knows the last one, and nothing stays pending."""
    for key, log in tables.logs.items():
        ticks = tables.heads.get(key, {}).get("ticks", {})
        for seq in [seq for seq, entry in log.items() if entry.get("direction") == "MT"]:
            came = [entry["status"] for _, entry in sorted(log.items()) if entry.get("of") == seq]
            ranks = [RANKED.index(status) for status in came]
            if any(later <= earlier for earlier, later in itertools.pairwise(ranks)):
                yield f"the statuses of {key}.{seq} went {came}"
            if str(seq) in ticks and ticks[str(seq)] != (ranks[-1] if ranks else 0):
                yield f"the head of {key} says {RANKED[ticks[str(seq)]]} of {seq} and the log {came}"
            if not came:
                yield f"{key}.{seq} stays pending"


def _desks(tables: Tables) -> Iterator[str]:
    held = Counter(head["assignee"]["id"] for head in tables.heads.values() if head["owner"] == "agent")
    for person in held.keys() | tables.desks.keys():
        desk = tables.desks.get(person, {"open": 0, "capacity": 0})
        if desk["open"] != held[person]:
            yield f"the desk of {person} counts {desk['open']} conversations and holds {held[person]}"
        if held[person] > desk["capacity"]:
            yield f"{person} holds {held[person]} conversations of {desk['capacity']}"
        if ("available_in" in desk) != _takes(desk):
            yield f"the index is wrong about the desk of {person}"
        strangers = desk.get("connections", set()) - tables.connections
        if strangers:
            yield f"the desk of {person} has connections that nobody knows: {strangers}"


def _hearing(tables: Tables) -> Iterator[str]:
    strangers = tables.hearing - tables.connections
    if strangers:
        yield f"{strangers} hear although nobody knows them"


def _takes(desk: Json) -> bool:
    return desk.get("presence") == "available" and bool(desk.get("connections")) and desk["open"] < desk["capacity"]


def _waiting(tables: Tables) -> Iterator[str]:
    queued = [key for key, head in tables.heads.items() if head["owner"] == "queue"]
    free = [person for person, desk in tables.desks.items() if _takes(desk)]
    if queued and free:
        yield f"{queued} wait although {free} are free"


def _seats(tables: Tables) -> Iterator[str]:
    for space, row in tables.spaces.items():
        agents = sum(member["pk"] == space and "agent" in member["roles"] for member in tables.members)
        waiting = [each for each in tables.invitations if each["pk"] == space and each["state"] == "pending"]
        held = agents + sum(each["role"] == "agent" for each in waiting)
        if not row["seats_taken"] == held <= row["seats_total"]:
            yield f"{row['seats_taken']} of {row['seats_total']} seats are taken and {held} held"


def _mails(world: World, tables: Tables) -> Iterator[str]:
    """Who is invited has an e-mail, and the link in the latest one is good."""
    for each in tables.invitations:
        if each["state"] == "pending":
            texts = [mail["BodyText"] for mail in world.mails if mail["To"] == [each["email"]]]
            secret = texts[-1].partition("register.html#")[2].split()[0].rpartition(".")[2] if texts else ""
            if hashlib.sha256(secret.encode()).hexdigest() != each.get("token_hash"):
                yield f"{each['email']} has {len(texts)} e-mails and no good link"


def _left_over(stage: Stage) -> Iterator[str]:
    for queue in ("InboundQueue", "OutboundQueue", "InboundDlq", "OutboundDlq", "InboundParked"):
        messages = stage.world.cloud.queue(queue)["messages"]
        if messages:
            yield f"{len(messages)} records are left in {queue}"
    if stage.world.delivery.lost:
        yield f"{len(stage.world.delivery.lost)} batches of a stream were given up"


def _page(page: Page, tables: Tables) -> Iterator[str]:
    """The page shows its agent's conversations, and of each exactly the log."""
    yield from page.strange
    mine = {
        key
        for key, head in tables.heads.items()
        if head["owner"] == "agent" and head["assignee"]["id"] == page.person.id
    }
    if set(page.mine) != mine:
        yield f"the page of {page.person.name} shows {page.mine} and holds {mine}"
    for key in mine:
        shown = {seq: told(entry) for seq, entry in page.log.get(key, {}).items()}
        log = {
            seq: told({"media": [], **entry} if entry["kind"] == "message" else entry)
            for seq, entry in tables.logs[key].items()
        }
        if shown != log:
            different = [seq for seq in shown.keys() | log.keys() if shown.get(seq) != log.get(seq)]
            yield f"the page of {page.person.name} shows other entries of {key}: {sorted(different)}"
    for client_id, answer in page.answers.items():
        yield from _acknowledged(client_id, answer, tables)


def _acknowledged(client_id: str, answer: Json, tables: Tables) -> Iterator[str]:
    if answer["type"] == "ack" and "client_id" in answer:
        sent = [
            entry["seq"]
            for log in tables.logs.values()
            for entry in log.values()
            if entry.get("client_id") == client_id
        ]
        if sent != [answer["seq"]]:
            yield f"{client_id} was acknowledged as {answer['seq']} and is {sent}"
