"""Transactions: all or nothing, once however often they are sent, and what failed is told by its label."""

from __future__ import annotations

from typing import Any

import pytest
from pynamodb.exceptions import TransactWriteError

from chalicelib.domain.errors import Contended
from chalicelib.domain.ids import ConnectionId, ConversationId
from chalicelib.domain.people import Role
from chalicelib.stores import connections, conversations, seats, together
from chalicelib.stores.connections import Connection
from chalicelib.stores.tables import ATTEMPTS
from tests.domain.made import DANA, NOW, SPACE
from tests.stores.kept import acme, invitation, taken, with_agent
from tests.world_cloud import Cloud, response

CANCELED = b'{"__type":"TransactionCanceledException","Message":"x","CancellationReasons":%s}'


def cancels(cloud: Cloud, times: int, *codes: str) -> list[str]:
    """Each transaction is cancelled for these reasons, so many times; answers the tokens with which it came."""
    tokens: list[str] = []
    reasons = ",".join(f'{{"Code":"{code}"}}' for code in codes)

    def cancelled(call: Any, commit: Any, request: Any) -> Any:
        if call.operation != "TransactWriteItems":
            return commit()
        tokens.append(str(request.body))
        if len(tokens) > times:
            return commit()
        return response(request.url, 400, {}, CANCELED % f"[{reasons}]".encode())

    cloud.interfere = cancelled
    return tokens


def test_a_transaction_that_met_another_is_sent_again_with_the_same_token(cloud: Cloud) -> None:
    acme()
    sent = cancels(cloud, 2, "TransactionConflict", "None", "None")

    assert not seats.invite(invitation())

    assert len(sent) == 3
    assert len(set(sent)) == 1
    assert taken() == 1


def test_a_transaction_that_always_meets_others_gives_up_and_has_written_nothing(cloud: Cloud) -> None:
    acme()
    sent = cancels(cloud, 99, "ThrottlingError", "None", "None")

    with pytest.raises(Contended):
        seats.invite(invitation())

    assert len(sent) == ATTEMPTS
    assert taken() == 0


def test_a_failed_condition_is_told_even_beside_a_conflict(cloud: Cloud) -> None:
    acme()
    sent = cancels(cloud, 99, "TransactionConflict", "ConditionalCheckFailed", "None")

    assert seats.invite(invitation()) == {"invitation"}
    assert len(sent) == 1


def test_a_transaction_that_dynamodb_does_not_understand_is_an_error_and_no_refusal(cloud: Cloud) -> None:
    acme()
    cancels(cloud, 99, "ValidationError", "None", "None")

    with pytest.raises(TransactWriteError):
        seats.invite(invitation())


def test_every_label_that_speaks_against_it_is_named() -> None:
    acme(seats=1)
    seats.invite(invitation())

    assert seats.invite(invitation()) == {"invitation", "seat"}


def test_who_speaks_and_where_is_read_at_once() -> None:
    head = with_agent()
    here = Connection(
        id=ConnectionId("c1"), space_id=SPACE, person=DANA, roles=frozenset({Role.agent}), watch="mine", seen_at=NOW
    )
    connections.connect(here, NOW)

    assert together.connection_and_head(here.id, head.id) == (here, head)
    assert together.connection_and_head(here.id, ConversationId("cv_none")) == (here, None)
    assert conversations.get(head.id) == head
