"""Macros of Office files, which lie packed in streams of a compound file ([MS-OVBA] 2.4.1)."""

from clerestory.proof.probe.readers.references import followed

_SIGN = b"\x00Attribut\x00"  # how every module begins, once its chunk's head is read
_MOST = 12  # bits of a distance: no chunk holds more than 4,096 letters


def modules(content: bytes) -> bytes:
    """The text of the module in a stream; empty if there is none."""
    at = content.find(_SIGN)
    return unpacked(content[at - 3 :]) if at >= 3 and content[at - 3] == 1 else b""


def unpacked(content: bytes) -> bytes:
    """All chunks of a container that begins with its sign, as far as they are whole."""
    made, at = bytearray(), 1
    while at + 2 <= len(content):
        head = int.from_bytes(content[at : at + 2], "little")
        end = at + 3 + (head & 0xFFF)
        if head >> 12 & 7 != 3:
            break
        chunk = content[at + 2 : end]
        made += followed(chunk, b"", "little", _meant) if head >> 15 else chunk
        at = end
    return bytes(made)


def _meant(reference: int, so_far: int) -> tuple[int, int]:
    """As many bits tell the distance as the text so far asks for, four at least."""
    bits = min(max((so_far - 1).bit_length(), 4), _MOST)
    return (reference >> (16 - bits)) + 1, (reference & (0xFFFF >> bits)) + 3
