"""The net under the parsers: encodings undone wherever they stand, without knowing the format.

Base64 (also the URL kind), hexadecimal, escapes of JSON, JavaScript, HTML, URLs and quoted-printable,
and compressed streams with a head (zlib, gzip, and archives that begin in the middle of something).
UTF-16 needs no decoding: the matcher reads it as it lies.
"""

import base64
import zlib
from collections.abc import Iterator

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.folding import CLASS, SEPARATOR
from clerestory.proof.probe.breaks import count_lines, unbroken
from clerestory.proof.probe.part import Child, Trouble

Bytes = NDArray[np.uint8]
_SHORTEST = 20  # signs of base64 that can hold a value
_SHORTEST_HEX = 16
_DOCUMENT = 400  # signs of base64 from which on it may be a file
_UNPACKED = 64 << 20
_RUN = 5  # escapes one after another
_STREAMS = 4096  # compressed streams tried in one piece


def _base64() -> NDArray[np.int16]:
    table = np.full(256, -1, np.int16)
    for value, sign in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"):
        table[sign] = value
    table[ord("-")], table[ord("_")] = 62, 63
    return table


_VALUE = _base64()
_HEXADECIMAL = np.array(
    [int(chr(c), 16) if chr(c) in "0123456789abcdefABCDEF" else -1 for c in range(256)], np.int16
)

_LONG_LINE = 40  # signs of base64 in a line, from which on they may go on in the next
_PACKED = np.array(  # the first four bytes of what may be short and is packed all the same
    [int.from_bytes(sign, "big") for sign in (b"PK\x03\x04", b"\xfd7zX", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"%PDF")],
    np.uint32,
)  # fmt: skip
_TRIED = "more compressed streams in one place than are tried"

Told = tuple[str, bytes | Child | Trouble]


def decoded(piece: Bytes, *, binary: bool = False) -> Iterator[Told]:
    """What can be decoded in a piece: (how, text) or (how, a file); among binary bytes, escapes come in runs."""
    escapes, streams, together = _traces(piece)
    if escapes and (not binary or together >= _RUN):
        yield "unescaped", _trimmed(_unescape(piece))
    yield from _runs(piece)
    if streams:
        yield from _inflated(piece)


