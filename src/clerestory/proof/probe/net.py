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

from clerestory.proof.probe.breaks import count_lines, unbroken
from clerestory.proof.probe.escapes import HEXADECIMAL, traces, unescaped
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

_DIGEST = 40  # digits of a line that stands for itself
_LONG_LINE = 40  # signs of base64 in a line, from which on they may go on in the next
_PACKED = np.array(  # the first four bytes of what may be short and is packed all the same
    [int.from_bytes(sign, "big") for sign in (b"PK\x03\x04", b"\xfd7zX", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"%PDF")],
    np.uint32,
)  # fmt: skip
_TRIED = "more compressed streams in one place than are tried"

Told = tuple[str, bytes | Child | Trouble]


def decoded(piece: Bytes, *, binary: bool = False) -> Iterator[Told]:
    """What can be decoded in a piece: (how, text) or (how, a file); among binary bytes, escapes come in runs."""
    escapes, streams, together = traces(piece)
    if escapes and (not binary or together >= _RUN):
        yield "unescaped", unescaped(piece).tobytes()
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
            yield how, Child("", whole) if stop - begin >= _DOCUMENT else _short(whole)
            yield from _deflated(whole)


def _of_base64(run: bytes) -> bytes:
    signs = run.translate(bytes.maketrans(b"-_", b"+/"), b"\r\n\t ")
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    return base64.b64decode(signs + b"=" * (-len(signs) % 4))


def _of_hex(run: bytes) -> bytes:
    return bytes.fromhex(run.decode("ascii"))  # blanks are left out


def _deflated(content: bytes) -> Iterator[Told]:
    """A stream without a head, if all of it unpacks."""
    stream = zlib.decompressobj(-15)
    try:
        found = stream.decompress(content, _UNPACKED)
    except zlib.error:
        return
    if stream.eof and len(found) >= 8:
        yield "deflate", Child("", found)


def _short(content: bytes) -> bytes | Child:
    """A file; of a few bytes that only begin like a stream what they unpack to: two do, in any long list of numbers or digests."""
    window = 15 if content[:1] == b"\x78" else 31
    if window == 31 and content[:2] != b"\x1f\x8b":
        return Child("", content)
    stream = zlib.decompressobj(window)
    try:
        found = stream.decompress(content, _UNPACKED)
    except zlib.error:
        return b""
    return Child("", content) if stream.eof and len(found) >= 8 else found


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
def _end_of_hex(buf: Bytes, i: int) -> tuple[int, int]:  # pragma: no cover
    """Where a run of hexadecimal digits ends, over lines of many digits; and how many they are."""
    digits = line = 0
    n = buf.size
    while i < n:
        if HEXADECIMAL[buf[i]] >= 0:
            i += 1
            line += 1
            continue
        after = _past_line(buf, i)
        goes_on = after != i and after < n and HEXADECIMAL[buf[after]] >= 0
        if line <= _DIGEST or line & 1 or not goes_on:
            break
        digits += line
        i, line = after, 0
    return i, digits + line


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
        other = _other_before(HEXADECIMAL, buf, i, i + _SHORTEST_HEX)
        if other >= i:
            i = other + 1
            continue
        begin = i
        i, digits = _end_of_hex(buf, begin)
        if digits % 2:
            continue
        mark = size
        half = -1
        for j in range(begin, i):
            value = int(HEXADECIMAL[buf[j]])
            if value >= 0 and half < 0:
                half = value
            elif value >= 0:
                out[size] = half << 4 | value
                size += 1
                half = -1
        if _is_packed(out, mark, size) or i - begin >= _DOCUMENT:
            documents[found, 0], documents[found, 1] = begin, i
            found += 1
        if _reads(out, mark, size):
            out[size] = 0x0A
            size += 1
        else:
            size = mark
    return size, found


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
