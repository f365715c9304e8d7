"""Invitations: rows answered each in its place, seats never oversold, and the e-mail that follows (R2 to R5)."""

from __future__ import annotations

import re

import pytest

from tests.journeys.acting import problem, stored
from tests.world import PUBLIC_URL, Answer, Json, Space, World, invitee


def invite(world: World, space: Space, *rows: object) -> Answer:
    return world.http("POST", "/invitations", {"people": list(rows)}, token=space.admins[0].token)


def statuses(answer: Answer) -> list[str]:
    return [each["status"] for each in answer.json["results"]]


def days_later(world: World, days: int) -> None:
    """So many days pass: streams have forgotten what was in them, and support signs in again."""
    world.wait(days * 24 * 3600)
    world.delivery.read = dict.fromkeys(world.delivery.read, 0)
    world._support = ""


def seats(total: int, taken: int) -> Json:
    return {"total": total, "taken": taken, "left": total - taken}


def test_r2_an_admin_invites_several_people_at_once_and_the_counter_falls_with_each_agent(world: World) -> None:
    space = world.space(seats=5, agents=1, admins=1)
    answer = invite(world, space, invitee("Dana Diaz"), invitee("Ada Ash", "admin"), invitee("Eve Ek"))

    assert answer.status == 200
    assert statuses(answer) == ["invited"] * 3
    assert answer.json["seats"] == seats(5, 3)
    listed = world.http("GET", "/invitations", token=space.admins[0].token).json
    assert listed["seats"] == seats(5, 3)
    assert {(each["name"], each["role"]) for each in listed["invitations"]} == {
        ("Dana Diaz", "agent"),
        ("Ada Ash", "admin"),
        ("Eve Ek", "agent"),
    }


def test_r2_when_no_seat_is_left_an_agent_is_refused_and_told_to_contact_support(world: World) -> None:
    space = world.space(seats=2, agents=1, admins=1)
    answer = invite(world, space, invitee("Dana Diaz"), invitee("Eve Ek"), invitee("Ada Ash", "admin"))

    assert statuses(answer) == ["invited", "no_seats_left", "invited"]
    assert answer.json["results"][1]["title"] == "No agent seats are left. Contact support to raise the number."
    assert answer.json["seats"] == seats(2, 2)


def test_r2_each_row_is_answered_in_its_place_and_what_can_be_done_is_done(world: World) -> None:
    space = world.space(agents=1, admins=1)
    dana = invitee("Dana Diaz")
    answer = invite(
        world,
        space,
        {**dana, "name": " "},
        {**dana, "email": "dana@acme"},
        {**dana, "phone": "555"},
        {**dana, "role": "owner"},
        {"name": "Dana"},
        "dana",
        None,
        dana,
        {**dana, "email": "DANA.DIAZ@ACME.TEST"},
        invitee("Agent 1"),
    )

    fields = [each.get("field") for each in answer.json["results"]]
    assert statuses(answer) == ["invalid"] * 7 + ["invited", "already_invited", "already_member"]
    assert fields == ["name", "email", "phone", "role", "name", "name", "name", None, "email", "email"]
    assert all(each["title"].endswith(".") for each in answer.json["results"] if each["status"] != "invited")
    assert answer.json["seats"]["taken"] == 2


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Dana\r\nBcc: all@acme.test"},
        {"name": "x" * 81},
        {"name": 5},
        {"email": "dana@acme.test\nBcc: all@acme.test"},
        {"email": "dana@acme.test,eve@acme.test"},
        {"email": ["dana@acme.test"]},
        {"phone": "+999"},
        {"phone": "+1415555010112345"},
        {"phone": None},
        {"role": "Agent"},
        {"role": "support"},
        {"role": ["agent"]},
        {"role": {}},
    ],
)
def test_r2_a_row_with_a_wrong_field_is_invalid_and_takes_no_seat(world: World, change: Json) -> None:
    space = world.space(admins=1)
    answer = invite(world, space, {**invitee("Dana Diaz"), **change})

    assert statuses(answer) == ["invalid"]
    assert answer.json["seats"]["taken"] == 1
    assert len(world.mails) == 2  # those of the agent and the admin who are here


@pytest.mark.parametrize("people", [None, "x", {}, 5, True])
def test_a_form_without_a_list_of_people_is_malformed(world: World, people: object) -> None:
    space = world.space(admins=1)
    answer = world.http("POST", "/invitations", {"people": people}, token=space.admins[0].token)

    assert (answer.status, problem(answer)["code"]) == (400, "malformed")


@pytest.mark.parametrize("count", [0, 51])
def test_a_form_has_1_to_50_rows(world: World, count: int) -> None:
    space = world.space(seats=99, admins=1)

    refused = invite(world, space, *(invitee(f"Person {number}") for number in range(count)))
    assert (refused.status, problem(refused)["field"]) == (422, "people")
    assert len(world.http("GET", "/invitations", token=space.admins[0].token).json["invitations"]) == 0


