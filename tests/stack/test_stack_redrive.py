"""Failed messages brought back."""

from __future__ import annotations

import secrets

from infrastructure.redrive import redrive
from tests.stack_fixture import Stack


def test_failed_messages_come_back_in_order(stack: Stack) -> None:
    sqs = stack.aws("sqs")
    fifo = {"FifoQueue": "true"}
    name = secrets.token_hex(4)
    dead, alive = (sqs.create_queue(QueueName=f"{kind}-{name}.fifo", Attributes=fifo)["QueueUrl"] for kind in "ab")
    for number in range(12):
        sqs.send_message(
            QueueUrl=dead, MessageBody=str(number), MessageGroupId="contact", MessageDeduplicationId=f"id-{number}"
        )
    assert redrive(sqs, dead, alive) == 12
    back: list[str] = []
    while batch := sqs.receive_message(QueueUrl=alive, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages"):
        back += [message["Body"] for message in batch]
        assert {message["Attributes"]["MessageGroupId"] for message in batch} == {"contact"}
        for message in batch:
            sqs.delete_message(QueueUrl=alive, ReceiptHandle=message["ReceiptHandle"])
    assert back == [str(number) for number in range(12)]
    assert redrive(sqs, dead, alive) == 0
