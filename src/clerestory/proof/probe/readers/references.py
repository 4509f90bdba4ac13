"""Text packed as letters and references into what went before, eight to a byte of flags: macros and packed RTF."""

from collections.abc import Callable
from typing import Literal

_BLANK = 0x20


def followed(
    content: bytes,
    before: bytes,
    order: Literal["big", "little"],
    meant: Callable[[int, int], tuple[int, int]],
) -> bytes:
    """What the content unpacks to, after the text that stands before it.

    ``meant`` reads a reference (two bytes in that order) where so much text lies: how far back, and how many
    letters; no step back is the end.
    """
    made, at = bytearray(before), 0
    while at < len(content):
        flags = content[at]
        at += 1
        for bit in range(8):
            if at >= len(content):
                break
            if not flags >> bit & 1:
                made.append(content[at])
                at += 1
                continue
            back, letters = meant(int.from_bytes(content[at : at + 2], order), len(made))
            at += 2
            if back == 0:
                return bytes(made[len(before) :])
            for _ in range(letters):
                made.append(made[-back] if back <= len(made) else _BLANK)
    return bytes(made[len(before) :])
