"""The throttles store: tries are counted before they are made, and waits grow, whoever else tries at the same moment."""

from __future__ import annotations

from chalicelib.domain.errors import Contended
from chalicelib.domain.signing_in import Pace
from chalicelib.stores import throttles
from tests.domain.made import NOW, later
from tests.stores.kept import at_once
from tests.world_cloud import Cloud

WHO = "account#dana"
PACE = Pace(free=5, first_seconds=2, most_seconds=60)


def waited() -> float:
    """How long the next try must wait now."""
    until = throttles.until(WHO, NOW)
    return (until - NOW).total_seconds() if until else 0


def test_the_first_tries_cost_nothing_and_then_each_wait_is_twice_as_long() -> None:
    waits, now = [], 0.0
    for _ in range(12):
        assert throttles.take(WHO, PACE, later(now)) is None
        until = throttles.until(WHO, later(now))
        waits.append((until - later(now)).total_seconds() if until else 0)
        now += waits[-1]

    assert waits == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60]


def test_a_try_that_must_wait_is_not_counted() -> None:
    for _ in range(6):
        throttles.take(WHO, PACE, NOW)

    assert [throttles.take(WHO, PACE, later(1)) for _ in range(9)] == [later(2)] * 9
    assert throttles.take(WHO, PACE, later(2)) is None


def test_of_many_tries_at_the_same_moment_only_the_free_ones_are_made(cloud: Cloud) -> None:
    def attempt(_number: int) -> bool:
        try:
            return throttles.take(WHO, PACE, NOW) is None
        except Contended:
            return False

    made = sum(at_once(cloud, attempt, 100))

    assert 1 <= made <= PACE.free + 1


def test_failures_counted_at_once_are_all_counted(cloud: Cloud) -> None:
    at_once(cloud, lambda _: throttles.count(WHO, PACE, NOW), 8)
    throttles.count(WHO, PACE, NOW)

    assert waited() == 2 << (9 - 6)


def test_very_many_failures_still_wait_no_longer_than_the_most(cloud: Cloud) -> None:
    throttles.count(WHO, PACE, NOW)
    cloud.items("SessionsTable")[0]["failures"]["N"] = "100000"
    throttles.count(WHO, PACE, NOW)

    assert waited() == 60


def test_a_success_forgives_all_failures() -> None:
    for _ in range(9):
        throttles.count(WHO, PACE, NOW)
    throttles.forgive(WHO)
    throttles.forgive(WHO)
    throttles.count(WHO, PACE, NOW)

    assert waited() == 0


def test_one_accounts_failures_are_not_anothers() -> None:
    for _ in range(9):
        throttles.count("account#eve", PACE, NOW)

    assert waited() == 0


def test_failures_are_forgotten_after_a_day_though_dynamodb_may_be_late() -> None:
    for _ in range(6):
        throttles.take(WHO, PACE, NOW)
    tomorrow = later(24 * 3600)
    throttles.take(WHO, PACE, tomorrow)

    assert throttles.until(WHO, tomorrow) is None


def test_a_counters_name_tells_nobody_whose_it_is() -> None:
    assert "dana" not in throttles.key("account", "dana@acme.test")
    assert throttles.key("account", "a") != throttles.key("reset", "a") != throttles.key("reset", "b")
