"""Members and invitations under faults: what admins and support do, alone and while somebody comes in between."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from tests.faults.meetings import Act, Meeting, act, dana_registers, invites, sweeps
from tests.faults.people import Page, insist
from tests.faults.scenarios import Scenario
from tests.faults.situations import DANA
from tests.faults.staff import (
    admin_asks,
    admin_with_an_offer,
    at_work,
    closing,
    deactivate,
    invited,
    invited_among_others,
    just_invited,
    late,
    late_at_the_last_seat,
    leaving,
    staffed,
    two_admins,
    waiting_for_the_one_who_leaves,
)
from tests.faults.stage import Stage
from tests.world import invitee
from tests.world_events import SCHEDULED, socket_event

# Doings.


def asks(method: str, path: str, body: Any = None, who: str = "dana") -> Act:
    """The admin asks for something about Dana (or whoever the notes name)."""

    def do(stage: Stage) -> None:
        insist(lambda: admin_asks(stage, method, path.format(stage.notes[who]), body))

    return Act(frozenset({"app"}), do, reads_mail=False)


def then_drained(first: Act) -> Callable[[Stage], None]:
    """The act, and everything that follows from it."""

    def when(stage: Stage) -> None:
        first.do(stage)
        stage.world.drain()

    return when


REVOKES = asks("DELETE", "/invitations/{}")
RESENDS = asks("POST", "/invitations/{}/resend")
LISTS = asks("GET", "/invitations")
REMOVES = asks("DELETE", "/members/{}")
DEMOTES = asks("PUT", "/members/{}/roles", {"roles": ["admin"]})
PROMOTES = asks("PUT", "/members/{}/roles", {"roles": ["agent", "admin"]})
MAKES_AGENT = asks("PUT", "/members/{}/roles", {"roles": ["agent"]})


@act("app")
def the_other_removes(stage: Stage) -> None:
    """The other admin removes the first."""
    first, second = stage.space.admins
    insist(lambda: stage.world.http("DELETE", f"/members/{first.id}", token=second.token))


@act("app")
def withdraws_and_invites_anew(stage: Stage) -> None:
    """The admin thinks twice."""
    REVOKES.do(stage)
    invites(DANA).do(stage)


@act("app")
def deactivates(stage: Stage) -> None:
    """Support closes Live Chat."""
    deactivate(stage)
    stage.pages.clear()


@act("mail")
def mails(stage: Stage) -> None:
    """The stream reaches the function that writes e-mails."""
    stage.world.delivery.stream("mail")


@act("aftermath")
def follows(stage: Stage) -> None:
    """The stream reaches the function that draws the consequences."""
    stage.world.delivery.stream("aftermath")


@act("ws_connect", "ws_message")
def comes_with_a_ticket(stage: Stage) -> None:
    """Who is leaving opens one more page, with a ticket from before."""
    connection, world = "connection-late", stage.world
    world.cloud.frames.setdefault(connection, [])
    event = socket_event(connection, "CONNECT", queryStringParameters={"ticket": stage.notes["ticket"]})
    answer = world.delivery.invoke("ws_connect", event)
    if answer is None or answer.get("statusCode") != 200:
        world.cloud.closed.add(connection)
    elif connection not in world.cloud.closed:
        frame = {"action": "resume", "have": {}, "watch": "all"}
        world.delivery.invoke("ws_message", socket_event(connection, "MESSAGE", body=json.dumps(frame)))


def leaver(name: str, **fields: Any) -> Act:
    """The page of who is leaving sends a frame, if its socket is still open."""

    def do(stage: Stage) -> None:
        page: Page = stage.notes["leaving"]
        if page.connection not in stage.world.cloud.closed:
            page.do({**fields, "conversation": stage.notes["conversation"]}, name)

    return Act(frozenset({"ws_message"}), do)


def _swept_in_its_turn(stage: Stage) -> None:
    world, turn = stage.world, zlib.crc32(stage.space.id.encode()) % 60
    while world.clock.now().minute != turn:
        world.wait(60)
    for _ in range(2):
        world.delivery.invoke("sweep", SCHEDULED)
    world.drain()


# Outcomes.


def taken(seats: int) -> Callable[[Stage], list[str]]:
    """So many seats are taken in the end."""

    def then(stage: Stage) -> list[str]:
        counted = [item["seats_taken"]["N"] for item in stage.world.cloud.items("SpacesTable") if "seats_taken" in item]
        return [] if counted == [str(seats)] else [f"{counted} seats are taken and not {seats}"]

    return then


def one_admin(stage: Stage) -> list[str]:
    """Of the admins one stays."""
    roles = [item["roles"]["SS"] for item in stage.world.cloud.items("SpacesTable") if "roles" in item]
    return [] if sum("admin" in each for each in roles) == 1 else [f"the members are {roles}"]


def moved_on(stage: Stage) -> list[str]:
    """The conversations are the other agent's, and the first has nothing and may nothing."""
    answer = stage.world.http("GET", "/conversations?list=all", token=stage.notes["leaving"].person.token)
    wrong = [] if answer.status == 403 else [f"who left reads {answer}"]
    return wrong + ([] if len(stage.page.mine) == 2 else [f"the other agent has {stage.page.mine}"])


