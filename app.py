"""Every way into Live Chat, on one page. Each function imports what it needs when it is called."""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, DynamoDBEvent, Rate, SQSEvent, WebsocketEvent

from chalicelib.handlers import (
    account,
    carriers,
    conversations,
    logs,
    people,
    security,
    senders,
    support,
    support_accounts,
)

# The template puts the real ARNs over these: Chalice wants a text where AWS knows the ARN only later.
ARN = "arn:aws:{}:eu-west-1:000000000000:{}"

app = Chalice(app_name="livechat")
app.experimental_feature_flags.update(["WEBSOCKETS", "BLUEPRINTS"])

app.register_blueprint(account.routes)
app.register_blueprint(security.routes)
app.register_blueprint(conversations.routes)
app.register_blueprint(people.routes)
app.register_blueprint(senders.routes)
app.register_blueprint(support.routes, url_prefix="/support")
app.register_blueprint(support_accounts.routes, url_prefix="/support")
app.register_blueprint(carriers.routes)


@app.middleware("all")
def correlated(event: Any, get_response: Any) -> Any:
    """Every line that is logged on the way names the request."""
    logs.correlate(event)
    return get_response(event)


@app.route("/health")
def health() -> dict[str, bool]:
    """Whether the API answers."""
    return {"ok": True}


@app.on_ws_connect()
def ws_connect(event: WebsocketEvent) -> dict[str, int]:
    """A page opens its socket with a ticket."""
    from chalicelib.handlers import sockets

    return {"statusCode": sockets.connect(event.to_dict())}


@app.on_ws_message()
def ws_message(event: WebsocketEvent) -> None:
    """A page sends a frame."""
    from chalicelib.handlers import sockets

    sockets.message(event.to_dict())


@app.on_ws_disconnect()
def ws_disconnect(event: WebsocketEvent) -> None:
    """A page is gone."""
    from chalicelib.handlers import sockets

    sockets.disconnect(event.to_dict())


@app.on_sqs_message(queue_arn=ARN.format("sqs", "inbound.fifo"), batch_size=10)
def inbound(event: SQSEvent) -> dict[str, Any]:
    """MO and DLR: what carriers told us, one contact's in order."""
    from chalicelib.handlers import workers

    return workers.inbound(event.to_dict(), event.context)


@app.on_sqs_message(queue_arn=ARN.format("sqs", "outbound.fifo"), batch_size=1)
def outbound(event: SQSEvent) -> dict[str, Any]:
    """MT: what carriers are to send, one contact's in order."""
    from chalicelib.handlers import workers

    return workers.deliver(event.to_dict(), event.context)


@app.on_dynamodb_record(stream_arn=ARN.format("dynamodb", "table/conversations/stream/1"), batch_size=25)
def relay(event: DynamoDBEvent) -> None:
    """What was committed goes to the pages and to the outbound queue."""
    from chalicelib.handlers import workers

    workers.relayed(event.to_dict())


@app.on_dynamodb_record(stream_arn=ARN.format("dynamodb", "table/spaces/stream/1"), batch_size=10)
def mail(event: DynamoDBEvent) -> None:
    """Invitations and links for forgotten passwords go out by e-mail."""
    from chalicelib.handlers import workers

    workers.mailed(event.to_dict())


@app.on_dynamodb_record(stream_arn=ARN.format("dynamodb", "table/spaces/stream/1"), batch_size=10)
def aftermath(event: DynamoDBEvent) -> None:
    """Who was removed or has other roles, or whose Live Chat was closed, feels it."""
    from chalicelib.handlers import workers

    workers.followed(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(_event: Any) -> None:
    """Each minute: what waits although somebody is free is assigned, and late invitations end."""
    from chalicelib.handlers import workers

    workers.sweep()
