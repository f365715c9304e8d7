"""`make bench`: count what each journey costs, hold it against its budget, write bench/RESULTS.md. Exit code 1 where one is exceeded."""

from __future__ import annotations

import logging
import platform
import sys
from collections import Counter
from pathlib import Path

from bench.cold import imports
from bench.guessing import MOST_APART, Timing, timing
from bench.journeys import Bench, Journey
from tests.world import world

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = """# What it costs

Written by `make bench`. Calls and write units are counted on the wire (writes as MiniStack counts them), reads computed from the items'
sizes by AWS's rules; CPU is Python's in the handler, warm, the median of 15, without the emulator's share, on {machine}.
A journey in bold has exceeded its budget, and `make bench` fails.
"""


def main() -> int:
    """Measure, print, write."""
    logging.disable()
    with world() as made:
        bench = Bench(made)
        journeys = [*bench.journeys(), bench.seat(), *bench.membership()]
    guessing = timing()
    head = HEAD.format(machine=f"Python {platform.python_version()}")
    text = "\n".join([head, *_costs(journeys), "", *_told(guessing), "", *_cold(), ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return 0 if all(journey.within for journey in journeys) and guessing.within else 1


def _costs(journeys: list[Journey]) -> list[str]:
    rows = ["| journey | DynamoDB calls | write units | read units | other calls | CPU ms | budget |"]
    rows.append("| --- | --- | --- | --- | --- | --- | --- |")
    return rows + [_row(journey) for journey in journeys]


def _row(journey: Journey) -> str:
    cost, budget = journey.cost, journey.budget
    name = journey.name if journey.within else f"**{journey.name}**"
    allowed = f"{budget.calls} calls, {budget.writes:g} W" if budget else ""
    if budget and budget.reads is not None:
        allowed += f", {budget.reads:g} R"
    cells = [name, _counted(cost.dynamodb), f"{cost.writes:g}", f"{cost.reads:g}", _counted(cost.other)]
    return f"| {' | '.join([*cells, f'{cost.cpu_ms:.1f}', allowed])} |"


def _counted(calls: list[str]) -> str:
    return f"{len(calls)} ({', '.join(f'{n} {name}' for name, n in Counter(calls).items())})" if calls else "0"


def _told(guessing: Timing) -> list[str]:
    name = "sign-in, median of 200 tries of each"
    name = name if guessing.within else f"**{name}**"
    rows = [
        "## What the time of an answer tells",
        "",
        "| | unknown address, CPU ms | wrong password, CPU ms | apart | at most |",
    ]
    figures = f"{guessing.unknown_ms:.1f} | {guessing.wrong_ms:.1f} | {guessing.apart:.1%} | {MOST_APART:.0%}"
    return [*rows, "| --- | --- | --- | --- | --- |", f"| {name} | {figures} |"]


def _cold() -> list[str]:
    rows = ["## Cold import", "", "CPU milliseconds, the least of five, from compiled modules.", ""]
    return [*rows, "| what | ms |", "| --- | --- |", *(f"| {name} | {ms:.0f} |" for name, ms in imports().items())]


if __name__ == "__main__":
    sys.exit(main())
