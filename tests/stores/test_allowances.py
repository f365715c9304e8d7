"""What somebody may do so many times, and who was there last."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.ids import PersonId
from chalicelib.stores import allowances, people
from tests.domain.made import NOW, SPACE, later
from tests.stores.kept import acme, at_once
from tests.stores.seated import joined, member
from tests.world_cloud import Cloud


def test_of_an_allowance_so_many_are_free_in_any_stretch_of_time(cloud: Cloud) -> None:
    hour = timedelta(hours=1)
    used = [allowances.use("a", 3, hour, later(minutes * 60)) for minutes in (0, 20, 40, 50)]

    assert used == [None, None, None, NOW + hour]
    assert allowances.use("b", 3, hour, NOW) is None
    assert allowances.use("a", 3, hour, NOW + hour) is None
    assert allowances.use("a", 3, hour, NOW + hour) == later(20 * 60) + hour
    assert sum(free is None for free in at_once(cloud, lambda _: allowances.use("c", 3, hour, NOW), 6)) <= 3


def test_who_was_there_is_noted_and_nobody_else(cloud: Cloud) -> None:
    acme()
    joined()
    people.note_active(SPACE, PersonId("pr_dana"), later(5))
    people.note_active(SPACE, PersonId("pr_nobody"), later(5))

    assert member().last_active_at == later(5)
    assert not [each for each in cloud.items("SpacesTable") if "nobody" in each["sk"]["S"]]
