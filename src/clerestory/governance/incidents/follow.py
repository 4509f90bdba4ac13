"""New lines of the server's logs, taken over into the sink: each once, through rotation and crashes.

    SINK/followed.json    for each file: its inode, how far it was read, what stands just before

A file is followed by its inode, so that what it still held when it was rotated is read too. One that was cut off or written over
is read again from its beginning, and the sink says so. Every line in the sink names the place that it came from, so that after a
crash nothing is added twice.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from clerestory.governance.incidents.chain import Origin
from clerestory.governance.incidents.hold import Sink

STATE, LOCK = "followed.json", ".following"
AT_ONCE = 1 << 24  # bytes added in one step
BEFORE = 256  # bytes by which the place is known again
CHANGED, MISSING = "was cut off or written over; it is read again from its beginning", "is not there"


@dataclass(frozen=True)
class Place:
    """How far a file was read."""

    inode: int = 0
    offset: int = 0
    before: str = ""  # SHA-256 of the bytes just before
    missing: bool = False


@dataclass(frozen=True)
class Some:
    """Lines of a file, each with the offset behind it, and the place behind them all; a note has no lines."""

    lines: tuple[tuple[str, int], ...]
    after: Place
    note: str = ""


def follow(sink: Sink, files: Sequence[Path], now: datetime) -> int:
    """Take over what is new in these files and in all followed before; returns how many lines came."""
    with _alone(sink.folder):
        places = _read(sink)
        for file in files:
            places.setdefault(str(file.absolute()), Place())
        return sum(_take(sink, places, name, now) for name in sorted(places))


def followed(sink: Sink) -> tuple[Path, ...]:
    """The files that are followed."""
    return tuple(map(Path, sorted(_read(sink))))


def _take(sink: Sink, places: dict[str, Place], name: str, now: datetime) -> int:
    taken = 0
    for some in _new(Path(name), places[name]):
        if some.note:
            sink.append([json.dumps({"sink": f"{name} {some.note}"})], now)
        origins = [Origin(name, some.after.inode, end) for _, end in some.lines]
        sink.append([line for line, _ in some.lines], now, origins)
        places[name] = some.after
        _write(sink.folder, places)
        taken += len(some.lines)
    return taken


def _new(file: Path, place: Place) -> Iterator[Some]:
    """What is new: in the file that was rotated away first, then in the one that is there."""
    try:
        inode = file.stat().st_ino
    except OSError:
        if not place.missing:
            yield Some((), replace(place, missing=True), MISSING)
        return
    if place.inode not in (0, inode):
        if old := next((each for each in _beside(file) if each.stat().st_ino == place.inode), None):
            yield from _rest(old, place)
        place = Place()
    yield from _rest(file, replace(place, inode=inode, missing=False))


def _rest(file: Path, place: Place) -> Iterator[Some]:
    with file.open("rb") as held:
        if place.offset and _before(held, place.offset) != place.before:
            place = Place(place.inode)
            yield Some((), place, CHANGED)
        while lines := _lines(held, place.offset):
            place = Place(place.inode, lines[-1][1], _before(held, lines[-1][1]))
            yield Some(lines, place)


def _lines(held: BinaryIO, offset: int) -> tuple[tuple[str, int], ...]:
    """Whole lines from there on, each with the offset behind it; one that is still being written waits."""
    held.seek(offset)
    found, end = [], offset
    for line in held.read(AT_ONCE).split(b"\n")[:-1]:
        end += len(line) + 1
        found.append((line.decode("utf-8", "backslashreplace"), end))
    return tuple(found)


def _before(held: BinaryIO, offset: int) -> str:
    start = max(0, offset - BEFORE)
    held.seek(start)
    found = held.read(offset - start)
    return sha256(found).hexdigest() if len(found) == offset - start else ""


def _beside(file: Path) -> Iterator[Path]:
    return (each for each in file.parent.iterdir() if each.name.startswith(file.name) and each.is_file())


def _read(sink: Sink) -> dict[str, Place]:
    """The places as they were noted; the sink knows better where a crash came between."""
    path = sink.folder / STATE
    held = json.loads(path.read_bytes()) if path.is_file() else {}
    places = {name: Place(**each) for name, each in held.items()}
    if (last := sink.origin()) is not None:
        place = places.get(last.file, Place())
        if place.inode != last.inode or place.offset < last.offset:
            places[last.file] = _at(Path(last.file), last)
    return places


def _at(file: Path, last: Origin) -> Place:
    for each in _beside(file):
        if each.stat().st_ino == last.inode:
            with each.open("rb") as held:
                return Place(last.inode, last.offset, _before(held, last.offset))
    return Place(last.inode, last.offset)


def _write(folder: Path, places: dict[str, Place]) -> None:
    fresh = folder / f".{STATE}"
    fresh.write_text(json.dumps({name: asdict(each) for name, each in places.items()}))
    fresh.replace(folder / STATE)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
