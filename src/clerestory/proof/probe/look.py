"""Looking at targets one after another: what readers yield is matched, judged and kept as findings."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from clerestory.matching import canary as canaries
from clerestory.matching.events import Matcher
from clerestory.matching.evidence import SURE, WEAK, hits_of
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.proof.probe import counts, net
from clerestory.proof.probe.breaks import unbroken
from clerestory.proof.probe.canary import planted
from clerestory.proof.probe.judge import Judged, Tally, distinct, judge
from clerestory.proof.probe.kinds import kind_of
from clerestory.proof.probe.part import DAMAGED, SCATTERED, TURNED, Child, Form, Part, Read, Trouble
from clerestory.proof.probe.patterns import Patterns
from clerestory.proof.probe.readers import READERS
from clerestory.proof.probe.readers.plain import has_structure
from clerestory.proof.probe.reading import Reading, Target
from clerestory.proof.probe.report import Account, Finding, Kind, Report, Trial, Visibility
from clerestory.proof.probe.specimens import SPECIMENS
from clerestory.proof.probe.structure import Schema, Shape

NAME = "(name)"
_MARK = "⟨name "
_UNTRIED = "no specimen of this format can be made: that its reader finds people was not shown in this run"
_CHUNK = 8 << 20
_BLOCK = 1 << 20  # of lines that are weighed together: what is found in them fits a core's cache
_LINE = 1 << 16  # a line that is longer may be cut
_OVERLAP = 1 << 12
_NESTED = 3  # decodings of decodings
_AS_TEXT = frozenset({"base64", "hexadecimal"})  # given as text too, all runs together
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
    patterns: dict[_Place, Patterns] = field(default_factory=dict)
    tables: dict[_Place, counts.Table] = field(default_factory=dict)
    readers: dict[str, Target] = field(default_factory=dict)


@dataclass(frozen=True)
class _Nest:
    """How deep in encodings a part is, and where files found there wait to be read."""

    named: Target
    depth: int
    later: list[Target]


class Look:
    """One run of the probe."""

    def __init__(self, index: Index, key: Key, rules: Rules, reading: Reading) -> None:
        self._index, self._key, self._rules, self._reading = index, key, rules, reading
        self._matcher = Matcher(index, key)
        self._by_pattern = index.people == 0 and Kind.PATTERN.value not in rules.off
        self._findings: list[Finding] = []
        self._persons: list[NDArray[np.uint32]] = []
        self._ledger: list[Account] = []
        self._trials: dict[str, Trial] = {}
        self._first: dict[str, Target] = {}

    def take(self, target: Target | Account) -> None:
        """Look at one target, or write down that it could not be opened."""
        if isinstance(target, Account):
            self._ledger.append(target)
        else:
            self.at(target)

    def at(self, target: Target) -> None:
        """Read, match and judge one target."""
        one = _OneTarget()
        self._match(
            Part(NAME, _words(target.name), visibility=Visibility.VISIBLE), one, _Nest(target, _NESTED, [])
        )
        one.readers.clear()
        try:
            self._take(target, target, one, 0)
        except Exception as error:  # noqa: BLE001  (its text may quote a record; what was not looked at is inconclusive)
            self._account(Trouble("", "probe", f"looking failed ({type(error).__name__})"), target)
        for place, tally in one.tallies.items():
            for judged in judge(tally, self._index):
                self._keep(place, judged)
        for place, kind, why, rows in self._told(one):
            self._findings.append(
                Finding(place.path, place.inside, kind, place.visibility, rows, 0, 0.0, why)
            )
        for reader, named in one.readers.items():
            self._first.setdefault(reader, named)

    def _told(self, one: _OneTarget) -> Iterator[tuple[_Place, Kind, str, int]]:
        """Findings that need no index: of structure, and of patterns where there is no index."""
        told = set()
        if Kind.STRUCTURE.value not in self._rules.off:
            for place, shape in one.shapes.items():
                for why, rows in shape.told(self._rules.schema):
                    told.add(place)
                    yield place, Kind.STRUCTURE, why, rows
        for place, patterns in one.patterns.items():
            columns = one.shapes[place].columns() if place in one.shapes and place not in told else []
            yield from ((place, Kind.PATTERN, *found) for found in patterns.told(columns))
        if Kind.SMALL_COUNT.value not in self._rules.off:
            yield from _given_away(one)

    def report(self) -> Report:
        """What was found; names of files and entries that are themselves a match are shown as fingerprints."""
        persons = distinct(np.concatenate([np.zeros(0, np.uint32), *self._persons]))
        places = [(one.path, one.inside) for one in self._findings]
        places += [(one.path, one.inside) for one in self._ledger]
        shown = self.shown({text for place in places for text in place})
        findings = [replace(one, path=shown[one.path], inside=shown[one.inside]) for one in self._findings]
        ledger = [replace(one, path=shown[one.path], inside=shown[one.inside]) for one in self._ledger]
        named = {one.path for one in findings}
        findings += [
            Finding(
                one.path,
                one.inside,
                Kind.MEMBER,
                Visibility.METADATA,
                1,
                1,
                self._index.threshold,
                "an entry's name",
            )
            for one in ledger
            if _MARK in one.inside and one.path not in named
        ]
        trials = tuple(self._trials.values())
        return Report(tuple(findings), persons.size, tuple(ledger), trials, persons=persons.tobytes())

    def shown(self, texts: set[str]) -> dict[str, str]:
        """Each text, its parts that are a match replaced by a fingerprint."""
        parts = sorted({part for text in texts for part in re.split(r"[/\n]", text)})
        lines = "\n".join(re.sub(r"\W|_", " ", part) for part in parts).encode("utf-8", "replace")
        hits = hits_of(self._matcher.events(np.frombuffer(lines, np.uint8), by_row=True), self._matcher)
        sure = (hits.kinds == SURE) | ((hits.kinds == WEAK) & (hits.bits >= self._index.threshold))
        marked = {parts[row]: _fingerprint(parts[row], self._key) for row in np.unique(hits.rows[sure])}
        return {text: "/".join(marked.get(part, part) for part in text.split("/")) for text in texts}

    def try_canaries(self) -> None:
        """For each reader that was needed: plant the canary, and see whether it is found."""
        canary = canaries.of(self._key)
        for reader, target in self._first.items():
            heard, how = False, "copy"
            if reader not in READERS and reader not in SPECIMENS:
                reader = "bytes"  # noqa: PLW2901  (no reader: searched as bytes)
            try:
                made = planted(reader, target, canary)
                if made is None:
                    self._trials[reader] = Trial(reader, "none", found=False)
                    self._account(Trouble(target.inside, reader, _UNTRIED), target)
                    continue
                content, how = made
                heard = self._heard(Target(target.name, content, inside=target.inside))
            except Exception:  # noqa: BLE001  (a copy that cannot be made is a canary not found)
                heard = False
            self._trials[reader] = Trial(reader, how, heard)

    def _heard(self, target: Target) -> bool:
        """Whether the reader's parts of a planted copy hold the canary."""
        heard = False
        for part in self._reading.parts(target):
            if not isinstance(part, Part) or heard:
                continue
            for piece in _pieces(part):
                events = self._matcher.events(piece, by_row=part.form is not Form.TEXT)
                hits = hits_of(events, self._matcher)
                heard = heard or bool(((hits.persons == self._index.people) & (hits.kinds == SURE)).any())
        return heard

    def _take(self, target: Target, named: Target, one: _OneTarget, depth: int) -> None:
        """Read a target, and then the files that were found encoded in it: the reader takes one at a time."""
        later: list[Target] = []
        for part in self._reading.parts(target):
            if isinstance(part, Part):
                one.readers.setdefault(part.reader, named)
                self._match(part, one, _Nest(named, depth, later))
            elif not (isinstance(part, Trouble) and _was_none(part, target)):
                self._account(part, named)
        for further in later:
            self._take(further, named, one, depth + 1)

    def _account(self, part: Trouble | Read, named: Target) -> None:
        if isinstance(part, Read):
            self._ledger.append(
                Account(named.name, part.inside, part.reader, part.size, part.parsed, part.raw)
            )
        elif not (self._rules.pictures == "ignore" and part.reader in _PICTURES):
            self._ledger.append(Account(named.name, part.inside, part.reader, 0, 0, 0, part.why))

    def _match(self, part: Part, one: _OneTarget, nest: _Nest) -> None:
        by_row = part.form in (Form.LINES, Form.TABLE)
        place = _Place(nest.named.name, part.inside, part.visibility, by_row)
        tally = one.tallies.setdefault(place, Tally())
        for lying in _pieces(part):
            piece = unbroken(lying) if part.form is Form.LINES else lying
            for block in _blocks(piece) if by_row else (piece,):
                tally.add(self._matcher.events(block, by_row=by_row), self._matcher)
            if by_row and part.format != TURNED:
                one.shapes.setdefault(place, Shape(part.form)).add(piece)
                one.tables.setdefault(place, counts.Table()).add(piece, part.form)
            if self._by_pattern and part.form is not Form.BYTES:
                one.patterns.setdefault(place, Patterns()).add(piece)
            if nest.depth < _NESTED and part.format != SCATTERED:
                self._decode(piece, part, one, nest)

    def _decode(self, piece: NDArray[np.uint8], part: Part, one: _OneTarget, nest: _Nest) -> None:
        """The net of generic decoders: what is hidden in an encoding is read in its turn."""
        for how, found in net.decoded(piece, binary=part.form is Form.BYTES):
            inside = f"{part.inside} ({how})".strip()
            if isinstance(found, Trouble):
                self._account(replace(found, inside=part.inside), nest.named)
                continue
            content = found.content if isinstance(found, Child) else found
            if isinstance(found, Child) and _is_file(found):
                nest.later.append(Target(nest.named.name, content, inside=inside, guess=how == "zip"))
            elif how not in _AS_TEXT or not isinstance(found, Child) or kind_of(found) != "text":
                deeper = _Nest(nest.named, nest.depth + 1, nest.later)
                self._match(Part(inside, content, Form.TEXT, part.visibility, part.reader), one, deeper)

    def _keep(self, place: _Place, judged: Judged) -> None:
        self._persons.append(judged.persons)
        self._findings.append(
            Finding(
                place.path,
                place.inside,
                judged.kind,
                place.visibility,
                judged.rows,
                judged.persons.size,
                judged.bits,
                judged.why,
            )
        )


