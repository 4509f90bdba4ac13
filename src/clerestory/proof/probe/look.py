"""Looking at targets one after another: what readers yield is matched, judged and kept as findings."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.matching import canary as canaries
from clerestory.matching.evidence import events_in
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.proof.probe import net
from clerestory.proof.probe.canary import planted
from clerestory.proof.probe.kinds import kind_of
from clerestory.proof.probe.judge import Judged, Tally, judge
from clerestory.proof.probe.part import Child, Form, Part, Read, Trouble
from clerestory.proof.probe.reading import Reading, Target
from clerestory.proof.probe.report import Account, Finding, Kind, Report, Trial, Visibility
from clerestory.proof.probe.structure import Shape, Schema

_CHUNK = 8 << 20
_OVERLAP = 1 << 12
_NESTED = 3  # decodings of decodings
_PICTURES = frozenset({"png", "jpeg", "gif", "tiff", "webp", "icon"})


@dataclass(frozen=True)
class Rules:
    """What is looked for beside the people of the index."""

    pictures: str = "read"  # or "ignore"
    off: frozenset[str] = frozenset()
    schema: Schema | None = None


@dataclass(frozen=True)
class _Place:
    """Where a part lies; parts of one place are judged together."""

    path: str
    inside: str
    visibility: Visibility
    by_row: bool


@dataclass
class _OneTarget:
    """What the parts of one target showed so far."""

    tallies: dict[_Place, Tally] = field(default_factory=dict)
    shapes: dict[_Place, Shape] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)


class Look:
    """One run of the probe."""

    def __init__(self, index: Index, key: Key, rules: Rules, reading: Reading) -> None:
        self._index, self._key, self._rules, self._reading = index, key, rules, reading
        self._findings: list[Finding] = []
        self._persons: list[NDArray[np.uint32]] = []
        self._ledger: list[Account] = []
        self._trials: dict[str, Trial] = {}
        self._first: dict[str, Target] = {}

    def at(self, target: Target) -> None:
        """Read, match and judge one target."""
        one = _OneTarget()
        self._take(target, target, one, 0)
        for place, tally in one.tallies.items():
            for judged in judge(tally, self._index):
                self._keep(place, judged)
        if "structure" not in self._rules.off:
            for place, shape in one.shapes.items():
                for why, rows in shape.told(self._rules.schema):
                    self._findings.append(
                        Finding(place.path, place.inside, Kind.STRUCTURE, place.visibility, rows, 0, 0.0, why)
                    )
        for reader in sorted(one.readers):
            self._first.setdefault(reader, target)

    def report(self) -> Report:
        """What was found."""
        people = np.unique(np.concatenate([np.zeros(0, np.uint32), *self._persons])).size
        return Report(tuple(self._findings), people, tuple(self._ledger), tuple(self._trials.values()))

    def try_canaries(self) -> None:
        """For each reader that was needed: plant the canary, and see whether it is found."""
        canary = canaries.of(self._key)
        for reader, target in self._first.items():
            heard, how = False, "copy"
            try:
                made = planted(reader, target, canary)
                if made is None:
                    self._trials[reader] = Trial(reader, "none", found=False)
                    continue
                content, how = made
                heard = self._heard(Target(target.name, content, inside=target.inside))
            except Exception:  # noqa: BLE001  (a copy that cannot be made is a canary not found)
                heard = False
            self._trials[reader] = Trial(reader, how, heard)

    def _heard(self, target: Target) -> bool:
        one = _OneTarget()
        ledger = len(self._ledger)
        self._take(target, target, one, 0)
        del self._ledger[ledger:]
        return any(tally.canary for tally in one.tallies.values())

    def _take(self, target: Target, named: Target, one: _OneTarget, depth: int) -> None:
        for part in self._reading.parts(target):
            if isinstance(part, Part):
                one.readers.add(part.reader)
                self._match(part, named, one, depth)
            else:
                self._account(part, named)

    def _account(self, part: Trouble | Read, named: Target) -> None:
        if isinstance(part, Read):
            self._ledger.append(Account(named.name, part.inside, part.reader, part.size, part.parsed, part.raw))
        elif not (self._rules.pictures == "ignore" and part.reader in _PICTURES):
            self._ledger.append(Account(named.name, part.inside, part.reader, 0, 0, 0, part.why))

    def _match(self, part: Part, named: Target, one: _OneTarget, depth: int) -> None:
        by_row = part.form in (Form.LINES, Form.TABLE)
        place = _Place(named.name, part.inside, part.visibility, by_row)
        tally = one.tallies.setdefault(place, Tally())
        for piece in _pieces(part):
            events = events_in(piece, self._index, self._key.halves, by_row=by_row)
            tally.add(events, self._index, self._key.halves)
            if by_row:
                one.shapes.setdefault(place, Shape(part.form)).add(piece)
            if depth < _NESTED and part.form is not Form.TABLE:
                self._decode(piece, part, named, one, depth)

    def _decode(self, piece: NDArray[np.uint8], part: Part, named: Target, one: _OneTarget, depth: int) -> None:
        """The net of generic decoders: what is hidden in an encoding is read in its turn."""
        for how, found in net.decoded(piece):
            inside = f"{part.inside} ({how})".strip()
            if isinstance(found, Child) and kind_of(found) in {"text", "unknown"}:
                found = found.content
            if isinstance(found, Child):
                self._take(Target(named.name, found.content, inside=inside), named, one, depth + 1)
            else:
                self._match(Part(inside, found, Form.TEXT, part.visibility, part.reader), named, one, depth + 1)

    def _keep(self, place: _Place, judged: Judged) -> None:
        self._persons.append(judged.persons)
        self._findings.append(
            Finding(
                place.path, place.inside, judged.kind, place.visibility,
                judged.rows, judged.persons.size, judged.bits, judged.why,
            )  # fmt: skip
        )


def _pieces(part: Part) -> Iterator[NDArray[np.uint8]]:
    """The bytes of a part in pieces; each overlaps the one before, and lines are kept whole."""
    whole = np.frombuffer(part.content, np.uint8)
    begin = 0
    while begin < whole.size:
        stop = min(begin + _CHUNK, whole.size)
        if stop < whole.size and part.form in (Form.LINES, Form.TABLE):
            ends = np.flatnonzero(whole[stop - (1 << 16) : stop] == 0x0A)
            stop = stop - (1 << 16) + int(ends[-1]) + 1 if ends.size else stop
        yield whole[begin:stop]
        if stop == whole.size:
            return
        begin = stop if part.form in (Form.LINES, Form.TABLE) else stop - _OVERLAP
