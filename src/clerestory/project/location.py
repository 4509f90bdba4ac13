"""The line of every key and element of a TOML text, which ``tomllib`` does not keep.

``lines(text)`` expects a text that ``tomllib`` accepts: it finds places, it does not judge.
A place is the path of keys and positions that leads to a value: ``("table", 2, "by", 0)``.
"""

import tomllib
from collections.abc import Iterator, Mapping

Place = tuple[str | int, ...]

_BLANK = " \t"
_BREAK = "\r\n"
_BARE_END = ",]}#\n"


def lines(text: str) -> Mapping[Place, int]:
    """Each place of the text and the line (from 1) on which its key or element begins."""
    return _Scanner(text).scan()


def nearest(found: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the closest thing around it that the text holds."""
    while place and place not in found:
        place = place[:-1]
    return found.get(place, 1)


class _Scanner:
    """Walks a valid TOML text once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._line = 1
        self._found: dict[Place, int] = {(): 1}
        self._repeated: dict[Place, int] = {}  # array of tables -> position of its last table

    def scan(self) -> Mapping[Place, int]:
        """Every place of the text."""
        table: Place = ()
        while self._skip_space():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._found

    def _header(self) -> Place:
        line, repeated = self._line, self._text.startswith("[[", self._at)
        self._move(2 if repeated else 1)
        keys = self._keys("]")
        self._move(2 if repeated else 1)
        place = self._resolve(keys, through_last=not repeated)
        if repeated:
            self._found.setdefault(place, line)
            self._repeated[place] = self._repeated.get(place, -1) + 1
            place = (*place, self._repeated[place])
        self._found[place] = line
        return place

    def _resolve(self, keys: tuple[str, ...], *, through_last: bool) -> Place:
        place: Place = ()
        for number, key in enumerate(keys, start=1):
            place = (*place, key)
            self._found.setdefault(place, self._line)
            if place in self._repeated and (through_last or number < len(keys)):
                place = (*place, self._repeated[place])
        return place

    def _pair(self, table: Place) -> None:
        line = self._line
        for key in self._keys("="):
            table = (*table, key)
            self._found.setdefault(table, line)
        self._move(1)
        self._value(table)

    def _value(self, place: Place) -> None:
        self._skip_space()
        match self._peek():
            case "[":
                self._array(place)
            case "{":
                self._inline_table(place)
            case '"' | "'":
                self._string()
            case _:
                while self._peek() not in _BARE_END:
                    self._move(1)

    def _array(self, place: Place) -> None:
        for number in self._until("]"):
            self._found[(*place, number)] = self._line
            self._value((*place, number))

    def _inline_table(self, place: Place) -> None:
        for _ in self._until("}"):
            self._pair(place)

    def _until(self, end: str) -> Iterator[int]:
        self._move(1)
        number = 0
        while self._skip_space() and self._peek() != end:
            if self._peek() == ",":
                self._move(1)
                continue
            yield number
            number += 1
        self._move(1)

    def _keys(self, end: str) -> tuple[str, ...]:
        keys = []
        while True:
            self._skip_space()
            keys.append(self._key())
            self._skip_space()
            if self._peek() == end or not self._peek():
                return tuple(keys)
            self._move(1)  # the dot

    def _key(self) -> str:
        if (quote := self._peek()) in ('"', "'"):
            inside = self._string()
            return _unescaped(inside) if quote == '"' else inside
        start = self._at
        while self._peek() not in f"{_BLANK}{_BREAK}.=]":
            self._move(1)
        return self._text[start : self._at]

    def _string(self) -> str:
        """Pass a string of any of the four kinds; what stands between its marks."""
        quote = self._peek()
        marks = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        self._move(len(marks))
        start = self._at
        while not self._text.startswith(marks, self._at) and self._peek():
            self._move(2 if quote == '"' and self._peek() == "\\" else 1)
        inside = self._text[start : self._at]
        self._move(len(marks))
        while len(marks) == 3 and self._peek() == quote:
            self._move(1)
        return inside

    def _skip_space(self) -> bool:
        """Pass blanks, line ends and comments; whether anything is left."""
        while (sign := self._peek()) and sign in f"{_BLANK}{_BREAK}#":
            if sign == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            else:
                self._move(1)
        return self._at < len(self._text)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count


def _unescaped(inside: str) -> str:
    return str(tomllib.loads(f'key = "{inside}"')["key"])
