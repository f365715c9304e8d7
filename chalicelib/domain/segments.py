"""How many SMS parts a text takes, counted as Twilio's calculator counts (smart encoding off)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

Encoding = Literal["GSM-7", "UCS-2"]

# 3GPP TS 23.038: the default alphabet, and what needs an escape before it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}[]~\\|€")
_GSM = _BASIC | _EXTENSION

# What fits into a text of one part, and into each of several (the rest of each carries its number).
_ALONE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
_JOINED: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}

_JOINER = "\u200d"


class Segments(Struct, frozen=True, kw_only=True):
    """The encoding a text needs, the number of parts, and its length in characters as people count them.

    `units` is what is paid for: septets in GSM-7, 16-bit units in UCS-2.
    """

    encoding: Encoding
    count: int
    characters: int
    units: int


def segments(text: str) -> Segments:
    """Count the parts of an SMS; an empty text is one part, as it is one message."""
    encoding: Encoding = "GSM-7" if _GSM.issuperset(text) else "UCS-2"
    sizes = [1 + (char in _EXTENSION) for char in text] if encoding == "GSM-7" else [*map(_width, _characters(text))]
    units = sum(sizes)
    count = 1 if units <= _ALONE[encoding] else _parts(sizes, _JOINED[encoding])
    return Segments(encoding=encoding, count=count, characters=len(sizes), units=units)


def _parts(sizes: Iterable[int], room: int) -> int:
    """Fill part after part; what doesn't fit whole goes to the next, so that no character is torn."""
    count, free = 1, room
    for size in sizes:
        if size > free:
            count, free = count + 1, room
        free -= size
    return count


def _width(character: str) -> int:
    return len(character.encode("utf-16-be", "surrogatepass")) // 2


def _characters(text: str) -> Iterator[str]:
    """Split into what a person sees as one: letter and accents, emoji and skin tone, joined emojis, flags.

    The cases of Unicode's text segmentation (UAX 29) that phones write; the standard library has no full one.
    """
    character = ""
    for char in text:
        if character and not _continues(character, char):
            yield character
            character = ""
        character += char
    if character:
        yield character


def _continues(character: str, char: str) -> bool:
    if character[-1] in "\r\n":
        return False
    if unicodedata.category(char) in ("Mn", "Me", "Mc") or char in "\u200c\u200d" or _is_tag(char):
        return True
    if character[-1] == _JOINER:
        return unicodedata.category(char) == "So"
    if _is_skin_tone(char):
        return unicodedata.category(character[0]) == "So"
    return _is_flag_half(char) and len(character) == 1 and _is_flag_half(character)


def _is_tag(char: str) -> bool:
    return "\U000e0020" <= char <= "\U000e007f"


def _is_skin_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
