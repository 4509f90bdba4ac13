"""Texts too large to be held as one structure: cut where a cut parts nothing that belongs together."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clerestory.proof.probe.part import Trouble

PIECE = 8 << 20  # bytes, about
_OVERLAP = 512  # what stands across a cut of running text is met once more
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)
_LINE_ENDS = re.compile(rb"\n(?![ \t])")
_QUOTE, _COMMA = 0x22, 0x2C
_OPEN = frozenset(b"[{")
_PLAIN = "lists of values too long to be put side by side"
_OBJECT = 0x7B
_ENDS = {0x5B: (b"[", b"]"), _OBJECT: (b"{", b"}"), 0: (b"", b"")}


@dataclass
class _Opened:
    """A value that is not closed yet; ``given`` is where that begins which was not given so far."""

    sign: int
    begin: int
    given: int
    cut: int  # the last place where it may be cut
    is_large: bool = False
    is_plain: bool = True  # no list or object in it
    columns: int = 0  # large plain values in it: columns that would have to be put side by side


@dataclass
class Cut:
    """A JSON text as smaller ones, each valid for itself; what cannot be told apart so is in ``troubles``."""

    content: bytes | memoryview
    troubles: set[str] = field(default_factory=set)

    def pieces(self) -> Iterator[bytes]:
        """Every record whole in one of them: lists and objects are cut at their own commas only."""
        opened = [_Opened(0, 0, 0, 0, is_large=True)]
        for token in _TOKEN.finditer(self.content):
            at, sign, top = token.start(), self.content[token.start()], opened[-1]
            if sign == _QUOTE:
                if token.end() - at > PIECE:
                    self.troubles.add("one value longer than a structure is read")
            elif sign == _COMMA:
                top.cut = at
                if at - top.given > PIECE and top.sign:
                    yield from self._given(top, at)
                    top.given, top.is_large = at + 1, True
            elif sign in _OPEN:
                opened.append(_Opened(sign, at, at + 1, at + 1))
            elif len(opened) > 1:
                yield from self._closed(opened.pop(), opened[-1], at)
                if not opened[-1].sign and at - opened[-1].given > PIECE:
                    yield from self._given(opened[-1], at + 1)
                    opened[-1].given = at + 1
        for left in reversed(opened):  # of a text that ends before its end
            yield from self._given(left, len(self.content))

    def _closed(self, inner: _Opened, outer: _Opened, at: int) -> Iterator[bytes]:
        """A large value was given already, but for its end; what stands before it in the outer one is given now."""
        outer.is_plain = False
        if not inner.is_large:
            return
        yield from self._given(inner, at)
        yield from self._given(outer, max(outer.given, outer.cut) if outer.sign == _OBJECT else inner.begin)
        outer.given, outer.cut, outer.is_large = at + 1, at + 1, True
        outer.columns += inner.is_plain
        if outer.columns > 1:
            self.troubles.add(_PLAIN)

    def _given(self, value: _Opened, end: int) -> Iterator[bytes]:
        before, after = _ENDS[value.sign]
        inside = bytes(self.content[value.given : end]).strip(b" \t\r\n,")
        if inside:
            yield before + inside + after

    def told(self, inside: str) -> Iterator[Trouble]:
        """What was not read, once all pieces were taken."""
        yield from (Trouble(inside, "text", why) for why in sorted(self.troubles))


def windows(content: bytes | memoryview) -> Iterator[bytes]:
    """Running text, cut where a line ends that the next does not go on."""
    at = 0
    while at < len(content):
        found = _LINE_ENDS.search(content, at + PIECE, at + 2 * PIECE)
        end = found.end() if found else min(at + PIECE, len(content))
        yield bytes(content[max(0, at - _OVERLAP) : end])
        at = end


def decoded(content: bytes | memoryview, coding: str) -> Iterator[bytes]:
    """Text of another coding as UTF-8."""
    decoder = codecs.getincrementaldecoder(coding)("replace")
    for at in range(0, len(content), PIECE):
        yield decoder.decode(bytes(content[at : at + PIECE])).encode("utf-8", "replace")
