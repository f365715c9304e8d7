"""A head must fit into one write unit, as each message writes it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bench.meter import item_bytes
from chalicelib.domain.conversations import (
    NAME_BYTES,
    TICKS_KEPT,
    SenderView,
    assigned,
    opened,
    received,
    said,
    shortened,
)
from chalicelib.domain.entries import Who
from chalicelib.domain.ids import ConversationId, PersonId, SenderId, SpaceId
from chalicelib.domain.messages import Channel
from chalicelib.stores.rows import HEAD, HeadRow, head_values
from tests.domain.made import NOW, later, message


@pytest.mark.parametrize("letter", ["a", "ü", "名", "🙂"])
def test_a_head_stays_under_one_write_unit_whatever_people_are_called(letter):
    long = letter * 80
    wordy = message(user="+" + "9" * 15, user_name=long, text=letter * 200)
    view = SenderView(id=SenderId("sn_" + "f" * 20), address="+" + "9" * 15, name=shortened(long, NAME_BYTES))
    space, agent = SpaceId("sp_" + "f" * 20), Who(id=PersonId("pr_" + "a" * 26), name=long)
    head = opened(ConversationId("cv_" + "a" * 26), space, Channel.whatsapp, view, wordy, NOW)
    head = replace(assigned(received(head, wordy, NOW), agent, NOW)[0], seq=99_990, mo=99_990, epoch=9_999)
    for number in range(TICKS_KEPT + 2):
        head = said(head, agent, "c", letter * 200, later(number))[0]
    head = replace(head, ticked=dict.fromkeys(head.ticks, 99_999))
    row = HeadRow(pk=head.id, sk=HEAD, told='["2026-11-22T12:00:00.000Z","30003","unreachable"]', **head_values(head))
    assert item_bytes(row.serialize()) <= 1024
