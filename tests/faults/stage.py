"""A situation to start from, made once and returned to before each run."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.people import Page
from tests.world import Space, World


@dataclass
class Stage:
    """Who is there, and what everybody outside knows: `acknowledged` are the texts whose posts the carrier saw answered."""

    world: World
    space: Space
    pages: list[Page] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    expects_loss: bool = False
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        """The first agent's page."""
        return self.pages[0]

    def settle(self) -> None:
        """All faults are over, and everything is delivered."""
        self.world.cloud.interfere = None
        self.world.drain()
        for page in self.pages:
            page.look()

    def heal(self) -> None:
        """A minute passes with all that mends by itself: the sweep, and the pages' pings."""
        self.world.sweep()
        self.world.drain()
        for page in self.pages:
            page.settle()
        self.settle()


@dataclass(frozen=True)
class After:
    """A situation that begins where another has come to, so that the other is made only once."""

    before: Callable[[World], Stage]
    more: tuple[Callable[[Stage], None], ...]

    def __call__(self, world: World) -> Stage:
        """The situation from the beginning."""
        return self.go_on(self.before(world))

    def go_on(self, stage: Stage) -> Stage:
        """The situation, where the other is there already."""
        for each in self.more:
            each(stage)
        return stage


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: Any) -> str | None:
        return "world" if isinstance(thing, World) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, frozen: bytes, world: World) -> None:
        super().__init__(io.BytesIO(frozen))
        self._world = world

    def persistent_load(self, _name: str) -> World:
        return self._world


def freeze(stage: Stage) -> tuple[bytes, bytes]:
    """The stage and its world as they are."""
    frozen = io.BytesIO()
    _Pickler(frozen).dump(stage)
    return stage.world.saved(), frozen.getvalue()


def thaw(world: World, frozen: tuple[bytes, bytes]) -> Stage:
    """The same stage again, and the world as it was."""
    world.go_back(frozen[0])
    stage: Stage = _Unpickler(frozen[1], world).load()
    return stage
