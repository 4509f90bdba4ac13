"""Where a JPEG ends, and the pictures that lie beside its own: previews in its head, others after its end (ITU T.81, B.1)."""

import re
from collections.abc import Iterator

START = b"\xff\xd8\xff"
_END, _SCAN = 0xD9, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # marks without a length
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # a mark that ends a scan


def end_of(content: bytes, begin: int = 0) -> int:
    """Where a picture that begins there ends; the end of the content if it is cut off."""
    return next((end for mark, _, end in _segments(content, begin) if mark == _END), len(content))


def head_of(content: bytes) -> bytes:
    """All that stands before the first scan."""
    scans = (begin for mark, begin, _ in _segments(content, 0) if mark == _SCAN)
    return content[: next(scans, len(content))]


def inside(content: bytes) -> Iterator[bytes]:
    """The whole pictures that lie in bytes: those of a head are its previews."""
    at = content.find(START)
    while at >= 0:
        end = end_of(content, at)
        yield content[at:end]
        at = content.find(START, end)


def _segments(content: bytes, begin: int) -> Iterator[tuple[int, int, int]]:
    """The mark of every segment, where it begins and ends; a scan ends where the next mark is."""
    at = begin + 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        end = at + 2
        if mark == 0xFF:  # filling
            at += 1
            continue
        if mark not in _ALONE and mark != _END:
            end += int.from_bytes(content[end : end + 2], "big")
        if mark == _SCAN:
            found = _NEXT.search(content, end)
            end = found.start() if found else len(content)
        yield mark, at, end
        if mark == _END:
            return
        at = end
