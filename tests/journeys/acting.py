"""What journeys do again and again: read frames, find conversations, send what no page would send."""

from __future__ import annotations

from typing import Any

from tests.world import END_USER, Answer, Json, Person, Space, World
from tests.world_events import socket_event

ROUTES = [
    ("POST", "/sign-in"),
    ("POST", "/invitation"),
    ("POST", "/register"),
    ("POST", "/invitations"),
    ("PUT", "/password"),
    ("POST", "/password-reset"),
    ("POST", "/password-reset/confirm"),
    ("POST", "/session/space"),
    ("PUT", "/security"),
    ("POST", "/totp"),
    ("POST", "/totp/confirm"),
    ("DELETE", "/totp"),
    ("POST", "/keys"),
    ("POST", "/support/spaces"),
    ("PUT", "/support/spaces/{space}/channels"),
    ("PUT", "/support/spaces/{space}/country"),
    ("POST", "/support/spaces/{space}/accounts"),
    ("PUT", "/support/spaces/{space}/accounts/ac_x/credentials"),
    ("POST", "/support/spaces/{space}/senders"),
    ("PUT", "/support/spaces/{space}/senders/sn_x"),
    ("PUT", "/senders/sn_x/exclusive"),
    ("POST", "/support/spaces/{space}/activation"),
    ("POST", "/support/spaces/{space}/invitations"),
    ("POST", "/support/spaces/{space}/invitations/check"),
]
OF_ADMINS = ("/invitations", "/keys", "/senders/sn_x/exclusive")
READING = [
    "/me",
    "/sessions",
    "/security",
    "/keys",
    "/conversations",
    "/members",
    "/invitations",
    "/senders",
    "/support/carriers",
    "/support/countries",
    "/support/spaces",
    "/support/spaces/{space}",
]


def raw_frame(world: World, page: str, body: str) -> Json:
    """The page sends this text; the frame that it is answered."""
    before = len(world.frames(page))
    world.invoke("ws_message", socket_event(page, "MESSAGE", body=body))
    answer: Json = world.frames(page)[before]
    return answer


def opens(world: World, page: str, ticket: str | None, **headers: str) -> int:
    """A socket opens with a ticket and headers; the HTTP status that it is answered."""
    query = None if ticket is None else {"ticket": ticket}
    event = {**socket_event(page, "CONNECT", queryStringParameters=query), "headers": headers}
    world.cloud.frames[page] = []
    return int(world.invoke("ws_connect", event)["statusCode"])


def ask(world: World, page: str, action: str, **fields: Any) -> Json:
    """The page sends a frame; the last frame that it is answered."""
    before = len(world.frames(page))
    world.frame(page, {"action": action, **fields})
    answers = world.frames(page)[before:]
    return answers[-1] if answers else {}


def say(world: World, page: str, conversation: str, text: str, client_id: str = "c-1") -> Json:
    """The page sends a text; the answer."""
    return ask(world, page, "send", conversation=conversation, client_id=client_id, text=text)


def writes(world: World, space: Space, text: str = "Hi", from_: str = END_USER, **more: str) -> str:
    """An end user writes and everything is delivered; the id of their conversation."""
    assert world.carrier_posts(text, from_, space=space, **more) == 200
    world.drain()
    return conversation_of(world, from_)


def conversation_of(world: World, contact: str = END_USER) -> str:
    """The id of a contact's conversation."""
    return next(str(each["pk"]["S"]) for each in heads(world) if f'"{contact}"' in each["about"]["S"])


def heads(world: World) -> list[Json]:
    """All heads of conversations as stored."""
    return [item for item in world.cloud.items("ConversationsTable") if item["sk"]["S"] == "HEAD"]


def head_of(world: World, person: Person, conversation: str) -> Json:
    """A conversation as the API shows it."""
    answer = world.http("GET", f"/conversations/{conversation}", token=person.token)
    assert answer.status == 200, answer
    shown: Json = answer.json
    return shown


def log_of(world: World, person: Person, conversation: str) -> list[Json]:
    """A conversation's entries as the API shows them; they must be without gaps."""
    answer = world.http("GET", f"/conversations/{conversation}/entries", token=person.token).json
    entries: list[Json] = answer["entries"]
    first = entries[0]["seq"] if entries else 1
    assert [entry["seq"] for entry in entries] == list(range(first, answer["conversation"]["seq"] + 1))
    return entries


def texts(entries: list[Json]) -> list[str]:
    """What was said."""
    return [entry["text"] for entry in entries if entry["kind"] == "message"]


def seen(world: World, page: str, conversation: str) -> list[Json]:
    """The entries of a conversation that a page was shown, each once by its number, as a page applies them."""
    found: dict[int, Json] = {}
    for frame in world.frames(page):
        if frame["type"] == "entries" and frame["conversation"]["id"] == conversation:
            for entry in frame["entries"]:
                found.setdefault(entry["seq"], entry)
    return [found[seq] for seq in sorted(found)]


def of_type(world: World, page: str, kind: str) -> list[Json]:
    """The frames of a type that a page got."""
    return [frame for frame in world.frames(page) if frame["type"] == kind]


def problem(answer: Answer) -> Json:
    """The body of a refusal, which must have the one shape."""
    body: Json = answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(body) <= {"type", "status", "code", "title", "field"}
    assert (body["type"], body["status"]) == ("about:blank", answer.status)
    assert body["title"].endswith((".", "?"))
    return body


def stored(world: World) -> list[Json]:
    """All that is kept, wherever, but for counters of failed tries."""
    tables = ("SpacesTable", "SessionsTable", "ConversationsTable", "DesksTable")
    queues = ("InboundQueue", "OutboundQueue", "InboundParked")
    items = [item for table in tables for item in world.cloud.items(table)]
    kept = [item for item in items if not item["pk"]["S"].startswith("THROTTLE#")]
    return sorted(kept, key=str) + [each["body"] for queue in queues for each in world.cloud.queue(queue)["messages"]]


def cookie_of(answer: Answer) -> str:
    """The session cookie that an answer sets, as a browser sends it back."""
    return answer.headers["set-cookie"].partition(";")[0]
