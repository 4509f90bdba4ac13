"""The net under the parsers: encodings undone wherever they stand, without knowing the format.

Base64 (also the URL kind), hexadecimal, escapes of JSON, JavaScript, HTML, URLs and quoted-printable,
and compressed streams with a head (zlib, gzip, and archives that begin in the middle of something).
UTF-16 needs no decoding: the matcher reads it as it lies.
"""

import zlib
from collections.abc import Iterator

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.proof.probe.part import Child

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

_TRACE = np.isin(np.arange(256), np.frombuffer(b"&\\%=x\x1fP", np.uint8))


def decoded(piece: Bytes, *, binary: bool = False) -> Iterator[tuple[str, bytes | Child]]:
    """What can be decoded in a piece: (how, text) or (how, a file); among binary bytes, escapes come in runs."""
    escapes, streams, together = _traces(piece)
    if escapes and (not binary or together >= _RUN):
        yield "unescaped", _trimmed(_unescape(piece))
    yield from _runs(piece)
    if streams:
        yield from _inflated(piece)


def _runs(piece: Bytes) -> Iterator[tuple[str, bytes | Child]]:
    out = np.empty(piece.size + 64, np.uint8)
    documents = np.empty((256, 2), np.int64)
    size, found = _undo_base64(piece, out, documents)
    if size:
        yield "base64", out[:size].tobytes()
    for begin, stop in documents[:found]:
        import base64
        import binascii

        run = piece[begin:stop].tobytes().translate(bytes.maketrans(b"-_", b"+/"))
        try:
            whole = base64.b64decode(run + b"=" * (-len(run) % 4))
        except binascii.Error:
            continue
        yield "base64", Child("", whole)
    size = _undo_hex(piece, out)
    if size:
        yield "hexadecimal", out[:size].tobytes()


@njit(cache=True, nogil=True)
def _traces(buf: Bytes) -> tuple[int, int, int]:  # pragma: no cover
    """Whether there are escapes, and heads of compressed streams."""
    escapes = streams = run = longest = 0
    before = last = 0
    for i in range(buf.size - 3):
        c = buf[i]
        if not _TRACE[c]:
            continue
        if c == 0x26:  # &# or &letters;
            escapes += buf[i + 1] == 0x23
        elif c == 0x5C:  # \\u \\x \\/
            escapes += buf[i + 1] == 0x75 or buf[i + 1] == 0x78
        elif c == 0x25 or c == 0x3D:  # %41 =41
            escapes += _HEXADECIMAL[buf[i + 1]] >= 0 and _HEXADECIMAL[buf[i + 2]] >= 0
        elif c == 0x78:
            d = buf[i + 1]
            streams += (d == 0x9C or d == 0xDA or d == 0x01 or d == 0x5E) and i > 0
        elif c == 0x1F:
            streams += buf[i + 1] == 0x8B and buf[i + 2] == 8 and i > 0
        else:
            streams += buf[i + 1] == 0x4B and buf[i + 2] == 3 and buf[i + 3] == 4 and i > 0
        if escapes > before:
            run = run + 1 if i - last <= 9 else 1
            longest = max(longest, run)
            before, last = escapes, i
    return escapes, streams, longest


@njit(cache=True, inline="always")
def _other_before(values: NDArray[np.int16], buf: Bytes, first: int, stop: int) -> int:  # pragma: no cover
    """The last place of a stretch that is no sign of the encoding; before ``first`` if all are.

    A run begins behind such a place; so most bytes of text are stepped over unread.
    """
    at = stop - 1
    while at >= first and values[buf[at]] >= 0:
        at -= 1
    return at


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
        kinds = 0
        while i < n and _VALUE[buf[i]] >= 0:
            c = buf[i]
            kinds |= 1 if 0x61 <= c <= 0x7A else (2 if 0x41 <= c <= 0x5A else 4)
            i += 1
        if not kinds & 2 or not kinds & 1:
            continue
        mark = size
        plain = 0
        for j in range(begin, i - 1, 4):
            bits = 0
            have = min(4, i - j)
            for k in range(4):
                bits = (bits << 6) | (int(_VALUE[buf[j + k]]) if k < have else 0)
            for k in range(have - 1):
                value = (bits >> (16 - 8 * k)) & 0xFF
                out[size] = value
                size += 1
                plain += (value >= 0x20 and value != 0x7F) or value == 0x0A or value == 0x09 or value == 0x0D
        if plain * 20 < (size - mark) * 19:
            size = mark
            if i - begin >= _DOCUMENT and found < documents.shape[0]:
                documents[found, 0], documents[found, 1] = begin, i
                found += 1
        else:
            out[size] = 0x0A
            size += 1
    return size, found


@njit(cache=True, nogil=True)
def _undo_hex(buf: Bytes, out: Bytes) -> int:  # pragma: no cover
    """All runs of hexadecimal digits that decode to text, one a line."""
    size = 0
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
        plain = 0
        for j in range(begin, i, 2):
            value = (int(_HEXADECIMAL[buf[j]]) << 4) | int(_HEXADECIMAL[buf[j + 1]])
            out[size] = value
            size += 1
            plain += 0x20 <= value < 0x7F or value >= 0xC0
        if plain * 20 < (size - mark) * 19:
            size = mark
        else:
            out[size] = 0x0A
            size += 1
    return size


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


def _inflated(piece: Bytes) -> Iterator[tuple[str, bytes | Child]]:
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
    list(decoded(np.frombuffer(b"QWRhIExvdmVsYWNlIGFuZCBubw== &#65; 4164612041646120ab" * 3, np.uint8)))
