"""Journeys begin with a space: each kind is made once by all its ways in, and then gone back to, which is much quicker."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.world import Space, World

_made: dict[str, tuple[bytes, Space]] = {}


@pytest.fixture(autouse=True)
def spaces_made_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make, begun = world.space, list[bool]()

    def space(**wanted: Any) -> Space:
        if world.calls or begun:
            return make(**wanted)
        begun.append(True)
        kind = str(sorted(wanted.items()))
        if kind not in _made:
            made = make(**wanted)
            _made[kind] = world.saved(), made
        saved, made = _made[kind]
        world.go_back(saved)
        return copy.deepcopy(made)

    monkeypatch.setattr(world, "space", space)
