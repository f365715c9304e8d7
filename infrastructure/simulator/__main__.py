"""`python -m infrastructure.simulator --port N --config FILE --log FILE`: serves until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import sys
from pathlib import Path
from typing import cast

from hypercorn.asyncio import serve
from hypercorn.config import Config as ServerConfig
from hypercorn.typing import ASGIFramework
from starlette.applications import Starlette

from infrastructure.simulator.app import make_app
from infrastructure.simulator.senders import BadConfig, Config, read_config


def main() -> int:
    """Says where it listens on standard output; exit code 1 with a sentence when it cannot start."""
    options = _options()
    try:
        config = read_config(options.config.read_bytes()) if options.config else Config()
        listener = socket.create_server(("127.0.0.1", options.port))
        asyncio.run(_serve(config, options.log, listener))
    except (BadConfig, OSError) as error:
        print(f"The simulator cannot start: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infrastructure.simulator", description="Plays carriers and phones."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--config", type=Path, help="JSON: senders, contacts, pace")
    parser.add_argument("--log", type=Path, help="file of JSON lines that keeps what happened over restarts")
    return parser.parse_args()


async def _serve(config: Config, log: Path | None, listener: socket.socket) -> None:
    app = make_app(config, log)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    server = ServerConfig()
    server.bind = [f"fd://{listener.fileno()}"]
    server.graceful_timeout = 2.0
    server.keep_alive_timeout = 75.0  # a pooled connection must not be closed just as it is used
    server.loglevel = "WARNING"
    print(f"Simulator on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    # Starlette and Hypercorn write the same ASGI protocol in types that do not match.
    await serve(cast("ASGIFramework", app), server, shutdown_trigger=lambda: _stopped(app, stop))


async def _stopped(app: Starlette, stop: asyncio.Event) -> None:
    """Waits for the signal, then lets go of open streams, without which the server would wait for them."""
    await stop.wait()
    app.state.network.let_go()


if __name__ == "__main__":
    sys.exit(main())