def closed(stage: Stage) -> list[str]:
    """Nobody has a socket, and the conversations are still the first agent's."""
    wide_open = set(stage.world.cloud.frames) - stage.world.cloud.closed
    heads = [item for item in stage.world.cloud.items("ConversationsTable") if item["sk"]["S"] == "HEAD"]
    kept = sum(stage.notes["dana"] in item["about"]["S"] for item in heads)
    return [f"{wide_open} are open"] * bool(wide_open) + [f"{kept} conversations are kept"] * (kept != 2)


_APP, _LEAVING = frozenset({"app"}), frozenset({"app", "aftermath"})
SCENARIOS = {
    "revoke": Scenario(invited, then_drained(REVOKES), _APP, taken(0)),
    "resend": Scenario(invited, then_drained(RESENDS), frozenset({"app", "mail"}), taken(1)),
    "expire_when_listed": Scenario(late, then_drained(LISTS), _APP, taken(0)),
    "expire_when_a_seat_is_wanted": Scenario(
        late_at_the_last_seat, then_drained(invites(invitee("Ben Bauer"))), _APP, taken(1)
    ),
    "expire_in_the_sweep": Scenario(late, _swept_in_its_turn, frozenset({"sweep"})),
    "remove": Scenario(at_work, then_drained(REMOVES), _LEAVING, moved_on),
    "demote": Scenario(at_work, then_drained(DEMOTES), _LEAVING, taken(1)),
    "promote": Scenario(two_admins, then_drained(PROMOTES), _LEAVING, taken(1)),
    "deactivate": Scenario(at_work, then_drained(deactivates), _LEAVING, closed),
}
MEETINGS = {
    "revoke_and_register": Meeting(invited, REVOKES, dana_registers),
    "revoke_twice": Meeting(invited_among_others, REVOKES, REVOKES, taken(1)),
    "revoke_and_resend": Meeting(invited, REVOKES, RESENDS),
    "revoke_and_invite": Meeting(invited, REVOKES, invites(DANA)),
    "resend_and_register": Meeting(invited, RESENDS, dana_registers),
    "resend_twice": Meeting(invited, RESENDS, RESENDS, taken(1)),
    "resend_and_expire": Meeting(late, RESENDS, LISTS, taken(1)),
    "expire_twice": Meeting(late, LISTS, LISTS, taken(0)),
    "expire_and_revoke": Meeting(late, LISTS, REVOKES, taken(0)),
    "expire_and_invite": Meeting(late, LISTS, invites(DANA), taken(1)),
    "two_for_the_seat_that_expires": Meeting(
        late_at_the_last_seat, invites(invitee("Ben Bauer")), invites(invitee("Cleo Cole")), taken(1)
    ),
    "two_for_the_same_seat_that_expires": Meeting(
        late_at_the_last_seat, invites(invitee("Ben Bauer")), RESENDS, taken(1)
    ),
    "mail_and_second_thoughts": Meeting(just_invited, mails, withdraws_and_invites_anew, taken(1)),
    "mail_and_revoke": Meeting(just_invited, mails, REVOKES, taken(0)),
    "two_admins_remove_each_other": Meeting(two_admins, REMOVES, the_other_removes, one_admin),
    "demote_and_remove": Meeting(two_admins, MAKES_AGENT, the_other_removes, one_admin),
    "remove_twice": Meeting(at_work, REMOVES, REMOVES, taken(1)),
    "remove_and_invite": Meeting(at_work, REMOVES, invites({**invitee("Agent 1"), "role": "admin"})),
    "remove_and_demote": Meeting(at_work, REMOVES, DEMOTES, taken(1)),
    "demote_and_promote": Meeting(at_work, DEMOTES, PROMOTES),
    "remove_and_register": Meeting(admin_with_an_offer, REMOVES, dana_registers),
    "promote_and_register": Meeting(admin_with_an_offer, PROMOTES, dana_registers, taken(1)),
    "promote_and_revoke": Meeting(admin_with_an_offer, PROMOTES, REVOKES),
    "promote_and_invite": Meeting(two_admins, PROMOTES, invites({**invitee("Admin 2"), "role": "agent"}), taken(1)),
    "remove_and_arrival": Meeting(at_work, REMOVES, comes_with_a_ticket),
    "demote_and_arrival": Meeting(at_work, DEMOTES, comes_with_a_ticket),
    "aftermath_twice": Meeting(leaving, follows, follows, moved_on),
    "aftermath_and_arrival": Meeting(leaving, follows, comes_with_a_ticket, moved_on),
    "aftermath_and_resolve": Meeting(leaving, follows, leaver("r", action="resolve")),
    "aftermath_and_send": Meeting(leaving, follows, leaver("s", action="send", client_id="s", text="Bye")),
    "aftermath_and_take": Meeting(waiting_for_the_one_who_leaves, follows, leaver("t", action="take")),
    "aftermath_and_presence": Meeting(
        waiting_for_the_one_who_leaves, follows, leaver("p", action="presence", presence="available")
    ),
    "aftermath_and_sweep": Meeting(leaving, follows, sweeps, moved_on),
    "closing_and_arrival": Meeting(closing, follows, comes_with_a_ticket, closed),
    "deactivate_and_arrival": Meeting(at_work, deactivates, comes_with_a_ticket),
    "deactivate_and_invite": Meeting(staffed, deactivates, invites(DANA)),
    "deactivate_and_register": Meeting(invited, deactivates, dana_registers),
}
