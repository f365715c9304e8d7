"""The fixture `carrier`: a server to send to."""

import threading
from collections.abc import Iterator

import pytest

from tests.gateways.fake_carrier import FakeCarrier


@pytest.fixture
def carrier() -> Iterator[FakeCarrier]:
    with FakeCarrier() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
