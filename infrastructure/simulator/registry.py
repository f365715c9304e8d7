"""The carriers that are played: one line each."""

from __future__ import annotations

from infrastructure.simulator.carrier import Carrier
from infrastructure.simulator.twilio import TWILIO

CARRIERS: dict[str, Carrier] = {carrier.name: carrier for carrier in (TWILIO,)}