def _runs(piece: Bytes) -> Iterator[Told]:
    out = np.empty(piece.size + 64, np.uint8)
    documents = np.empty((piece.size // _SHORTEST_HEX + 1, 2), np.int64)
    for how, undo, read in (("base64", _undo_base64, _of_base64), ("hexadecimal", _undo_hex, _of_hex)):
        size, found = undo(piece, out, documents)
        if size:
            yield how, out[:size].tobytes()
        for begin, stop in documents[:found]:
            whole = read(piece[begin:stop].tobytes())
            yield how, Child("", whole)
            yield from _deflated(whole)


def _of_base64(run: bytes) -> bytes:
    signs = run.translate(bytes.maketrans(b"-_", b"+/"), b"\r\n\t ")
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    return base64.b64decode(signs + b"=" * (-len(signs) % 4))


def _of_hex(run: bytes) -> bytes:
    return bytes.fromhex(run.decode("ascii"))


def _deflated(content: bytes) -> Iterator[Told]:
    """A stream without a head, if all of it unpacks."""
    stream = zlib.decompressobj(-15)
    try:
        found = stream.decompress(content, _UNPACKED)
    except zlib.error:
        return
    if stream.eof and len(found) >= 8:
        yield "deflate", Child("", found)


@njit(cache=True, nogil=True)
def _traces(buf: Bytes) -> tuple[int, int, int]:  # pragma: no cover
    """Whether there are escapes, and heads of compressed streams; of escapes, how many come in one run.

    A block of bytes among which none can be one is stepped over at once.
    """
    escapes = streams = longest = run = last = 0
    for begin in range(0, buf.size, 64):
        stop = min(begin + 64, buf.size - 3)
        some = np.uint8(0)
        for i in range(begin, stop):
            c = buf[i]
            some |= np.uint8(
                (c == 0x26) | (c == 0x5C) | (c == 0x25) | (c == 0x3D) | (c == 0x1F)
                | (c == 0x04) | (c == 0x01) | (c == 0x5E) | (c == 0x9C) | (c == 0xDA)
            )  # fmt: skip
        if not some:
            continue
        for i in range(begin, stop):
            streams += _ends_head(buf, i)
            if _is_escape(buf, i):
                run = run + 1 if i - last <= 9 else 1
                longest, last = max(longest, run), i
                escapes += 1
    return escapes, streams, longest


@njit(cache=True, inline="always")
def _is_escape(buf: Bytes, i: int) -> bool:  # pragma: no cover
    """Whether an escape begins at ``i``: &#65; \\u0041 \\x41 %41 =41, or a break before a word."""
    c, d = buf[i], buf[i + 1]
    if c == 0x26:
        return bool(d == 0x23)
    if c == 0x5C:
        breaks = d == 0x6E or d == 0x74 or d == 0x72
        return bool(d == 0x75 or d == 0x78 or d == 0x2F or (breaks and CLASS[buf[i + 2]] != SEPARATOR))
    if c == 0x25 or c == 0x3D:
        return bool(_HEXADECIMAL[d] >= 0 and _HEXADECIMAL[buf[i + 2]] >= 0)
    return False


@njit(cache=True, inline="always")
def _ends_head(buf: Bytes, i: int) -> bool:  # pragma: no cover
    """Whether the head of a compressed stream stands at ``i``, not at the beginning of all bytes."""
    c = buf[i]
    if c == 0x01 or c == 0x5E or c == 0x9C or c == 0xDA:
        return bool(i > 1 and buf[i - 1] == 0x78)
    if c == 0x1F:
        return bool(i > 0 and buf[i + 1] == 0x8B and buf[i + 2] == 8)
    return bool(c == 0x04 and i > 3 and buf[i - 1] == 3 and buf[i - 2] == 0x4B and buf[i - 3] == 0x50)


@njit(cache=True, inline="always")
def _other_before(values: NDArray[np.int16], buf: Bytes, first: int, stop: int) -> int:  # pragma: no cover
    """The last place of a stretch that is no sign of the encoding; before ``first`` if all are.

    A run begins behind such a place; so most bytes of text are stepped over unread.
    """
    at = stop - 1
    while at >= first and values[buf[at]] >= 0:
        at -= 1
    return at


@njit(cache=True)
def _past_line(buf: Bytes, i: int) -> int:  # pragma: no cover
    """Where a run may go on after a line break and a few spaces; ``i`` itself if there is none."""
    n = buf.size
    at = i + 1 if i < n and buf[i] == 0x0D else i
    if at >= n or buf[at] != 0x0A:
        return i
    at += 1
    spaces = 0
    while at < n and spaces < 8 and (buf[at] == 0x20 or buf[at] == 0x09):
        at += 1
        spaces += 1
    return at


@njit(cache=True)
def _end_of_base64(buf: Bytes, i: int) -> tuple[int, int]:  # pragma: no cover
    """Where a run that begins at ``i`` ends, over lines of many signs; and which kinds of signs it has."""
    kinds = line = 0
    n = buf.size
    while i < n:
        c = buf[i]
        if _VALUE[c] >= 0:
            kinds |= 1 if 0x61 <= c <= 0x7A else (2 if 0x41 <= c <= 0x5A else 4)
            i += 1
            line += 1
            continue
        after = _past_line(buf, i)
        if line < _LONG_LINE or line & 3 or after == i or after >= n or _VALUE[buf[after]] < 0:
            break
        i, line = after, 0
    return i, kinds


@njit(cache=True)
def _is_packed(out: Bytes, begin: int, size: int) -> bool:  # pragma: no cover
    """Whether bytes begin as something packed does."""
    if size - begin < 8:
        return False
    a, b = out[begin], out[begin + 1]
    if (a == 0x1F and b == 0x8B) or (a == 0x42 and b == 0x5A and out[begin + 2] == 0x68):
        return True
    if a == 0x78 and (b == 0x01 or b == 0x5E or b == 0x9C or b == 0xDA):
        return True
    four = (
        np.uint32(a) << np.uint32(24) | np.uint32(b) << np.uint32(16)
        | np.uint32(out[begin + 2]) << np.uint32(8) | np.uint32(out[begin + 3])
    )  # fmt: skip
    known = False
    for i in range(_PACKED.size):
        known = known or _PACKED[i] == four
    return known


@njit(cache=True)
def _reads(out: Bytes, begin: int, size: int) -> bool:  # pragma: no cover
    """Whether bytes read as text: hardly a control sign, or every other byte a zero."""
    plain = zeros = 0
    for i in range(begin, size):
        c = out[i]
        zeros += c == 0
        plain += (c >= 0x20 and c != 0x7F) or c == 0x0A or c == 0x09 or c == 0x0D
    signs = size - begin
    wide = zeros * 5 >= signs * 2 and zeros * 5 <= signs * 3
    return bool((plain + (zeros if wide else 0)) * 20 >= signs * 19)


@njit(cache=True, nogil=True)
def _undo_base64(buf: Bytes, out: Bytes, documents: NDArray[np.int64]) -> tuple[int, int]:  # pragma: no cover
    """All runs that decode to text, one a line; and where runs stand that may be files."""
    size = found = 0
    i = 0
    n = buf.size
    while i + _SHORTEST <= n:
        other = _other_before(_VALUE, buf, i, i + _SHORTEST)
        if other >= i:
            i = other + 1
            continue
        begin = i
        i, kinds = _end_of_base64(buf, begin)
        if not kinds & 2 or not kinds & 1:
            continue
        mark = size
        bits = have = 0
        for j in range(begin, i):
            value = _VALUE[buf[j]]
            if value < 0:
                continue
            bits = (bits << 6 | int(value)) & 0xFFFFFF
            have += 6
            if have >= 8:
                have -= 8
                out[size] = bits >> have & 0xFF
                size += 1
        if i - begin >= _DOCUMENT or _is_packed(out, mark, size):
            documents[found, 0], documents[found, 1] = begin, i
            found += 1
        if _reads(out, mark, size):
            out[size] = 0x0A
            size += 1
        else:
            size = mark
    return size, found


@njit(cache=True, nogil=True)
def _undo_hex(buf: Bytes, out: Bytes, documents: NDArray[np.int64]) -> tuple[int, int]:  # pragma: no cover
    """All runs of hexadecimal digits that decode to text, one a line; and where runs stand that may be files."""
    size = found = 0
    i = 0
    n = buf.size
    while i + _SHORTEST_HEX <= n:
        other = _other_before(_HEXADECIMAL, buf, i, i + _SHORTEST_HEX)
        if other >= i:
            i = other + 1
            continue
        begin = i
        while i < n and _HEXADECIMAL[buf[i]] >= 0:
            i += 1
        if (i - begin) % 2:
            continue
        mark = size
        for j in range(begin, i, 2):
            out[size] = (int(_HEXADECIMAL[buf[j]]) << 4) | int(_HEXADECIMAL[buf[j + 1]])
            size += 1
        if _is_packed(out, mark, size) or i - begin >= _DOCUMENT:
            documents[found, 0], documents[found, 1] = begin, i
            found += 1
        if _reads(out, mark, size):
            out[size] = 0x0A
            size += 1
        else:
            size = mark
    return size, found


@njit(cache=True, nogil=True)
def _unescape(buf: Bytes) -> Bytes:  # pragma: no cover
    """The same text with escapes undone; what is none stays as it is."""
    out = np.empty(buf.size + 8, np.uint8)
    size = 0
    i = 0
    n = buf.size
    while i < n:
        c = buf[i]
        code = -1
        step = 1
        if c == 0x5C and i + 1 < n:
            d = buf[i + 1]
            if d == 0x75 and i + 5 < n:
                code, step = _hex(buf, i + 2, 4), 6
            elif d == 0x78 and i + 3 < n:
                code, step = _hex(buf, i + 2, 2), 4
            elif d == 0x6E or d == 0x74 or d == 0x72:
                code, step = 0x0A, 2
            elif d == 0x2F or d == 0x22 or d == 0x5C:
                code, step = int(d), 2
        elif (c == 0x25 or c == 0x3D) and i + 2 < n:
            if c == 0x3D and buf[i + 1] == 0x0A:
                i += 2
                continue
            if c == 0x3D and buf[i + 1] == 0x0D and buf[i + 2] == 0x0A:
                i += 3
                continue
            code, step = _hex(buf, i + 1, 2), 3
            if code >= 0x80:
                out[size] = code
                size += 1
                i += step
                continue
        elif c == 0x26 and i + 3 < n and buf[i + 1] == 0x23:
            code, step = _entity(buf, i + 2, n)
            step += 2
        if code < 0:
            out[size] = c
            size += 1
            i += 1
            continue
        if code < 0x80:
            out[size] = code
            size += 1
        elif code < 0x800:
            out[size], out[size + 1] = 0xC0 | code >> 6, 0x80 | code & 63
            size += 2
        elif code < 0x10000:
            out[size], out[size + 1], out[size + 2] = (
                0xE0 | code >> 12,
                0x80 | code >> 6 & 63,
                0x80 | code & 63,
            )
            size += 3
        i += step
    return out[:size]


@njit(cache=True)
def _hex(buf: Bytes, i: int, digits: int) -> int:  # pragma: no cover
    value = 0
    for j in range(i, i + digits):
        if _HEXADECIMAL[buf[j]] < 0:
            return -1
        value = value * 16 + int(_HEXADECIMAL[buf[j]])
    return value


@njit(cache=True)
def _entity(buf: Bytes, i: int, n: int) -> tuple[int, int]:  # pragma: no cover
    """The number of an entity that begins after ``&#``: (code, signs taken), -1 if it is none."""
    begin = i
    value = digits = 0
    wide = i < n and (buf[i] == 0x78 or buf[i] == 0x58)
    if wide:
        i += 1
    while i < n and digits < 7 and _HEXADECIMAL[buf[i]] >= 0 and (wide or buf[i] <= 0x39):
        value = value * (16 if wide else 10) + int(_HEXADECIMAL[buf[i]])
        digits += 1
        i += 1
    if digits == 0:
        return -1, 0
    if i < n and buf[i] == 0x3B:
        i += 1
    return value, i - begin


def _trimmed(text: Bytes) -> bytes:
    return text.tobytes()


def _inflated(piece: Bytes) -> Iterator[Told]:
    """Compressed streams that begin anywhere; a stream that is only noise gives nothing."""
    content = piece.tobytes()
    tried = 0
    for sign, window, how in ((b"\x78", 15, "zlib"), (b"\x1f\x8b\x08", 31, "gzip")):
        at = content.find(sign, 1)
        while at >= 0 and tried < _STREAMS:
            if sign != b"\x78" or content[at + 1 : at + 2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
                tried += 1
                found = _inflate(content[at : at + (1 << 22)], window)
                if len(found) >= 8:
                    yield how, Child("", found) if len(found) > 64 else found
            at = content.find(sign, at + 1)
    if tried >= _STREAMS:
        yield "zlib", Trouble("", "bytes", _TRIED)
    at = content.find(b"PK\x03\x04", 1)
    if at > 0 and content[:4] != b"PK\x03\x04" and b"PK\x05\x06" in content[at:]:
        yield "zip", Child("", content[at:])


def _inflate(content: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(content, _UNPACKED)
    except zlib.error:
        return b""


def compile_caches() -> None:
    """Compile once."""
    content = np.frombuffer(b'QWRhIExvdmVsYWNlIGFuZCBubw== &#65; 4164612041646120ab,"a\nb",\n' * 3, np.uint8)
    list(decoded(content))
    count_lines(unbroken(content))
