"""A log sink apart from the server: written once, chained, held when a claim opens.

    SINK/2022-06-27T17.log    one file an hour; each line: number, SHA-256 of the line before, the line
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
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from clerestory.errors import InputError, Refused

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

    def append(self, lines: Iterable[str], now: datetime) -> Head:
        """Add lines to the hour of ``now``, each chained to the one before."""
        head = self.head()
        hour = f"{now:%Y-%m-%dT%H}"
        if hour < head.hour:
            hour = head.hour  # a clock that was set back does not write into the past
        with _appending(self.folder / f"{hour}.log") as file:
            for line in lines:
                chained = _chained(head.lines, head.digest, line.rstrip("\n"))
                file.write(chained.encode() + b"\n")
                head = Head(head.lines + 1, _digest(chained), hour)
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

    def rotate(self, before: datetime, now: datetime) -> tuple[str, ...]:
        """Remove whole hours before a time; ``Refused`` if one is held or younger than it must be kept."""
        limit = f"{before:%Y-%m-%dT%H}"
        old = [path for path in self._hours() if path.stem < limit]
        for hold in self.holds():
            if held := [path.stem for path in old if path.stem >= hold.since]:
                raise Refused(
                    f"{len(held)} hours from {held[0]} on are held for {hold.incident}; nothing was removed"
                )
        if young := [path.stem for path in old if path.stem >= f"{now - KEEP:%Y-%m-%dT%H}"]:
            raise Refused(f"{young[0]}: logs are kept for {KEEP.days // 365} years; nothing was removed")
        self._remember_rotated(old)
        for path in old:
            path.unlink()
        return tuple(path.stem for path in old)

    def gaps(self) -> tuple[Gap, ...]:
        """Every place where something is missing or was changed; none if the chain is whole."""
        found: list[Gap] = []
        number, digest = self._rotated()
        for path in self._hours():
            for line in path.read_text("utf-8").splitlines():
                at, before, _ = _read(line, path)
                if at != number + 1 or before != digest:
                    found.append(
                        Gap(path.stem, f"lines {number + 1} to {at - 1} are missing or were changed")
                    )
                number, digest = at, _digest(line)
        head = self.head()
        if head.lines and (number + 1 != head.lines or digest != head.digest):
            found.append(
                Gap(head.hour, f"the newest lines are missing: {number + 1} of {head.lines} are here")
            )
        return tuple(found)

    def head(self) -> Head:
        """The newest line."""
        path = self.folder / HEAD
        return Head(**json.loads(path.read_bytes())) if path.is_file() else Head(0, START, "")

    def lines(self) -> Iterator[str]:
        """What was logged, in order."""
        for path in self._hours():
            for line in path.read_text("utf-8").splitlines():
                yield _read(line, path)[2]

    def _rotated(self) -> tuple[int, str]:
        """The last line that was rotated away as it should be: number and digest."""
        path = self.folder / ROTATED
        if not path.is_file():
            return -1, START
        number, digest = json.loads(path.read_bytes())
        return int(number), str(digest)

    def _remember_rotated(self, old: Sequence[Path]) -> None:
        lines = [line for path in old for line in path.read_text("utf-8").splitlines()]
        if lines:
            number, _, _ = _read(lines[-1], old[-1])
            (self.folder / ROTATED).write_text(json.dumps([number, _digest(lines[-1])]))

    def _hours(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*.log") if path.name != HOLDS)

    def _remember(self, head: Head) -> None:
        fresh = self.folder / f".{HEAD}"
        fresh.write_text(json.dumps(asdict(head)))
        fresh.replace(self.folder / HEAD)


@contextmanager
def _appending(path: Path) -> Iterator[BinaryIO]:
    """A file that is only ever added to, on the disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "ab") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _chained(number: int, before: str, line: str) -> str:
    return json.dumps([number, before, line], ensure_ascii=False, separators=(",", ":"))


def _read(line: str, path: Path) -> tuple[int, str, str]:
    try:
        number, before, told = json.loads(line)
    except (ValueError, TypeError):
        raise InputError(f"{path}: not a line of the log sink; keep the file, call the log auditor") from None
    return int(number), str(before), str(told)


def _digest(line: str) -> str:
    return sha256(line.encode()).hexdigest()
