"""The sessions store: what ends by itself ends to the moment, and what is for one use is used once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.ids import ConnectionId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores import connections, sessions
from chalicelib.stores.connections import Connection
from chalicelib.stores.sessions import TICKET_SECONDS, Session, Ticket
from tests.domain.made import DANA, EVE, NOW, SPACE, later
from tests.stores.kept import at_once
from tests.world_cloud import Cloud

SESSION = Session(
    token_hash="hash", person_id=DANA.id, space_id=SPACE, expires_at=later(3600), signed_in_at=NOW, seen_at=NOW
)
TICKET = Ticket(space_id=SPACE, person=DANA, roles=frozenset({Role.agent}))


def connection(name: str = "c1", watch: str = "mine", **more: Any) -> Connection:
    usual: dict[str, Any] = {"space_id": SPACE, "person": DANA, "roles": frozenset({Role.agent}), "seen_at": NOW}
    return Connection(id=ConnectionId(name), watch=watch, **{**usual, **more})


def opened(name: str = "c1") -> Connection:
    connections.connect(connection(name), NOW)
    return connection(name)


def current(name: str = "c1") -> Connection:
    found = connections.get(ConnectionId(name))
    assert found is not None
    return found


def heard_by(who: str) -> list[str]:
    return sorted(connections.listeners(connections.audience(SPACE, who)))


def test_a_session_lasts_to_its_moment_and_not_longer() -> None:
    sessions.create(SESSION)

    assert sessions.get(DANA.id, "hash", later(3599.999)) == SESSION
    assert sessions.get(DANA.id, "hash", later(3600)) is None
    assert sessions.get(DANA.id, "other", NOW) is None


def test_an_ended_session_is_gone_at_once_and_may_be_ended_again() -> None:
    sessions.create(SESSION)
    sessions.end(DANA.id, "hash")
    sessions.end(DANA.id, "hash")

    assert sessions.get(DANA.id, "hash", NOW) is None


def test_ending_one_session_leaves_the_persons_others() -> None:
    sessions.create(SESSION)
    sessions.create(replace(SESSION, token_hash="phone", space_id=None))
    sessions.end(DANA.id, "hash")

    found = sessions.get(DANA.id, "phone", NOW)
    assert found is not None
    assert found.space_id is None


def test_dynamodb_may_forget_a_session_only_after_it_has_ended(cloud: Cloud) -> None:
    sessions.create(SESSION)
    (row,) = cloud.items("SessionsTable")

    assert int(row["ttl"]["N"]) > SESSION.expires_at.timestamp()


def test_a_ticket_opens_one_socket() -> None:
    assert sessions.create_ticket("hash", TICKET, NOW) == NOW + timedelta(seconds=TICKET_SECONDS)
    assert sessions.use_ticket("hash", later(1)) == TICKET
    assert sessions.use_ticket("hash", later(1)) is None


def test_a_ticket_that_is_late_or_made_up_opens_none() -> None:
    sessions.create_ticket("hash", TICKET, NOW)

    assert sessions.use_ticket("hash", later(TICKET_SECONDS)) is None
    assert sessions.use_ticket("other", NOW) is None


def test_of_many_who_come_with_one_ticket_at_once_one_gets_in(cloud: Cloud) -> None:
    sessions.create_ticket("hash", TICKET, NOW)

    answers = at_once(cloud, lambda _: sessions.use_ticket("hash", NOW), 16)

    assert sum(answer is not None for answer in answers) == 1


def test_a_ticket_is_not_a_session_and_a_session_no_ticket() -> None:
    sessions.create(SESSION)
    sessions.create_ticket("ticket", TICKET, NOW)

    assert sessions.use_ticket("hash", NOW) is None
    assert sessions.get(DANA.id, "ticket", NOW) is None


def test_a_new_connection_is_known_and_hears_nothing_yet() -> None:
    opened()

    assert connections.get(ConnectionId("c1")) == connection()
    assert connections.get(ConnectionId("c2")) is None
    assert heard_by(DANA.id) == []


def test_a_page_that_resumes_several_times_even_late_hears_once() -> None:
    first = opened()
    for moment in (later(5), later(5), later(1), later(9)):
        connections.listen(first, moment)

    assert heard_by(DANA.id) == ["c1"]


def test_a_person_hears_on_all_their_pages_and_nobody_elses() -> None:
    for name in ("c1", "c2"):
        connections.listen(opened(name), NOW)
    connections.listen(connection("c3", person=EVE), NOW)
    connections.listen(connection("c4", space_id=SpaceId("sp_other")), NOW)

    assert heard_by(DANA.id) == ["c1", "c2"]


def test_who_watches_is_in_one_audience_besides_their_own() -> None:
    connections.listen(opened(), NOW)
    seen = []
    for what in ("queue", "all", "all", "mine", "queue"):
        connections.watch(current(), what, NOW)
        seen.append((heard_by("queue"), heard_by("all"), current().watch))

    assert seen == [
        (["c1"], [], "queue"),
        ([], ["c1"], "all"),
        ([], ["c1"], "all"),
        ([], [], "mine"),
        (["c1"], [], "queue"),
    ]
    assert heard_by(DANA.id) == ["c1"]


def test_two_frames_that_watch_the_same_at_once_end_in_one_place() -> None:
    old = opened()
    connections.watch(old, "all", later(5))
    connections.watch(old, "all", later(4))

    assert (heard_by("all"), current().watch) == (["c1"], "all")


def test_a_silenced_connection_hears_nothing_any_more() -> None:
    connections.listen(opened(), NOW)
    connections.watch(current(), "all", NOW)

    for _ in range(2):
        connections.silence(connection(watch="all"))
        assert (heard_by(DANA.id), heard_by("all"), heard_by("queue")) == ([], [], [])


def test_a_connection_that_is_forgotten_is_not_brought_back_by_a_late_heartbeat(cloud: Cloud) -> None:
    old = opened()
    connections.disconnect(old)
    connections.disconnect(old)
    connections.seen(old, NOW)

    assert connections.get(old.id) is None
    assert cloud.items("SessionsTable") == []


def test_a_heartbeat_is_written_down() -> None:
    connections.seen(opened(), later(300))

    assert current().seen_at == later(300)


def test_many_listeners_are_all_told() -> None:
    for number in range(120):
        connections.listen(connection(f"c{number}"), NOW)

    assert len(heard_by(DANA.id)) == 120
