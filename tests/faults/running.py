"""Run a scenario again and again from the same situation, each time with a fault at another call."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.faults.injecting import Absorbed, Injector, can_happen, is_telling
from tests.faults.invariants import violations
from tests.faults.scenarios import Scenario
from tests.faults.stage import After, Stage, freeze, thaw
from tests.world import World

Frozen = tuple[bytes, bytes]


class Theatre:
    """One world and the situations made in it so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.world.cold = True
        self.runs = 0
        self._empty = world.saved()
        self._frozen: dict[Callable[[World], Stage], Frozen] = {}

    def stage(self, given: Callable[[World], Stage]) -> Stage:
        """The situation, as if nothing had happened since."""
        self.runs += 1
        if given not in self._frozen:
            self._frozen[given] = freeze(self._made(given))
        return thaw(self.world, self._frozen[given])

    def _made(self, given: Callable[[World], Stage]) -> Stage:
        if isinstance(given, After):
            return given.go_on(self.stage(given.before))
        self.world.go_back(self._empty)
        return given(self.world)


def play(theatre: Theatre, scenario: Scenario, injector: Injector) -> list[str]:
    """One run, with whatever the injector does; what is wrong in the end."""
    stage = theatre.stage(scenario.given)
    theatre.world.cloud.interfere = injector
    try:
        scenario.when(stage)
        return wrong_in_the_end(stage, scenario.then)
    except Absorbed:
        return []  # the product is where it would be without the fault
    finally:
        theatre.world.cloud.interfere = None


def wrong_in_the_end(stage: Stage, then: Callable[[Stage], list[str]]) -> list[str]:
    """What is wrong when everything has come to rest, and still is after a minute: what mends by then counts as right."""
    stage.settle()
    if not (violations(stage) + then(stage)):
        return []
    stage.heal()
    return violations(stage) + then(stage)


def single_faults(theatre: Theatre, scenario: Scenario, *kinds: str) -> Iterator[tuple[str, list[str]]]:
    """Every run with one fault of these kinds: where it was, and what is wrong in the end."""
    plain = Injector(scenario.functions)
    assert not play(theatre, scenario, plain), "The scenario fails without any fault."
    for kind in kinds:
        for at, call in enumerate(plain.trace, start=1):
            if can_happen(kind, call) and is_telling(kind, plain.trace, at):
                injector = Injector(scenario.functions, kind, at)
                wrong = play(theatre, scenario, injector)
                yield injector.spoiled, wrong