def _is_file(found: Child) -> bool:
    """Whether decoded bytes have a reader of their own, or are text that a reader makes more of."""
    kind = kind_of(found)
    return has_structure(found) if kind == "text" else kind != "unknown"


def _was_none(part: Trouble, target: Target) -> bool:
    """Whether what was taken for a file among bytes is none; those bytes are searched as they lie."""
    return target.guess and part.inside == target.inside and DAMAGED in part.why


def _given_away(one: _OneTarget) -> Iterator[tuple[_Place, Kind, str, int]]:
    """Withheld counts that the tables of a file give away."""
    places = list(one.tables)
    for at, cells, other in counts.given_away(list(one.tables.values())):
        where = places[at] if other < 0 else places[other]
        how = "can be worked out from its sums" if other < 0 else "stand in this one or follow from it"
        yield where, Kind.SMALL_COUNT, f"{cells} withheld counts of a published table {how}", cells


def _fingerprint(text: str, key: Key) -> str:
    """A name that must not be shown, as a keyed hash."""
    return f"{_MARK}{hashlib.blake2b(text.encode('utf-8', 'replace'), key=key.secret, digest_size=6).hexdigest()}⟩"


def _words(name: str) -> bytes:
    """The last parts of a path as words."""
    return " ".join(name.replace("\\", "/").split("/")[-3:]).encode("utf-8", "replace")


def _pieces(part: Part) -> Iterator[NDArray[np.uint8]]:
    """The bytes of a part in pieces; each overlaps the one before, and lines are kept whole."""
    whole = np.frombuffer(part.content, np.uint8)
    if part.form in (Form.LINES, Form.TABLE):
        yield from _blocks(whole, _CHUNK)
        return
    for begin in range(0, max(whole.size - _OVERLAP, 1), _CHUNK - _OVERLAP):
        if whole.size:
            yield whole[begin : begin + _CHUNK]


def _blocks(whole: NDArray[np.uint8], size: int = _BLOCK) -> Iterator[NDArray[np.uint8]]:
    """Lines, about so many bytes of them at a time."""
    begin = 0
    while begin < whole.size:
        stop = min(begin + size, whole.size)
        if stop < whole.size:
            ends = np.flatnonzero(whole[stop - _LINE : stop] == 0x0A)
            stop = stop - _LINE + int(ends[-1]) + 1 if ends.size else stop
        yield whole[begin:stop]
        begin = stop
