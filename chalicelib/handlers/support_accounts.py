"""The support team's routes for accounts with carriers and the senders on them (R9)."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.errors import Malformed
from chalicelib.domain.ids import AccountId, SenderId, SpaceId, check_id
from chalicelib.handlers.web import asker, body_of, created, nothing, now, text, view
from chalicelib.services import accounts, carrier_accounts, senders
from chalicelib.services.carrier_accounts import account_view
from chalicelib.services.senders import Changes, NewSender, support_view

SPACE = "/spaces/{space_id}"
ACCOUNT = f"{SPACE}/accounts/{{account_id}}"
SENDER = f"{SPACE}/senders/{{sender_id}}"

Wanted = TypeVar("Wanted", NewSender, Changes)

routes = Blueprint(__name__)


@routes.route("/carriers")
@view
def carriers() -> dict[str, Any]:
    """The carriers that an account can be with, and what each asks for."""
    accounts.check_support(asker(routes.current_request))
    return {"carriers": carrier_accounts.carriers()}


@routes.route(f"{SPACE}/accounts", methods=["POST"])
@view
def add_account(space_id: str) -> Response:
    """An account with a carrier, with its credentials."""
    accounts.check_support(asker(routes.current_request))
    body = body_of(routes.current_request)
    carrier, name, space = text(body, "carrier"), text(body, "name"), SpaceId(check_id(space_id))
    return created(account_view(carrier_accounts.add(space, carrier, name, _credentials(body), now())))


@routes.route(f"{ACCOUNT}/credentials", methods=["PUT"])
@view
def replace_credentials(space_id: str, account_id: str) -> dict[str, Any]:
    """Other credentials in place of those there are."""
    accounts.check_support(asker(routes.current_request))
    credentials = _credentials(body_of(routes.current_request))
    return account_view(carrier_accounts.replace_credentials(*_account(space_id, account_id), credentials, now()))


@routes.route(f"{ACCOUNT}/check", methods=["POST"])
@view
def check_account(space_id: str, account_id: str) -> dict[str, Any]:
    """Ask the carrier whether the credentials are good."""
    accounts.check_support(asker(routes.current_request))
    return account_view(carrier_accounts.check(*_account(space_id, account_id), now()))


@routes.route(ACCOUNT, methods=["DELETE"])
@view
def remove_account(space_id: str, account_id: str) -> Response:
    """An account on which no sender stands goes, with its credentials."""
    accounts.check_support(asker(routes.current_request))
    carrier_accounts.remove(*_account(space_id, account_id))
    return nothing()


@routes.route(f"{SPACE}/senders", methods=["POST"])
@view
def add_sender(space_id: str) -> Response:
    """A sender of the space, on one of its accounts."""
    accounts.check_support(asker(routes.current_request))
    new = _sender(body_of(routes.current_request), NewSender)
    return created(support_view(senders.add(SpaceId(check_id(space_id)), new)))


@routes.route(SENDER, methods=["PUT"])
@view
def change_sender(space_id: str, sender_id: str) -> dict[str, Any]:
    """Another name, key or account."""
    accounts.check_support(asker(routes.current_request))
    changes = _sender(body_of(routes.current_request), Changes)
    return support_view(senders.change(SpaceId(check_id(space_id)), SenderId(check_id(sender_id)), changes))


@routes.route(SENDER, methods=["DELETE"])
@view
def remove_sender(space_id: str, sender_id: str) -> Response:
    """A sender on which nothing is open goes."""
    accounts.check_support(asker(routes.current_request))
    senders.remove(SpaceId(check_id(space_id)), SenderId(check_id(sender_id)), now())
    return nothing()


def _account(space_id: str, account_id: str) -> tuple[SpaceId, AccountId]:
    return SpaceId(check_id(space_id)), AccountId(check_id(account_id))


def _credentials(body: dict[str, Any]) -> dict[str, str]:
    try:
        return msgspec.convert(body.get("credentials"), dict[str, str])
    except msgspec.ValidationError:
        # Not what msgspec says: it could quote a secret.
        raise Malformed("The field credentials is missing or is not an object of texts.") from None


def _sender(body: dict[str, Any], kind: type[Wanted]) -> Wanted:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise Malformed(f"The sender could not be read: {error}.") from None
