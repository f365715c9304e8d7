"""The e-mail that an invitation is (R5), and its link when time has passed (R4)."""

from __future__ import annotations

import pytest

from tests.journeys.test_inviting import invite, statuses
from tests.world import World, invitee

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Dana</title><b>",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7} %s %(name)s",
    "&lt;b&gt;",
    "Dana 'O\"Neil & Søn",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_r5_a_hostile_name_is_text_in_the_e_mail_and_nothing_else(world: World, name: str) -> None:
    space = world.space(agents=0, admins=1)
    assert statuses(invite(world, space, {**invitee("Dana Diaz"), "name": name})) == ["invited"]
    world.drain()
    mail = world.mails[-1]

    assert f"Hello {name}," in mail["BodyText"]
    assert "49" not in mail["BodyText"].replace(world.link_token("dana.diaz@acme.test"), "")
    shown = mail["BodyHtml"]
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("<b>") == 0
    assert shown.count("<title>") == 1 == shown.count("</title>")
    assert "\n" not in mail["Subject"]


@pytest.mark.parametrize("name", HOSTILE)
def test_r5_a_hostile_space_name_stays_text_in_subject_and_body(world: World, name: str) -> None:
    made = world.http("POST", "/support/spaces", {"name": name}, token=world.support_token).json
    row = invitee("Ada Ash", "admin")
    path = f"/support/spaces/{made['id']}/invitations"
    assert world.http("POST", path, {"people": [row]}, token=world.support_token).status == 200
    world.drain()

    assert world.mails[-1]["Subject"] == f"Sue assigned you as Admin to {name} in Live Chat"
    assert "<script" not in world.mails[-1]["BodyHtml"]
    assert "<img" not in world.mails[-1]["BodyHtml"]
