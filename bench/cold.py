"""How long a new sandbox takes to import each function's modules, beside the two libraries that every one needs."""

from __future__ import annotations

import subprocess
import sys

TRIES = 5
BASE = "import chalice.app, pynamodb.models"
_SOCKETS, _WORKERS = (
    "import app; from chalicelib.handlers import sockets",
    "import app; from chalicelib.handlers import workers",
)
MODULES = {
    "REST API": "import app",
    **dict.fromkeys(("websocket_connect", "websocket_message", "websocket_disconnect"), _SOCKETS),
    **dict.fromkeys(("inbound", "outbound", "relay", "mail", "aftermath", "sweep"), _WORKERS),
}
_TIMER = "import time; started = time.process_time(); {}; print((time.process_time() - started) * 1000)"


def imports() -> dict[str, float]:
    """CPU milliseconds, the least of five tries each, the base first."""
    return {"chalice.app + pynamodb.models": _least(BASE), **{name: _least(code) for name, code in MODULES.items()}}


def _least(code: str) -> float:
    return min(_once(code) for _ in range(TRIES))


def _once(code: str) -> float:
    answer = subprocess.run([sys.executable, "-c", _TIMER.format(code)], capture_output=True, text=True, check=True)
    return float(answer.stdout)
