"""Cases that lie in files: the shared vectors beside the checkout, and the recorded payloads of tests/fixtures."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(__file__).parents[2] / "shared" / "vectors"


def shared(pattern: str) -> list[ParameterSet]:
    """The shared vectors of a pattern; where their folder is absent a skip that says so, and on CI a failure."""
    if SHARED.is_dir():
        return _cases(SHARED, pattern)
    if os.environ.get("CI"):
        raise FileNotFoundError(f"{SHARED} must be there on CI.")
    return [pytest.param({}, marks=pytest.mark.skip(reason="../shared/vectors is not beside this checkout"))]


def fixtures(carrier: str, pattern: str) -> list[ParameterSet]:
    """The recorded payloads of a carrier, which are in the repository."""
    return _cases(FIXTURES / carrier, pattern)


def holds(expected: Any, found: Any) -> bool:
    """Whether `expected` is a subset of what was found: lists in order and length, what is missing counts as null."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(holds(value, found.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        whole = found or []
        return len(whole) == len(expected) and all(map(holds, expected, whole))
    return bool(expected == found)


def _cases(folder: Path, pattern: str) -> list[ParameterSet]:
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"No {pattern} in {folder}.")
    return [pytest.param(json.loads(path.read_text("utf-8")), id=path.stem) for path in paths]
