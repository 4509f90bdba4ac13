"""Macros of Office files, which lie packed in streams of a compound file ([MS-OVBA] 2.4.1)."""

_SIGN = b"\x00Attribut\x00"  # how every module begins, once its chunk's head is read
_ROUND = 4096


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
        made += _chunk(content[at + 2 : end]) if head >> 15 else content[at + 2 : end]
        at = end
    return bytes(made)


def _chunk(content: bytes) -> bytes:
    made, at = bytearray(), 0
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
            told = int.from_bytes(content[at : at + 2], "little")
            at += 2
            bits = max(
                (len(made) - 1).bit_length(), 4
            )  # of the distance: as many as the text so far asks for
            back = (told >> (16 - bits)) + 1
            for _ in range((told & (0xFFFF >> bits)) + 3):
                made.append(made[-back] if back <= len(made) <= _ROUND else 0x20)
    return bytes(made)
