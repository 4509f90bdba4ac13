"""A log sink apart from the server: written once, chained, held when a claim opens.

    SINK/2022-06-27T17.log    one file an hour; each line: number, SHA-256 of the line before, the line, where it came from
    SINK/holds.log            who placed a hold for which incident, from when; appended, never changed

Each line's digest is part of the next, across hours, so that a deleted hour, a deleted line and a changed one are
found. While a hold stands no hour that it covers is rotated away.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from clerestory.errors import Refused
from clerestory.governance.incidents import chain
from clerestory.governance.incidents.chain import Origin
from clerestory.release import pins

HOLDS, HEAD, ROTATED = "holds.log", "head.json", "rotated.json"
START = "0" * 64
KEEP = timedelta(days=365 * 5)  # the longest limitation period that we know of here
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Hold:
    """Nothing from ``since`` on is rotated away while the incident is open."""

    incident: str
    since: str
    placed_at: str
    by: str
    released: bool = False


@dataclass(frozen=True)
class Gap:
    """Where the chain is broken: the hour, and what is wrong there."""

    hour: str
    why: str


@dataclass(frozen=True)
class Head:
    """The newest line: how many there are, the digest of the last, its hour."""

    lines: int
    digest: str
    hour: str


class Sink:
    """The sink in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def append(self, lines: Iterable[str], now: datetime, origins: Iterable[Origin] = ()) -> Head:
        """Add lines to the hour of ``now``, each chained to the one before."""
        head = self.head()
        hour = f"{now:%Y-%m-%dT%H}"
        if hour < head.hour:
            hour = head.hour  # a clock that was set back does not write into the past
        path = self.folder / f"{hour}.log"
        with _appending(path) as file:
            if chain.is_cut_off(path):
                file.write(b"\n")
            for line, origin in zip_longest(lines, origins):
                told = chain.chained(head.lines, head.digest, line.rstrip("\n"), origin)
                file.write(told.encode() + b"\n")
                head = Head(head.lines + 1, chain.digest_of(told), hour)
        self._remember(head)
        return head

    def place(self, incident: str, now: datetime, by: str, back: timedelta = timedelta(days=30)) -> Hold:
        """Hold everything from some time before the claim on."""
        hold = Hold(incident, f"{now - back:%Y-%m-%dT%H}", now.isoformat(), by)
        with _appending(self.folder / HOLDS) as file:
            file.write(json.dumps(asdict(hold), sort_keys=True).encode() + b"\n")
        return hold

    def holds(self) -> tuple[Hold, ...]:
        """Every hold that stands."""
        path = self.folder / HOLDS
        if not path.is_file():
            return ()
        placed: dict[str, Hold] = {}
        for line in path.read_text("utf-8").splitlines():
            hold = Hold(**json.loads(line))
            placed.setdefault(hold.incident, hold)
            if hold.released:
                del placed[hold.incident]
        return tuple(placed.values())

    def release(self, incident: str, now: datetime, by: str) -> None:
        """The hold of an incident ends."""
        with _appending(self.folder / HOLDS) as file:
            gone = Hold(incident, "", now.isoformat(), by, released=True)
            file.write(json.dumps(asdict(gone), sort_keys=True).encode() + b"\n")

    def removable(self, before: datetime, now: datetime) -> tuple[Path, ...]:
        """Whole hours before a time; ``Refused`` if one is held or younger than it must be kept."""
        limit = f"{before:%Y-%m-%dT%H}"
        old = [path for path in self.hours() if path.stem < limit]
        for hold in self.holds():
            if held := [path.stem for path in old if path.stem >= hold.since]:
                raise Refused(
                    f"{len(held)} hours from {held[0]} on are held for {hold.incident}; nothing was removed"
                )
        if young := [path.stem for path in old if path.stem >= f"{now - KEEP:%Y-%m-%dT%H}"]:
            raise Refused(f"{young[0]}: logs are kept for {KEEP.days // 365} years; nothing was removed")
        return tuple(old)

    def rotate(self, before: datetime, now: datetime) -> tuple[str, ...]:
        """Remove whole hours before a time; ``Refused`` if one is held or younger than it must be kept."""
        old = self.removable(before, now)
        self._remember_rotated(old)
        for path in old:
            path.unlink()
        return tuple(path.stem for path in old)

    def gaps(self) -> tuple[Gap, ...]:
        """Every place where something is missing or was changed; none if the chain is whole."""
        found: list[Gap] = []
        number, digest = self._rotated()
        for path in self.hours():
            for line in chain.lines_of(path):
                if (held := chain.read(line)) is None:
                    found.append(
                        Gap(
                            path.stem,
                            f"what follows line {number} is no whole line (a crash cut it off, or it was changed)",
                        )
                    )
                    continue
                if held.number != number + 1 or held.before != digest:
                    found.append(
                        Gap(path.stem, f"lines {number + 1} to {held.number - 1} are missing or were changed")
                    )
                number, digest = held.number, chain.digest_of(line)
        head = self._noted()
        if number + 1 < head.lines or (number + 1 == head.lines and digest != head.digest):
            found.append(
                Gap(head.hour, f"the newest lines are missing: {number + 1} of {head.lines} are here")
            )
        return tuple(found)

    def head(self) -> Head:
        """The newest line: as it was noted, or, where a crash came before the note, as it stands there."""
        noted = self._noted()
        last = self._last()
        return last if last is not None and last.lines > noted.lines else noted

    def origin(self) -> Origin | None:
        """Where the newest line came from."""
        for path in reversed(self.hours()):
            for line in reversed(chain.tail_of(path)):
                if (held := chain.read(line)) is not None and held.origin:
                    return held.origin
        return None

    def lines(self) -> Iterator[str]:
        """What was logged, in order."""
        for path in self.hours():
            yield from (held.line for line in chain.lines_of(path) if (held := chain.read(line)))

    def _noted(self) -> Head:
        path = self.folder / HEAD
        return Head(**json.loads(path.read_bytes())) if path.is_file() else Head(0, START, "")

    def _last(self) -> Head | None:
        for path in self.hours()[-1:]:
            for line in reversed(chain.tail_of(path)):
                if (held := chain.read(line)) is not None:
                    return Head(held.number + 1, chain.digest_of(line), path.stem)
        return None

    def _rotated(self) -> tuple[int, str]:
        """The last line that was rotated away as it should be: number and digest."""
        path = self.folder / ROTATED
        if not path.is_file():
            return -1, START
        number, digest = json.loads(path.read_bytes())
        return int(number), str(digest)

    def _remember_rotated(self, old: Sequence[Path]) -> None:
        kept = [(held, line) for path in old for line in chain.lines_of(path) if (held := chain.read(line))]
        if kept:
            held, line = kept[-1]
            marked = json.dumps([held.number, chain.digest_of(line)])
            pins.write(self.folder / ROTATED, marked.encode())

    def hours(self) -> list[Path]:
        """The files, the oldest hour first."""
        return sorted(path for path in self.folder.glob("*.log") if path.name != HOLDS)

    def _remember(self, head: Head) -> None:
        pins.write(self.folder / HEAD, json.dumps(asdict(head)).encode())


@contextmanager
def _appending(path: Path) -> Iterator[BinaryIO]:
    """A file that is only ever added to, on the disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "ab") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
