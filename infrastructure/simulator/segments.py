"""How many SMS parts a text takes: GSM 03.38 in 160/153 septets, else UCS-2 in 70/67 units."""

from __future__ import annotations

from collections.abc import Callable

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """The number of parts, at least 1; neither an extended character nor a surrogate pair is split over two."""
    if all(character in BASIC or character in EXTENDED for character in text):
        return _parts(text, lambda character: 1 + (character in EXTENDED), 160, 153)
    return _parts(text, lambda character: 1 + (character > "\uffff"), 70, 67)


def _parts(text: str, width: Callable[[str], int], single: int, part: int) -> int:
    if sum(map(width, text)) <= single:
        return 1
    parts, used = 1, 0
    for character in text:
        if used + width(character) > part:
            parts, used = parts + 1, 0
        used += width(character)
    return parts
