"""RTF as a message holds it, packed ([MS-OXRTFCP]): references into what went before, from a beginning that all share."""

import struct

from clerestory.proof.probe.part import Unreadable

_SHARED = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_ROUND = 4096


def unpacked(content: bytes) -> bytes:
    """The RTF."""
    size, whole, sign = struct.unpack_from("<II4s", content, 0)
    if sign == b"MELA":
        return content[16 : 16 + whole]
    if sign != b"LZFu" or size + 4 > len(content):
        raise Unreadable("damaged: no packed RTF")
    return _followed(content[16 : size + 4])


def _followed(content: bytes) -> bytes:
    made = bytearray(_SHARED)
    at = 0
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
            told = int.from_bytes(content[at : at + 2], "big")
            at += 2
            back = (len(made) - (told >> 4)) % _ROUND
            if back == 0:
                return bytes(made[len(_SHARED) :])
            for _ in range((told & 15) + 2):
                made.append(made[-back] if back <= len(made) else 0x20)
    return bytes(made[len(_SHARED) :])
