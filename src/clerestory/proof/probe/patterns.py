"""Identifiers told by their own rules, where there is no index to ask.

Shape alone is no evidence. What carries a check is found alone (social security numbers by the areas and
groups that were never given out, cards by issuer and Luhn, accounts by their remainder), unless
most numbers of its shape in the same place fail it. What many documents print in passing (e-mail addresses,
telephone numbers) is a finding as a list of them. A licence or social security number without
hyphens is judged by its column: its name, and what share of its cells keeps the rule.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_LIST = 8  # addresses or telephone numbers that are a list of people
_FEWEST = 3  # cells by which a column is judged
_SHARE = 0.9  # of its cells that keep the rule

_CARDS = re.compile(
    r"4\d{15}|4\d{12}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}"
)
_LICENCE = re.compile(
    r"[A-Z]\d{7}|[A-Z]\d{12}|\d{8}|\d{9}"
)  # California; Illinois and Florida; Texas, New York


def social_security(text: str) -> bool:
    """Whether such a number can have been given to somebody."""
    digits = re.sub(r"\D", "", text)
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    fit = area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"
    return (
        len(digits) == 9 and fit and digits not in {"078051120", "219099999", "123456789"}
    )  # printed as examples


def card(text: str) -> bool:
    """Whether the last digit is the check of the others (Luhn, ISO/IEC 7812-1)."""
    digits = [int(sign) for sign in re.sub(r"\D", "", text)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def account(text: str) -> bool:
    """Whether an international bank account number leaves the remainder 1 (ISO 13616)."""
    packed = re.sub(r"\W", "", text).upper()
    return int("".join(str(int(sign, 36)) for sign in packed[4:] + packed[:4])) % 97 == 1


def telephone(text: str) -> bool:
    """Whether the numbering plan of North America has such a number, and not for made-up stories."""
    digits = re.sub(r"\D", "", text)[-10:]
    return digits[1:3] != "11" and digits[4:6] != "11" and not digits[3:8].startswith("55501")


def _any(_text: str) -> bool:
    return True


@dataclass(frozen=True)
class _Sign:
    """One kind of identifier: how it is written, its rule, and how many of them are a finding."""

    written: re.Pattern[bytes]
    holds: Callable[[str], bool]
    fewest: int


_SIGNS: Mapping[str, _Sign] = {
    "social security numbers": _Sign(re.compile(rb"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"), social_security, 1),
    "payment card numbers": _Sign(re.compile(rb"(?<![\w.-])\d(?:[ -]?\d){12,15}(?![\w-])"), card, 1),
    "bank account numbers": _Sign(
        re.compile(rb"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)"), account, 1
    ),
    "e-mail addresses": _Sign(re.compile(rb"[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,12}\b"), _any, _LIST),
    "telephone numbers": _Sign(
        re.compile(rb"(?<![\w.-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])"),
        telephone,
        _LIST,
    ),
}  # fmt: skip

_COLUMNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        "social security numbers",
        re.compile(r"\bssn\b|social.?sec", re.IGNORECASE),
        lambda cell: bool(re.fullmatch(r"\d{3}-?\d{2}-?\d{4}", cell)) and social_security(cell),
    ),
    (
        "licence numbers",
        re.compile(r"licen[cs]e|\bdl\b|\bdl.?n", re.IGNORECASE),
        lambda cell: bool(_LICENCE.fullmatch(cell.upper())),
    ),
)


@dataclass(repr=False)
class Patterns:
    """What one place holds of each kind; values are kept no longer than the place is looked at."""

    held: dict[str, set[bytes]] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)

    def add(self, piece: NDArray[np.uint8]) -> None:
        """Look at one piece."""
        content = piece.tobytes()
        if content.count(0) > len(content) // 4:  # UTF-16
            content = content.replace(b"\0", b"")
        for name, sign in _SIGNS.items():
            for match in sign.written.findall(content):
                self._take(name, sign, match)

    def _take(self, name: str, sign: _Sign, match: bytes) -> None:
        text = match.decode("latin-1")
        if name == "payment card numbers" and not _CARDS.fullmatch(re.sub(r"[ -]", "", text)):
            return
        if sign.holds(text):
            self.held.setdefault(name, set()).add(match)
        else:
            self.failed[name] = self.failed.get(name, 0) + 1

    def told(self, columns: Iterable[tuple[str, set[str]]]) -> list[tuple[str, int]]:
        """Findings: a sentence, and how many values it is about."""
        found = {
            name: len(values)
            for name, values in self.held.items()
            if len(values) >= _SIGNS[name].fewest and len(values) > self.failed.get(name, 0)
        }
        for name, values in _by_column(columns):
            found[name] = max(values, found.get(name, 0))
        return [(f"{count} {name} that keep the rules of such", count) for name, count in found.items()]


def _by_column(columns: Iterable[tuple[str, set[str]]]) -> Iterator[tuple[str, int]]:
    for title, values in columns:
        for name, sign, holds in _COLUMNS:
            if sign.search(title) and len(values) >= _FEWEST:
                fit = sum(1 for value in values if holds(value))
                if fit >= _SHARE * len(values):
                    yield name, fit
