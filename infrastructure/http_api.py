"""Live Chat's HTTP API as a program calls it: bearer token, JSON, refusals in words."""

from __future__ import annotations

from typing import Any

import httpx


class Refused(Exception):
    """The API said no: `status`, the stable `code`, and the sentence for a person as its text."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(title)
        self.status, self.code = status, code


def sign_in(web: str, email: str, password: str, *, timeout_seconds: float = 30.0) -> httpx.Client:
    """A client of one origin, signed in; its paths begin with `/api`. Raises Refused."""
    client = httpx.Client(base_url=web, timeout=timeout_seconds)
    body = {"email": email, "password": password, "program": True}
    client.headers["Authorization"] = "Bearer " + call(client, "POST", "/api/sign-in", body)["token"]
    return client


def call(client: httpx.Client, method: str, path: str, body: object = None) -> Any:
    """One call; answers the JSON, or None where there is none. Raises Refused."""
    answer = client.request(method, path, json=body) if body is not None else client.request(method, path)
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    title = problem.get("title") or f"The server answered {answer.status_code}."
    raise Refused(answer.status_code, problem.get("code", "unknown"), title)
