"""Persons: addresses in their one form, passwords, and what an invitation still lets somebody do."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Gone, Invalid
from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import (
    INVITATION_DAYS,
    PASSWORD_LEAST,
    PASSWORD_MOST,
    Invitation,
    Role,
    State,
    check_email,
    check_password,
    check_pending,
    expiry,
)
from tests.domain.made import NOW, SPACE, later

GOOD = "correct horse battery staple"


@pytest.mark.parametrize(
    ("given_as", "form"),
    [
        ("  Dana.Diaz@ACME.Test\n", "dana.diaz@acme.test"),
        ("dana+chat@acme.test", "dana+chat@acme.test"),
        ("a@bücher.de", "a@xn--bcher-kva.de"),
        ("a@BÜCHER.de", "a@xn--bcher-kva.de"),
        ("a@bu\u0308cher.de", "a@xn--bcher-kva.de"),
        ("a@xn--bcher-kva.de", "a@xn--bcher-kva.de"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"),
        ("o'neil@acme.test", "o'neil@acme.test"),
    ],
)
def test_an_address_has_one_form_however_it_is_written(given_as: str, form: str) -> None:
    assert check_email(given_as) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "dana",
        "dana@",
        "@acme.test",
        "dana@acme",
        "dana@.test",
        "dana@acme.test.",
        "dana@-acme.test",
        "dana..diaz@acme.test",
        ".dana@acme.test",
        "dana@acme@acme.test",
        "dana diaz@acme.test",
        "dana@10.0.0.1",
        '"dana diaz"@acme.test',
        "dana@[10.0.0.1]",
        "a" * 65 + "@acme.test",
        "a@" + "x" * 64 + ".test",
        "a@" + "x." * 130 + "test",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_email(text)

    assert (refused.value.code, refused.value.field) == ("invalid_email", "email")
    assert "name@company.com" in refused.value.title


@pytest.mark.parametrize(
    "text",
    [
        "dana@acme.test\nBcc: all@acme.test",
        "dana@acme.test\r\nSubject: Hello",
        "dana@acme.test, eve@acme.test",
        "dana@acme.test;eve@acme.test",
        "Dana <dana@acme.test>",
        "<dana@acme.test>",
        "dana@acme.test\x00",
        "dana@acme\u2028.test",
        "dana(comment)@acme.test",
        "dana@acme.test%0aBcc:eve@acme.test",
    ],
)
def test_an_address_that_would_add_a_header_or_a_recipient_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        check_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "\u017fupport@acme.test",
        "straße@acme.test",
        "\u212aay@acme.test",
        "a@straße.de",
        "a@ﬁrma.de",
        "a@\uff58.de",
        "a@x。de",
    ],
)
def test_an_address_is_never_folded_into_one_that_belongs_to_somebody_else(text: str) -> None:
    with pytest.raises(Invalid):
        check_email(text)


def test_a_look_alike_is_another_address() -> None:
    assert check_email("dana@аcme.test") != check_email("dana@acme.test")  # noqa: RUF001 the first letter is Cyrillic


@given(st.text(max_size=300))
def test_whatever_is_typed_is_refused_or_has_a_form_that_stays_as_it_is(text: str) -> None:
    for written in (text, f"a@{text}.test", f"{text}@acme.test"):
        try:
            form = check_email(written)
        except Invalid:
            continue
        assert check_email(form) == form
        assert form.isascii()
        assert form.isprintable()


@pytest.mark.parametrize("part", ["ü", "ü.", "\u0300", "a.", "\ud800", "@"])
def test_a_quarter_of_a_megabyte_instead_of_an_address_is_refused_at_once(part: str) -> None:
    text = "a@" + part * (250_000 // len(part))
    begun = time.process_time()

    with pytest.raises(Invalid):
        check_email(text)

    assert time.process_time() - begun < 0.5  # it was seconds, whoever asked


def test_a_password_needs_no_composition_only_length() -> None:
    check_password(GOOD, "dana@acme.test")
    check_password("lake umbrella 7 ✓ pêche", "dana@acme.test")


@pytest.mark.parametrize("length", [0, 1, PASSWORD_LEAST - 1, PASSWORD_MOST + 1, 100_000])
def test_a_password_too_short_or_too_long_is_refused_and_never_cut(length: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_password((GOOD * 4000)[:length], "dana@acme.test")

    assert (refused.value.code, refused.value.field) == ("weak_password", "password")


@pytest.mark.parametrize("length", [PASSWORD_LEAST, PASSWORD_MOST])
def test_the_shortest_and_the_longest_password_are_taken(length: int) -> None:
    check_password((GOOD * 9)[:length], "dana@acme.test")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "123412341234123412341234",
        "passwordpassword123456",
        "PasswordPassword1!",
        "dana.diazdana.diaz1",
        "qwertyqwertyqwerty1",
        "LiveChatLiveChat2026",
    ],
)
def test_a_password_that_everybody_tries_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, "dana.diaz@acme.test")


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_password_breaks_the_check(password: str, local: str) -> None:
    with suppress(Invalid):
        check_password(password, f"{local}@acme.test")


def invitation(state: State = State.pending) -> Invitation:
    return Invitation(
        space_id=SPACE,
        person_id=PersonId("pr_dana"),
        name="Dana",
        email="dana@acme.test",
        phone="+14155550101",
        role=Role.agent,
        inviter="Sue",
        space_name="Acme",
        invited_at=NOW,
        expires_at=expiry(NOW),
        state=state,
    )


def test_an_invitation_lasts_seven_days_to_the_moment() -> None:
    end = NOW + timedelta(days=INVITATION_DAYS)
    check_pending(invitation(), end - timedelta(milliseconds=1))

    with pytest.raises(Gone) as refused:
        check_pending(invitation(), end)

    assert refused.value.code == "invitation_expired"


@pytest.mark.parametrize(
    ("state", "code"), [(State.accepted, "invitation_used"), (State.revoked, "invitation_revoked")]
)
def test_an_invitation_that_was_used_or_revoked_says_so_also_when_it_has_expired(state: State, code: str) -> None:
    for moment in (NOW, later(10**7)):
        with pytest.raises(Gone) as refused:
            check_pending(invitation(state), moment)

        assert refused.value.code == code
