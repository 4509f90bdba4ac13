"""Reading text as tokens: runs of letters and digits, upper case, without accents.

Works on UTF-8 and Latin-1 alike, and steps over the zero bytes of UTF-16, so that one pass over
raw bytes reads all three. Apostrophes inside a word fall away (O'Brien, OBRIEN), a possessive ends it.
"""

import unicodedata

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.eight import eight_at, ones, read_eight
from clerestory.matching.hot import hot

Bytes = NDArray[np.uint8]

SEPARATOR, LETTER, DIGIT, WIDE = 0, 1, 2, 3
LONGEST = 80  # bytes of a token that count; what is longer is data, not a value


def _plain(letter: str) -> str:
    special = {"ß": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O", "Ð": "D", "Đ": "D", "Þ": "TH", "Ł": "L", "ı": "I"}
    upper = special.get(letter) or special.get(letter.upper())
    text = upper or unicodedata.normalize("NFKD", letter).upper()
    return "".join(sign for sign in text if "A" <= sign <= "Z")[:2]


def _classes() -> Bytes:
    kind = np.zeros(256, np.uint8)
    for code in range(256):
        sign = chr(code)
        if sign.isascii() and sign.isalpha():
            kind[code] = LETTER
        elif sign.isascii() and sign.isdigit():
            kind[code] = DIGIT
        elif code >= 0xC0:
            kind[code] = WIDE
    return kind


def _accents() -> NDArray[np.uint16]:
    """Code point of a Latin letter to one or two plain letters, packed; 0 where it is none."""
    plain = np.zeros(0x1F00, np.uint16)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letters = _plain(chr(code))
        if letters:
            plain[code] = ord(letters[0]) | (ord(letters[1]) << 8 if len(letters) == 2 else 0)
    return plain


def _folds() -> Bytes:
    """A byte as the plain sign it stands for, 0 where it is no ASCII letter or digit."""
    fold = np.zeros(256, np.uint8)
    for code in range(128):
        sign = chr(code)
        if sign.isalnum():
            fold[code] = ord(sign.upper())
    return fold


CLASS: Bytes = _classes()
FOLD: Bytes = _folds()
PLAIN: NDArray[np.uint16] = _accents()


@hot(inline="always")
def is_letter(buf: Bytes, i: int, end: int) -> bool:  # pragma: no cover
    """Whether a letter begins at ``i``."""
    return i < end and (CLASS[buf[i]] == LETTER or CLASS[buf[i]] == WIDE)


@hot(inline="always")
def plain_token(
    buf: Bytes, i: int, end: int, words: NDArray[np.uint64]
) -> tuple[int, int, int, np.uint64]:  # pragma: no cover
    """``token`` for the usual case, all ASCII: (next position, size, digits, which signs are digits).

    Size -1 where the long way must be taken; ``words`` are filled as far as the size goes.
    """
    size = 0
    which = np.uint64(0)
    while i + 8 <= end and size < LONGEST:
        word, told, length = read_eight(eight_at(buf, i))
        words[size >> 3] = word
        which |= told << np.uint64(size & 63)
        i += int(np.int64(length))
        size += int(np.int64(length))
        if length < np.uint64(8):
            break
    else:
        i, size, which = _plain_end(buf, i, end, words, size, which)
    if i < end and (buf[i] >= 0xC0 or buf[i] == 0x27 or buf[i] == 0):
        return i, -1, 0, which
    if size & 7 == 0 and size < LONGEST:
        words[size >> 3] = np.uint64(0)
    return i, min(size, LONGEST), int(np.int64(ones(which))), which


@hot()
def _plain_end(
    buf: Bytes, i: int, end: int, words: NDArray[np.uint64], size: int, which: np.uint64
) -> tuple[int, int, np.uint64]:  # pragma: no cover
    """The rest of a token, byte by byte: near the end of the bytes, or beyond what counts."""
    word = np.uint64(0)
    while i < end:
        sign = FOLD[buf[i]]
        if sign == 0:
            break
        if size < LONGEST:
            word |= np.uint64(sign) << np.uint64(8 * (size & 7))
            words[size >> 3] = word
            if size & 7 == 7:
                word = np.uint64(0)
            which |= np.uint64(sign < 0x41) << np.uint64(size & 63)
        size += 1
        i += 1
    return i, size, which


@hot()
def digits_of(words: NDArray[np.uint64], size: int) -> np.uint64:  # pragma: no cover
    """Which of the first signs of a packed token are digits."""
    which = np.uint64(0)
    for j in range(min(size, 64)):
        if ((words[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF)) < 0x41:
            which |= np.uint64(1) << np.uint64(j)
    return which


@hot()
def token(
    buf: Bytes, i: int, end: int, words: NDArray[np.uint64]
) -> tuple[int, int, int, int]:  # pragma: no cover
    """Read the token that begins at ``i`` into ``words``: (next position, size, digits, letters).

    ``words`` must be zero; the caller clears what was written. Size 0: no token begins here.
    """
    size = digits = letters = 0
    while i < end:
        c = buf[i]
        kind = CLASS[c]
        if kind in (DIGIT, LETTER):
            sign = np.uint64(c & 0xDF) if kind == LETTER else np.uint64(c)
            if size < LONGEST:
                words[size >> 3] |= sign << np.uint64(8 * (size & 7))
            size += 1
            if kind == DIGIT:
                digits += 1
            else:
                letters += 1
            i += 1
        elif kind == WIDE:
            step, packed = _wide(buf, i, end)
            if packed == 0xFFFF:  # a letter of another script: its bytes as they are
                for j in range(i, i + step):
                    if size < LONGEST:
                        words[size >> 3] |= np.uint64(buf[j]) << np.uint64(8 * (size & 7))
                    size += 1
                letters += 1
            elif packed == 0xFFFE:  # a combining accent
                if size == 0:
                    return i + step, 0, 0, 0
            elif packed == 0:
                if step == 3 and size > 0 and buf[i + 2] == 0x99 and is_letter(buf, i + 3, end):
                    if (buf[i + 3] & 0xDF) == 0x53 and not is_letter(buf, i + 4, end):
                        return i + 4, min(size, LONGEST), digits, letters
                else:
                    return (i if size else i + step), min(size, LONGEST), digits, letters
            else:
                while packed:
                    if size < LONGEST:
                        words[size >> 3] |= np.uint64(packed & 0xFF) << np.uint64(8 * (size & 7))
                    size += 1
                    letters += 1
                    packed >>= 8
            i += step
        elif c == 0 and size > 0 and i + 2 < end and (buf[i + 2] == 0 or (i >= 2 and buf[i - 2] == 0)):
            if CLASS[buf[i + 1]] == SEPARATOR:
                break
            i += 1
        elif c == 0x27 and size > 0 and letters == size and is_letter(buf, i + 1, end):
            if (buf[i + 1] & 0xDF) == 0x53 and not is_letter(buf, i + 2, end):
                return i + 2, min(size, LONGEST), digits, letters
            i += 1
        else:
            break
    return (i if size else i + 1), min(size, LONGEST), digits, letters


@hot()
def _wide(buf: Bytes, i: int, end: int) -> tuple[int, int]:  # pragma: no cover
    """A byte from 0xC0 up: (bytes it takes, packed plain letters | 0xFFFF other letter | 0xFFFE accent | 0)."""
    c = int(buf[i])
    if i + 1 < end and (buf[i + 1] & 0xC0) == 0x80:
        if c < 0xE0:
            code = ((c & 0x1F) << 6) | int(buf[i + 1] & 0x3F)
            if code < 0x250:
                return 2, int(PLAIN[code])
            if 0x300 <= code < 0x370:
                return 2, 0xFFFE
            return 2, 0xFFFF
        if c < 0xF0 and i + 2 < end and (buf[i + 2] & 0xC0) == 0x80:
            code = ((c & 0x0F) << 12) | (int(buf[i + 1] & 0x3F) << 6) | int(buf[i + 2] & 0x3F)
            if 0x1E00 <= code < 0x1F00 and PLAIN[code]:
                return 3, int(PLAIN[code])
            return 3, (0 if 0x2000 <= code < 0x2E00 or 0x3000 <= code < 0x3004 or code >= 0xE000 else 0xFFFF)
        if c < 0xF8:
            step = 2
            while step < 4 and i + step < end and (buf[i + step] & 0xC0) == 0x80:
                step += 1
            return step, 0
    return 1, int(PLAIN[c])
