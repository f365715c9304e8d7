"""The process of the local stack: MiniStack on one port of loopback, the edge on another.

Run as `python -m infrastructure.local.emulator EDGE_PORT DEPLOYMENT_FILE WORKERS`; MiniStack's own settings come from
the environment. It stops on SIGTERM, and when its standard input closes, so that it never outlives who started it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

import ministack.app
from hypercorn.asyncio import serve
from hypercorn.config import Config

from infrastructure.local import lambda_rules, stream_rules
from infrastructure.local.edge import Edge
from infrastructure.local.saving import Watched, forget_logs

MESSAGE_BYTES = 128 * 1024


async def run(edge_port: int, deployment: Path) -> None:
    """Serve both ports until told to stop."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stopping.set)
    loop.add_reader(sys.stdin.fileno(), _stop_at_end_of_input, stopping)
    emulator = Watched(ministack.app.app)
    saving = asyncio.create_task(emulator.keep_saving())
    # The edge stops first: the emulator saves its state when it stops.
    edge = asyncio.create_task(serve(Edge(emulator, deployment), _config(edge_port), shutdown_trigger=stopping.wait))  # type: ignore[arg-type]  # plain ASGI types

    async def after_the_edge() -> None:
        await asyncio.wait([edge])

    port = int(os.environ["GATEWAY_PORT"])
    await serve(emulator, _config(port), shutdown_trigger=after_the_edge)  # type: ignore[arg-type]  # plain ASGI types
    saving.cancel()


def _config(port: int) -> Config:
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.websocket_max_message_size = MESSAGE_BYTES
    config.loglevel = "WARNING"
    return config


def _stop_at_end_of_input(stopping: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        stopping.set()


if __name__ == "__main__":
    # It warns at each deployment of metrics that nobody asked for.
    logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.ERROR)
    forget_logs()
    stream_rules.apply()
    lambda_rules.apply(workers_per_function=int(sys.argv[3]))
    asyncio.run(run(int(sys.argv[1]), Path(sys.argv[2])))
