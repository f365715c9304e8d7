"""What all stores share: tables named by the environment, fields PynamoDB lacks, transactions that say what failed."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from pynamodb.attributes import Attribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.constants import NUMBER
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.domain.errors import Contended

ATTEMPTS: Final = 5
CONDITION_FAILED: Final = "ConditionalCheckFailed"
# Another transaction held an item, or the table asked for patience: nothing was written, the same may be sent again.
Answer = TypeVar("Answer")
PASSING: Final = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class TableName:
    """A Meta.table_name that asks the settings when it is used, not when the class is made."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read

    def __get__(self, instance: object, owner: type) -> str:
        return self._read()


class IntegerAttribute(Attribute[int]):
    """A whole number; PynamoDB's own NumberAttribute is typed as float."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        """As DynamoDB writes numbers."""
        return str(value)

    def deserialize(self, value: str) -> int:
        """From DynamoDB's decimal string."""
        return int(value)


class InstantAttribute(Attribute[datetime]):
    """An aware UTC time as ISO 8601 text of fixed width, so that text order is time order."""

    attr_type = "S"

    def serialize(self, value: datetime) -> str:
        """Milliseconds, since nothing here is told apart more finely."""
        return value.isoformat(timespec="milliseconds")

    def deserialize(self, value: str) -> datetime:
        """As it was written."""
        return datetime.fromisoformat(value)


@lru_cache(maxsize=1)
def shared_connection() -> Connection:
    """The one client that transactions go through."""
    # A function's time is up before PynamoDB's own patience (15 and 30 seconds) would be.
    return Connection(connect_timeout_seconds=1, read_timeout_seconds=3)


class Row(Model):
    """The key that every table has."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        # PynamoDB makes a client per model; making one takes as long as answering thirty requests, so all share one.
        table, shared = super()._get_connection(), shared_connection()
        if table.connection is not shared:
            if table.table_name not in shared._tables:
                shared.add_meta_table(table.connection.get_meta_table(table.table_name))
            table.connection = shared
        return table

    def save(self, condition: Condition | None = None, *, add_version_condition: bool = True) -> dict[str, Any]:
        """PynamoDB's put, again where a transaction held the item."""
        return _patiently(lambda: super(Row, self).save(condition, add_version_condition=add_version_condition))

    def update(
        self, actions: list[Action], condition: Condition | None = None, *, add_version_condition: bool = True
    ) -> Any:
        """PynamoDB's update, again where a transaction held the item."""
        return _patiently(
            lambda: super(Row, self).update(actions, condition, add_version_condition=add_version_condition)
        )

    def delete(self, condition: Condition | None = None, *, add_version_condition: bool = True) -> Any:
        """PynamoDB's delete, again where a transaction held the item."""
        return _patiently(lambda: super(Row, self).delete(condition, add_version_condition=add_version_condition))


class Transaction:
    """Writes that happen together or not at all; each carries a label under which its failed condition is reported."""

    def __init__(self) -> None:
        # One token for all tries: where an answer was lost, the repetition is recognised and not applied again.
        self._tx = TransactWrite(connection=shared_connection(), client_request_token=str(uuid.uuid4()))
        self._labels: dict[str, list[str]] = {"check": [], "delete": [], "put": [], "update": []}

    def check(self, label: str, row: type[Row], pk: str, sk: str, condition: Condition) -> None:
        """Nothing is written, but the condition must hold."""
        self._labels["check"].append(label)
        self._tx.condition_check(row, pk, sk, condition=condition)

    def delete(self, label: str, row: Row, condition: Condition) -> None:
        """Remove the row."""
        self._labels["delete"].append(label)
        self._tx.delete(row, condition=condition)

    def create(self, label: str, row: Row, condition: Condition | None = None) -> None:
        """Put the row where there is none yet, or where the condition allows."""
        self._labels["put"].append(label)
        self._tx.save(row, condition=type(row).pk.does_not_exist() if condition is None else condition)

    def update(self, label: str, row: Row, actions: Sequence[Action], condition: Condition) -> None:
        """Change attributes of the row."""
        self._labels["update"].append(label)
        self._tx.update(row, actions=list(actions), condition=condition)

    def commit(self) -> frozenset[str]:
        """One call (more where DynamoDB asks to try again): the labels whose conditions failed; none when it is written.

        Raises Contended when others kept getting in between.
        """
        for attempt in range(ATTEMPTS):
            try:
                self._tx._commit()
            except TransactWriteError as error:
                failed = self._failed(error)
            else:
                return frozenset()
            if failed:
                return failed
            pause(attempt)
        raise Contended

    def _failed(self, error: TransactWriteError) -> frozenset[str]:
        if error.cause_response_code == "TransactionInProgressException":
            return frozenset()
        if error.cause_response_code != "TransactionCanceledException":
            raise error
        codes = [reason.code if reason else None for reason in error.cancellation_reasons]
        # PynamoDB sends checks, deletes, puts, updates in this order whatever order they were added in.
        labels = [label for kind in ("check", "delete", "put", "update") for label in self._labels[kind]]
        failed = frozenset(label for label, code in zip(labels, codes, strict=True) if code == CONDITION_FAILED)
        if not failed and not PASSING.intersection(codes):
            raise error
        return failed


def pause(attempt: int) -> None:
    """Wait a little before the next try, each time longer, and not as long as everybody else."""
    time.sleep(random.uniform(0.01, 0.03) * attempt)  # noqa: S311 spreads the tries, keeps no secret


def condition_failed(error: PynamoDBException) -> bool:
    """Whether a single write was refused by its condition rather than by trouble."""
    return error.cause_response_code == "ConditionalCheckFailedException"


def _patiently(write: Callable[[], Answer]) -> Answer:
    # botocore does not repeat this one: a transaction is in progress on the item, and nothing was written.
    for attempt in range(ATTEMPTS - 1):
        try:
            return write()
        except PynamoDBException as error:
            if error.cause_response_code != "TransactionConflictException":
                raise
        pause(attempt)
    return write()


def changes(row: type[Row], before: dict[str, Any], after: dict[str, Any]) -> list[Action]:
    """The actions that turn one set of attribute values into the other; None removes the attribute."""
    actions: list[Action] = []
    for name, value in after.items():
        if value != before.get(name):
            attribute = getattr(row, name)
            actions.append(attribute.remove() if value is None else attribute.set(value))
    return actions
