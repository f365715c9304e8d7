"""One world for all runs of a module, each of which begins by going back; no longer, as a world stands in for the network."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString

from tests.faults.running import Theatre
from tests.world import world


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with world() as made:
        logging.disable(logging.CRITICAL)  # thousands of failures are wanted here
        with pytest.MonkeyPatch.context() as patch:
            # Nobody here checks signatures or reads who asks, and making them takes a fifth of the time.
            patch.setattr(RequestSigner, "sign", lambda *_args, **_kwargs: None)
            patch.setattr(UserAgentString, "to_string", lambda _self: "the world")
            gc.freeze()  # what is imported is not looked through again with each run
            yield Theatre(made)
            gc.unfreeze()
        logging.disable(logging.NOTSET)
