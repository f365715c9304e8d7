"""Which sender a carrier speaks of: the one that its URL names, or the one of the account that each message names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial

from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AccountId, SenderId, is_id, read_reference
from chalicelib.domain.messages import Channel, Message, Receipt
from chalicelib.domain.spaces import Account, Sender
from chalicelib.gateways.carriers import LONGEST_ID
from chalicelib.stores import carrier_accounts, conversations, senders


class OfSender:
    """A URL that is one sender's: everything there is about this one."""

    def __init__(self, sender: Sender) -> None:
        self.carrier, self.secret, self._sender = sender.carrier, sender.account, sender

    def of_message(self, message: Message) -> Sender | None:
        """The sender, unless the message is to somebody else."""
        ours = message.business in (None, self._sender.address) and message.channel is self._sender.channel
        return self._sender if ours else None

    def of_receipt(self, _receipt: Receipt) -> Sender | None:
        """The sender: receipts come to the URL that we gave with the message."""
        return self._sender


class OfAccount:
    """A URL that is an account's: each message says whose it is. One read for each sender, and none while it is remembered."""

    def __init__(self, account: Account) -> None:
        self.carrier, self.secret, self._id = account.carrier, account.secret, account.id
        # One request may hold thousands of messages to one sender that nobody has, which the store does not remember.
        self._named = cache(self._look)

    def of_message(self, message: Message) -> Sender | None:
        """The account's sender that the message is to."""
        return self._named(message.channel, message.business, message.business_id)

    def of_receipt(self, receipt: Receipt) -> Sender | None:
        """The account's sender that sent it; where the carrier does not name it our own reference does."""
        if receipt.business or receipt.business_id:
            return self._named(receipt.channel, receipt.business, receipt.business_id)
        return self._of_reference(receipt.client_ref or "")

    def _look(self, channel: Channel, business: str | None, business_id: str | None) -> Sender | None:
        ways = self._ways(channel, business, business_id)
        return next((sender for sender in map(self._ours, ways) if sender), None)

    def _ways(
        self, channel: Channel, business: str | None, business_id: str | None
    ) -> Iterator[Callable[[], SenderId]]:
        if business and len(business) <= LONGEST_ID:
            yield partial(senders.at, channel, business)
        if business_id and len(business_id) <= LONGEST_ID:
            yield partial(senders.keyed, self._id, channel, business_id)

    def _of_reference(self, reference: str) -> Sender | None:
        ours = read_reference(reference)
        head = conversations.get(ours[0]) if ours and is_id(ours[0]) else None
        return self._ours(lambda: head.sender.id) if head else None

    def _ours(self, find: Callable[[], SenderId]) -> Sender | None:
        """The sender that is found, where it stands on this account: an account speaks for no other."""
        with suppress(NotFound):
            sender = senders.settled(find())
            if sender.account_id == self._id and sender.removed_at is None:
                return sender
        return None


Party = OfSender | OfAccount


def party(target: str) -> Party:
    """Whose URL it is: an account's (`ac_…`) or a sender's; NotFound where it is nobody's, or nobody's any more."""
    if target.startswith("ac_"):
        return OfAccount(carrier_accounts.settled(AccountId(target)))
    sender = senders.settled(SenderId(target))
    if sender.removed_at:
        raise NotFound
    return OfSender(sender)
