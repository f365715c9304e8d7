"""The words that stop messages, start them again and ask for help."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.keywords import opt_keyword
from chalicelib.domain.messages import Channel, Opt
from tests.vectors import shared


@pytest.mark.parametrize("case", shared("kw-*.json"))
def test_shared_vectors(case: dict[str, Any]) -> None:
    assert opt_keyword(case["text"], Channel(case["channel"])) == case["expected"]["action"]


@pytest.mark.parametrize(
    "text", ["STOP", "Stop", " stop\n", "“Stop!”", "\uff33\uff34\uff2f\uff30", "\u200bstop\u200b", "stop 🛑", "*STOP*"]
)
@pytest.mark.parametrize("channel", Channel)
def test_stop_alone_is_heard_however_it_is_dressed(text: str, channel: Channel) -> None:
    assert opt_keyword(text, channel) is Opt.stop


@pytest.mark.parametrize(
    "text", ["", "!", "stop it", "don't stop", "the end", "s t o p", "STOPPED", "help me please", "yes"]
)
@pytest.mark.parametrize("channel", Channel)
def test_a_word_inside_a_sentence_is_chat(text: str, channel: Channel) -> None:
    assert opt_keyword(text, channel) is None


@pytest.mark.parametrize("text", ["ARRÊT", "arret", "opt-out", "OPT\u2010OUT", "optout", "Quit", "td"])
def test_the_carriers_lists_hold_for_sms(text: str) -> None:
    assert opt_keyword(text, Channel.sms) is Opt.stop


@pytest.mark.parametrize("text", ["START", "unstop"])
@pytest.mark.parametrize("channel", Channel)
def test_who_has_stopped_can_start_again(text: str, channel: Channel) -> None:
    assert opt_keyword(text, channel) is Opt.start


@pytest.mark.parametrize("text", ["END", "cancel", "HELP", "info"])
def test_whatsapp_leaves_everyday_words_to_the_chat(text: str) -> None:
    assert opt_keyword(text, Channel.whatsapp) is None


def test_help_is_heard_over_sms() -> None:
    assert opt_keyword("Help?", Channel.sms) is Opt.help


@given(st.text(), st.sampled_from(Channel))
def test_no_text_is_too_odd(text: str, channel: Channel) -> None:
    assert opt_keyword(text, channel) in {*Opt, None}
