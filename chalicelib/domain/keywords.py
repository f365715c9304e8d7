"""The words by which an end user stops messages, wants them again, or asks who writes.

Only a message that is nothing but the word counts: "don't stop" is chat. Lists: Twilio's defaults, and those that AWS
names as required in the United States and Canada. A bare YES is an answer here, though Twilio takes it for START.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from chalicelib.domain.messages import Channel, Opt

_SMS_STOP = (
    "stop stopall unsubscribe cancel end quit",  # Twilio
    "arret cancel end opt-out optout quit remove stop td unsubscribe",  # AWS
)
# WhatsApp has no rule of carriers: what plainly means it is honoured, and END or CANCEL are chat, as are HELP and INFO.
_WHATSAPP_STOP = ("stop stopall unsubscribe opt-out optout baja",)
_START = ("start unstop",)
_HELP = ("help info",)


def _meanings(**lists: tuple[str, ...]) -> MappingProxyType[str, Opt]:
    return MappingProxyType({word: Opt(name) for name, lines in lists.items() for word in " ".join(lines).split()})


_MEANINGS = MappingProxyType(
    {
        Channel.sms: _meanings(stop=_SMS_STOP, start=_START, help=_HELP),
        Channel.whatsapp: _meanings(stop=_WHATSAPP_STOP, start=_START),
    }
)
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def opt_keyword(text: str, channel: Channel) -> Opt | None:
    """What a message asks for that is one of the words alone, in any case, width, accents or punctuation; else None."""
    return _MEANINGS[channel].get(_AROUND.sub("", _plain(text)))


def _plain(text: str) -> str:
    """Full-width letters become plain ones, accents go (ARRÊT is ARRET), case is folded."""
    spread = unicodedata.normalize("NFKD", text).replace("\u2010", "-")
    return "".join(char for char in spread if not unicodedata.combining(char)).casefold()
