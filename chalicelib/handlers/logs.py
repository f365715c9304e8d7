"""The one logger: JSON lines with correlation ids, never a number, address, text, token or secret."""

from __future__ import annotations

from aws_lambda_powertools import Logger

# Another name than the Chalice app's: with the same one they would share a logger, and INFO lines would be lost.
logger = Logger(service="live-chat", log_uncaught_exceptions=False)
