"""RTF: text that its groups and control words tear apart, and files in it as hexadecimal digits."""

import re
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.report import Visibility

_TOKEN = re.compile(
    rb"\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}\r\n]+)|([^\\{}\r\n]+)", re.DOTALL
)
_BREAKS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
    b"nestcell": "\t", b"nestrow": "\n", b"emdash": " ", b"endash": "-", b"lquote": "'", b"rquote": "'",
}  # fmt: skip
_SIGNS = {b"~": " ", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_DIGITS = re.compile(rb"(?<![0-9a-zA-Z])[0-9a-fA-F][0-9a-fA-F\s]{62,}[0-9a-fA-F]")
_FILES = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-")


def rtf(node: Child) -> Iterator[Yield]:
    """The text in one piece; every file and picture in it."""
    content = bytes(node.content)
    text = "".join(_text(content)).encode("utf-8", "replace")
    yield Part(f"{node.inside} (text)".strip(), text, Form.TEXT, node.visibility, "text")
    for at, match in enumerate(_DIGITS.finditer(content), 1):
        digits = re.sub(rb"\s", b"", match[0])
        yield from _file(node, at, bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")))


def _text(content: bytes) -> Iterator[str]:
    """The signs in their order; a sign given by its number is followed by one for old readers, left out."""
    skip = 0
    for word, number, code, sign, _, plain in _TOKEN.findall(content):
        if word == b"u" and number:
            yield chr(int(number) % 0x10000)
            skip = 1
        elif word:
            yield _BREAKS.get(word, "")
        elif code:
            yield "" if skip else bytes.fromhex(code.decode("ascii")).decode("cp1252", "replace")
            skip = 0
        elif sign:
            yield _SIGNS.get(sign, "")
        elif plain:
            yield plain[skip:].decode("cp1252", "replace")
            skip = 0


def _file(node: Child, at: int, content: bytes) -> Iterator[Yield]:
    """A file behind the head that names its program; else bytes."""
    begins = [begin for sign in _FILES if (begin := content.find(sign, 0, 4096)) >= 0]
    place = below(node, f"object {at}")
    if begins:
        yield Child(place, content[min(begins) :], Visibility.HIDDEN)
    yield Part(place, content, Form.BYTES, Visibility.HIDDEN, "text")
