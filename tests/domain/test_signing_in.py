"""Rules of signing in: waits, devices, networks and codes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.people import check_password
from chalicelib.domain.signing_in import (
    ACCOUNT_PACE,
    device_of,
    is_due,
    is_totp,
    network_of,
    plain_code,
    recovery_code,
    step_of,
    wait_seconds,
)
from tests.domain.made import NOW


def test_waits_begin_after_the_free_tries_and_double_up_to_the_most() -> None:
    assert [wait_seconds(ACCOUNT_PACE, tries) for tries in range(1, 17)] == [
        *[0] * 5,
        *[2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900],
    ]


@given(st.integers(0, 10**9))
def test_no_number_of_tries_waits_longer_than_the_most_or_less_than_one_fewer(tries: int) -> None:
    assert 0 <= wait_seconds(ACCOUNT_PACE, tries) <= wait_seconds(ACCOUNT_PACE, tries + 1) <= 900


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("python-httpx/0.28", "Unknown device"),
        ("", "Unknown device"),
        ("<script>Firefox/1</script>", "Firefox"),
    ],
)
def test_a_device_is_named_by_its_families(agent: str, device: str) -> None:
    assert device_of(agent) == device


@given(st.text())
def test_whatever_a_browser_says_of_itself_a_device_has_a_short_plain_name(agent: str) -> None:
    assert len(device_of(agent)) <= 20
    assert device_of(agent).replace(" ", "").isalpha()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unknown", ""),
        ("203.0.113.7:443", ""),
        ("1" * 500, ""),
    ],
)
def test_failures_are_counted_for_an_address_or_the_network_that_one_household_has(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_session_is_written_to_every_five_minutes_at_most() -> None:
    assert is_due(None, NOW)
    assert not is_due(NOW, NOW + timedelta(seconds=299))
    assert is_due(NOW, NOW + timedelta(seconds=300))


@pytest.mark.parametrize(
    ("code", "is_one"), [("123456", True), ("12345", False), ("1234567", False), ("12345a", False)]
)
def test_six_digits_are_an_apps_code(code: str, is_one: bool) -> None:
    assert is_totp(code) is is_one
    assert not is_totp("\u0661\u0662\u0663\u0664\u0665\u0666")


@given(st.binary(min_size=15, max_size=15))
def test_a_recovery_code_is_read_however_it_is_typed_and_is_never_taken_for_an_apps(random: bytes) -> None:
    code = recovery_code(random)

    assert [len(part) for part in code.split("-")] == [4] * 6
    assert plain_code(code) == plain_code(f" {code.upper().replace('-', ' ')} ") == code.replace("-", "")
    assert not is_totp(plain_code(code))


def test_no_code_however_long_is_more_than_a_line() -> None:
    assert len(plain_code("a" * 10**6)) == 64


def test_steps_are_half_minutes() -> None:
    assert step_of(NOW + timedelta(seconds=30)) == step_of(NOW) + 1


def test_a_password_of_twelve_will_do_only_where_a_code_is_asked_for_as_well() -> None:
    check_password("lamp boat 12", "dana@acme.test", 12)
    with pytest.raises(Invalid):
        check_password("lamp boat 12", "dana@acme.test")
    with pytest.raises(Invalid):
        check_password("lamp boat 1", "dana@acme.test", 12)
