"""Who is there: sockets open and close, agents say whether they take conversations."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.domain import desks as desk_rules
from chalicelib.domain.desks import Desk, Presence
from chalicelib.domain.errors import Contended, Forbidden, LiveChatError, NotFound, NotSignedIn
from chalicelib.domain.frames import desk_frame
from chalicelib.domain.ids import ConnectionId, PersonId, SpaceId, token_hash
from chalicelib.domain.people import Role
from chalicelib.domain.spaces import check_active
from chalicelib.gateways import sockets
from chalicelib.services import assignment
from chalicelib.stores import connections, desks, people, persons, sessions, spaces
from chalicelib.stores.connections import Connection

SILENCE_SECONDS = 660  # two missed notes of its pings


def connect(connection_id: ConnectionId, ticket_token: str, now: datetime) -> None:
    """A socket opens with a ticket, which is used up; NotSignedIn for any other, Forbidden and Conflict for who may not any more."""
    ticket = sessions.use_ticket(token_hash(ticket_token), now)
    if ticket is None:
        raise NotSignedIn
    connection = Connection(
        id=connection_id,
        space_id=ticket.space_id,
        person=ticket.person,
        roles=ticket.roles,
        watch="mine",
        seen_at=now,
        session=ticket.session,
    )
    connections.connect(connection, now)
    # Only now: who is removed or signed out, or whose space is closed, either is seen here or finds the connection and ends it.
    try:
        if ticket.session not in _lasting(ticket.person.id, now):
            raise NotSignedIn
        check_admitted(connection)
    except LiveChatError:
        connections.disconnect(connection)
        raise


def check_admitted(connection: Connection) -> None:
    """Whose connection it is may still do all that their ticket said, and Live Chat is active; two consistent reads."""
    member = people.member(connection.space_id, connection.person.id)
    if member is None or member.roles != connection.roles:
        raise Forbidden("not_allowed", "You may not do this in this space.")
    check_active(spaces.get(connection.space_id))


def arrive(connection: Connection, now: datetime) -> Desk | None:
    """The page is ready for frames: it hears from now on, and its agent's desk gets what waits. None for who has no desk."""
    connections.listen(connection, now)
    if Role.agent not in connection.roles:
        return None
    return assignment.fill(_desk(connection, now), now)


def end(space_id: SpaceId, person_id: PersonId, connection_id: ConnectionId) -> None:
    """Close a connection from our side; nothing of it is left. Harmless when repeated."""
    sockets.close(connection_id)
    connection = connections.get(connection_id)
    if connection:
        forget(connection)
    else:
        connections.unlist(space_id, person_id, connection_id)
        connections.disown(person_id, connection_id)


def leave(connection_id: ConnectionId) -> None:
    """A socket has closed, or turned out to be gone; nothing where that is known."""
    connection = connections.get(connection_id)
    if connection is not None:
        forget(connection)


def forget(connection: Connection) -> None:
    """The connection hears nothing any more and its agent's desk does not count on it; harmless when repeated."""
    connections.silence(connection)
    if Role.agent in connection.roles:
        _leave_desk(connection.space_id, connection.person.id, connection.id)
    # Last of all: as long as the row is there, whoever died on the way can be repeated.
    connections.disconnect(connection)


def close_ended(person_id: PersonId, now: datetime) -> None:
    """Close somebody's sockets whose session has ended; again, where that was interrupted."""
    lasting = _lasting(person_id, now)
    for connection_id, (space_id, session) in connections.sessions_of(person_id).items():
        if session not in lasting:
            end(space_id, person_id, connection_id)


def declare(connection: Connection, presence: Presence, now: datetime) -> Desk:
    """The agent says whether they take conversations; all their pages are told, and who is available gets what waits."""
    desk = assignment.change(connection.space_id, connection.person.id, lambda desk: desk_rules.present(desk, presence))
    desk = assignment.fill(desk, now)
    tell(desk)
    return desk


def tell(desk: Desk) -> None:
    """Show a desk to its own agent, on every page they have open."""
    for listener in connections.listeners(connections.audience(desk.space_id, desk.agent.id)):
        with suppress(sockets.Unpushed):
            if not sockets.push(listener, desk_frame(desk)):
                leave(listener)


def clear_ghosts(space_id: SpaceId, now: datetime) -> int:
    """Take pages that are gone off the desks that would be given the next conversations; answers how many there were.

    API Gateway does its best to say that a socket closed, and no more than that. A living page pings, which is written down
    every five minutes.
    """
    names = [(desk, each) for desk in desks.available(space_id) for each in desk.connections]
    found = [(desk, each, connections.get(each)) for desk, each in names]
    ghosts = [(desk, each, old) for desk, each, old in found if old is None or _is_silent(old, now)]
    for desk, each, old in ghosts:
        if old is not None:
            forget(old)
        else:
            _leave_desk(space_id, desk.agent.id, each)
    return len(ghosts)


def _is_silent(connection: Connection, now: datetime) -> bool:
    return connection.seen_at is None or now - connection.seen_at > timedelta(seconds=SILENCE_SECONDS)


def _leave_desk(space_id: SpaceId, person_id: PersonId, connection_id: ConnectionId) -> None:
    with suppress(NotFound):  # it closed before it ever asked for anything
        assignment.change(space_id, person_id, lambda desk: desk_rules.disconnected(desk, connection_id))


def _desk(connection: Connection, now: datetime) -> Desk:
    """The agent's desk with this connection; made or opened where there is none. Forbidden for who is no agent any more."""
    space_id, person = connection.space_id, connection.person
    new = Desk(space_id=space_id, agent=person, presence=Presence.available, idle_since=now)
    for _ in range(assignment.ATTEMPTS):
        desk = desks.get(space_id, person.id)
        after = desk_rules.connected(desk or new, connection.id)
        if after == desk or (desk and not desk.closed and desks.update(desk, after)):
            return after
        # Whoever was removed meanwhile must not get a desk again, as nobody would clear that one.
        refused = desks.open_for(desk, after) if desk is None or desk.closed else {"desk"}
        if "member" in refused:
            raise Forbidden("not_allowed", "You may not do this in this space.")
        if not refused:
            return after
    raise Contended


def _lasting(person_id: PersonId, now: datetime) -> set[str]:
    """The hashes of somebody's sessions that have not ended."""
    person = persons.get(person_id)
    return {each.token_hash for each in sessions.every(person_id, now) if person and each.epoch == person.epoch}