def test_r8_an_agent_sees_and_invites_nobody(world: World) -> None:
    space = world.space()
    before = stored(world)
    for method, path in (("GET", "/members"), ("GET", "/invitations"), ("POST", "/invitations")):
        answer = world.http(method, path, {"people": [invitee("Dana Diaz")]}, token=space.agents[0].token)

        assert (answer.status, problem(answer)["code"]) == (403, "not_allowed")
    assert stored(world) == before


def test_r3_support_invites_by_the_same_rules_and_with_the_same_e_mail(world: World) -> None:
    space = world.space(seats=1, agents=0)
    answer = world.invites(space, invitee("Dana Diaz"), invitee("Dana Diaz"), invitee("Eve Ek"))
    world.drain()

    assert [each["status"] for each in answer["results"]] == ["invited", "already_invited", "no_seats_left"]
    assert [mail["To"] for mail in world.mails] == [["dana.diaz@acme.test"]]
    assert world.mails[0]["Subject"] == "Sue assigned you as Agent to Acme in Live Chat"


def test_r5_the_e_mail_says_what_one_was_assigned_as_and_leads_to_the_registration(world: World) -> None:
    space = world.space(admins=1)
    invite(world, space, invitee("Dana Diaz"))
    world.drain()
    mail = world.mails[-1]

    assert mail["To"] == ["dana.diaz@acme.test"]
    assert mail["Subject"] == "Admin 1 assigned you as Agent to Acme in Live Chat"
    token = world.link_token("dana.diaz@acme.test")
    for body in (mail["BodyText"], mail["BodyHtml"]):
        assert "Complete Account Registration" in body
        assert f"{PUBLIC_URL}/register.html#{token}" in body
        assert "09 March 2026" in body
    assert re.search(r'<a href="[^"]+register\.html#[^"]+"[^>]*>Complete Account Registration</a>', mail["BodyHtml"])


def test_r5_one_e_mail_goes_out_though_the_stream_tells_of_it_twice(world: World) -> None:
    space = world.space(agents=0)
    world.invites(space, invitee("Dana Diaz"))
    world.drain()
    world.delivery.read["mail"] = 0
    world.drain()

    assert len(world.mails) == 1
    assert not world.failures


def test_r4_an_expired_invitation_is_sent_anew_on_its_seat(world: World) -> None:
    space = world.space(seats=1, agents=0)
    world.invites(space, invitee("Dana Diaz"))
    world.drain()
    old = world.link_token("dana.diaz@acme.test")
    days_later(world, 7)
    answer = world.invites(space, {**invitee("Dana Diaz"), "name": "Dana D. Diaz"})
    world.drain()

    assert answer == {"results": [{"status": "invited"}], "seats": seats(1, 1)}
    assert len(world.mails) == 2
    assert "Hello Dana D. Diaz," in world.mails[-1]["BodyText"]
    new = world.link_token("dana.diaz@acme.test")
    assert world.http("POST", "/invitation", {"token": old}).status == 404
    assert world.http("POST", "/invitation", {"token": new}).status == 200


def test_r4_an_expired_invitation_is_sent_anew_in_the_role_now_asked_for_and_the_seat_follows(world: World) -> None:
    space = world.space(seats=1, agents=0)
    world.invites(space, invitee("Dana Diaz"))
    world.drain()
    days_later(world, 8)

    again = world.invites(space, invitee("Dana Diaz", "admin"), invitee("Eve Ek"))
    world.drain()

    assert [each["status"] for each in again["results"]] == ["invited", "invited"]
    assert again["seats"] == seats(1, 1)
    subjects = [mail["Subject"] for mail in world.mails]
    assert "Sue assigned you as Admin to Acme in Live Chat" in subjects


def test_r7_members_are_those_who_accepted_and_the_pending_those_who_have_not(world: World) -> None:
    space = world.space(agents=1, admins=1)
    invite(world, space, invitee("Dana Diaz"))
    world.wait(1)
    invite(world, space, invitee("Eve Ek"))
    token = space.admins[0].token

    members = world.http("GET", "/members", token=token).json["members"]
    assert [(each["name"], each["roles"]) for each in members] == [("Admin 1", ["admin"]), ("Agent 1", ["agent"])]
    assert set(members[0]) == {"id", "name", "email", "phone", "roles", "joined_at", "last_active_at"}
    pending = world.http("GET", "/invitations", token=token).json["invitations"]
    assert [each["name"] for each in pending] == ["Eve Ek", "Dana Diaz"]
    assert set(pending[0]) >= {"id", "name", "email", "phone", "role", "invited_at", "expires_at", "state"}


def test_an_admin_sees_the_own_space_and_no_other(world: World) -> None:
    first, second = world.space(agents=0, admins=1), world.space(agents=0, channel="whatsapp")
    world.joins(second, "Bo Berg", "admin")
    world.invites(second, invitee("Eve Ek"))

    token = first.admins[0].token
    assert [each["name"] for each in world.http("GET", "/members", token=token).json["members"]] == ["Admin 1"]
    assert world.http("GET", "/invitations", token=token).json["invitations"] == []
