"""RTF as a message holds it, packed ([MS-OXRTFCP]): references into what went before, from a beginning that all share."""

import struct

from clerestory.proof.probe.part import Unreadable
from clerestory.proof.probe.readers.references import followed

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
    return followed(content[16 : size + 4], _SHARED, "big", _meant)


def _meant(reference: int, so_far: int) -> tuple[int, int]:
    """A place in a round of 4,096 letters; the place of the next one is the end."""
    return (so_far - (reference >> 4)) % _ROUND, (reference & 15) + 2
