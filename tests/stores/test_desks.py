"""The desks store: who is free, best first, and one writer at a time."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from chalicelib.domain.desks import Desk, Presence, connected, disconnected, present, releasing, taking
from chalicelib.domain.entries import Who
from chalicelib.domain.ids import ConnectionId, PersonId, SpaceId
from chalicelib.stores import desks
from tests.domain.made import DANA, EVE, NOW, SPACE, desk, later
from tests.stores.kept import kept_desk
from tests.world_cloud import Cloud


def named(name: str, **changes: object) -> Desk:
    return desk(agent=Who(id=PersonId(f"pr_{name}"), name=name), **changes)


def free() -> list[str]:
    return [each.agent.name for each in desks.available(SPACE)]


def test_a_desk_is_created_once() -> None:
    assert desks.get(SPACE, DANA.id) is None
    assert kept_desk(desk())
    assert not kept_desk(desk(presence=Presence.away))
    assert desks.get(SPACE, DANA.id) == desk()


def test_a_desk_comes_back_as_it_was_with_its_pages_or_without() -> None:
    full = desk(connections=frozenset(map(ConnectionId, "abc")), open=3, capacity=9, version=4)
    kept_desk(full)
    assert desks.get(SPACE, DANA.id) == full

    empty = replace(full, connections=frozenset[ConnectionId](), version=5)
    assert desks.update(full, empty)
    assert desks.get(SPACE, DANA.id) == empty


def test_a_desk_that_changed_meanwhile_is_not_written_over() -> None:
    kept_desk(desk())
    assert desks.update(desk(), taking(desk(), later(1)))

    assert not desks.update(desk(), present(desk(), Presence.away))
    assert desks.get(SPACE, DANA.id) == taking(desk(), later(1))


def test_changing_a_desk_that_is_not_there_makes_none(cloud: Cloud) -> None:
    assert not desks.update(desk(), taking(desk(), NOW))
    assert cloud.items("DesksTable") == []


def test_the_least_loaded_comes_first_then_the_longest_idle() -> None:
    for each in (
        named("Busy", open=2, idle_since=later(-900)),
        named("Fresh", idle_since=later(-1)),
        named("Idle", idle_since=later(-60)),
        named("One", open=1),
    ):
        kept_desk(each)

    assert free() == ["Idle", "Fresh", "One", "Busy"]


def test_who_takes_nothing_is_not_among_the_free() -> None:
    for each in (
        named("Away", presence=Presence.away),
        named("Offline", presence=Presence.offline),
        named("Gone", connections=frozenset()),
        named("Full", open=5),
        named("Foreign", space_id=SpaceId("sp_other")),
    ):
        kept_desk(each)

    assert free() == []


def test_a_desk_comes_and_goes_among_the_free_with_everything_that_makes_it_so() -> None:
    now = desk(capacity=1)
    kept_desk(now)
    acts: list[Callable[[Desk], Desk]] = [
        lambda each: taking(each, later(1)),
        lambda each: releasing(each, later(2)),
        lambda each: present(each, Presence.away),
        lambda each: present(each, Presence.available),
        lambda each: disconnected(each, ConnectionId("c1")),
        lambda each: connected(each, ConnectionId("c2")),
    ]
    seen = [free()]
    for act in acts:
        before, now = now, act(now)
        assert desks.update(before, now)
        seen.append(free())

    assert [bool(names) for names in seen] == [True, False, True, False, True, False, True]


def test_of_many_free_agents_the_best_few_are_named() -> None:
    for number in range(30):
        kept_desk(named(f"a{number:02d}", idle_since=later(-number)))

    assert free() == [f"a{number:02d}" for number in range(29, 19, -1)]
    assert len(desks.available(SPACE, limit=3)) == 3


def test_agents_of_two_spaces_have_two_desks() -> None:
    kept_desk(desk())
    kept_desk(desk(space_id=SpaceId("sp_other"), agent=EVE))

    assert desks.get(SPACE, EVE.id) is None
