"""`python -m infrastructure.redrive --stage dev inbound`: bring what waits in a dead-letter queue back to its queue.

AWS's own StartMessageMoveTask does not exist on the emulator. Group and order stay as they were, and a message leaves the
dead-letter queue only after it is back: a crash in between brings it twice, which the worker notices.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from infrastructure.aws import Aws
from infrastructure.change_set import outputs_of
from infrastructure.progress import StepFailed, tell

# From where, to where, as the stack's outputs name them. What was parked is known never to succeed as it is:
# it goes back only after the code that parked it has changed.
QUEUES = {
    "inbound": ("InboundDlqUrl", "InboundQueueUrl"),
    "outbound": ("OutboundDlqUrl", "OutboundQueueUrl"),
    "parked": ("InboundParkedUrl", "InboundQueueUrl"),
}


def main() -> int:
    """Move all messages of one queue; exit code 1 with a sentence when that cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m infrastructure.redrive", description="Brings failed messages back."
    )
    parser.add_argument("--stage", choices=("local", "dev", "prod"), required=True)
    parser.add_argument("--endpoint", default="", help="the emulator of the local stack")
    parser.add_argument("queue", choices=sorted(QUEUES))
    options = parser.parse_args()
    aws = Aws(options.endpoint)
    outputs = outputs_of(aws.client("cloudformation"), f"livechat-{options.stage}")
    if not outputs:
        return tell(StepFailed(f"The stage {options.stage} is not deployed."))
    source, target = (outputs[name] for name in QUEUES[options.queue])
    sys.stdout.write(f"{redrive(aws.client('sqs'), source, target)} messages are back.\n")
    return 0


def redrive(sqs: Any, source: str, target: str) -> int:
    """Move what a FIFO queue holds, oldest first; answers how many."""
    moved = 0
    while True:
        batch = sqs.receive_message(QueueUrl=source, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages", [])
        for message in batch:
            sqs.send_message(
                QueueUrl=target,
                MessageBody=message["Body"],
                MessageGroupId=message["Attributes"]["MessageGroupId"],
                # A new one: within five minutes of its first sending the queue would swallow it as a duplicate.
                MessageDeduplicationId=message["MessageId"],
            )
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
        if not batch:
            return moved


if __name__ == "__main__":
    sys.exit(main())
