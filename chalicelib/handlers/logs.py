"""The one logger: JSON lines with correlation ids, never a number, address, text, token or secret."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

# Another name than the Chalice app's: with the same one they would share a logger, and INFO lines would be lost.
logger = Logger(service="live-chat", log_uncaught_exceptions=False)


def correlate(event: Any) -> None:
    """Let all lines of one invocation carry the request's id: API Gateway's, or Lambda's where nobody asked over HTTP."""
    context = event.context
    gateway = context.get("requestId") if isinstance(context, dict) else None
    logger.set_correlation_id(gateway or getattr(context, "aws_request_id", ""))
