"""Watching an outgoing folder: every file that is new or changed is probed once it is whole.

* A file is whole when its size and time have not changed for a while, and nobody writes on under a
  temporary name.
* Each verdict is one event, one line of JSON; no value is in it.
* What was probed is remembered beside nothing but its size, time and digest of its path, so a restart
  looks only at what changed; a file whose verdict was not clean is told again after a restart.
* Nothing is moved unless a quarantine folder is given; then what is not clean is moved there.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from clerestory.errors import InputError
from clerestory.proof.probe.report import Report
from clerestory.vocabulary.status import Verdict

_UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", ".filepart", ".!ut")
_FORMAT = 1

Signature = tuple[int, int, int]  # size, time of the last change to file or rights in nanoseconds, inode
Probe = Callable[[Path], Report]


@dataclass(frozen=True)
class Folder:
    """An outgoing folder, how it is watched, and where it is remembered."""

    path: Path
    memory: Path
    quarantine: Path | None = None
    settle: float = 2.0  # seconds without a change, from which on a file is whole
    every: float = 1.0


def memory_of(folder: Path) -> Path:
    """Where a watch is remembered: with this user's state, never in the folder that goes out."""
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "clerestory"
    name = hashlib.blake2b(str(folder.resolve()).encode("utf-8", "replace"), digest_size=8).hexdigest()
    return home / f"watch-{name}.json"


@dataclass
class _Memory:
    """What was probed: a digest of the path, its signature, its verdict."""

    place: Path
    known: dict[str, tuple[Signature, str]] = field(default_factory=dict)

    def load(self) -> None:
        try:
            found = json.loads(self.place.read_text("utf-8"))
            rows = found["files"].items() if found["format"] == _FORMAT else ()
            self.known = {name: ((row[0], row[1], row[2]), str(row[3])) for name, row in rows}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
            self.known = {}  # what is not remembered is probed again

    def save(self) -> None:
        rows = {name: [*signature, verdict] for name, (signature, verdict) in self.known.items()}
        fresh = self.place.with_name(f".{self.place.name}.new")
        try:
            fresh.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.touch(0o600)
            fresh.write_text(json.dumps({"format": _FORMAT, "files": rows}), "utf-8")
            fresh.replace(self.place)
        except OSError:
            raise InputError(
                f"{self.place}: cannot be written; give a place for the watch's memory"
            ) from None


def watch(folder: Folder, probe: Probe, *, rounds: int | None = None) -> Iterator[Mapping[str, object]]:
    """The events, as they happen; for ever, or for so many rounds."""
    if not folder.path.is_dir():
        raise InputError(f"{folder.path}: no such folder; give the folder that is to be watched")
    memory = _Memory(folder.memory)
    memory.load()
    memory.known = {name: row for name, row in memory.known.items() if row[1] == Verdict.CLEAN.value}
    waiting: dict[Path, tuple[Signature, float]] = {}
    done = 0
    while rounds is None or done < rounds:
        done += 1
        for path in _whole(folder, memory, waiting):
            event = _look(folder, memory, path, probe)
            if event is not None:
                yield event
        if rounds is None or done < rounds:
            time.sleep(folder.every)


def _whole(folder: Folder, memory: _Memory, waiting: dict[Path, tuple[Signature, float]]) -> list[Path]:
    """Files that are new or changed and have been left alone long enough."""
    now, ready = time.monotonic(), []
    present = dict(_files(folder))
    for gone in waiting.keys() - present.keys():
        del waiting[gone]
    for path, signature in present.items():
        known = memory.known.get(_name(folder, path))
        if known is not None and known[0] == signature:
            waiting.pop(path, None)
        elif waiting.get(path, ((), 0.0))[0] != signature:
            waiting[path] = (signature, now)
            ready += [path] if folder.settle <= 0 else []
        elif now - waiting[path][1] >= folder.settle:
            ready.append(path)
    return ready


def _files(folder: Folder) -> Iterator[tuple[Path, Signature]]:
    own = {folder.memory.resolve(), folder.memory.with_name(f".{folder.memory.name}.new").resolve()}
    for place, _, names in os.walk(folder.path, onerror=_unreadable):
        for name in sorted(names):
            path = Path(place) / name
            hidden_away = folder.quarantine is not None and path.is_relative_to(folder.quarantine)
            if name.lower().endswith(_UNFINISHED) or hidden_away or path.resolve() in own:
                continue
            if (found := _signature(path)) is not None:
                yield path, found


def _unreadable(error: OSError) -> None:
    raise InputError(f"{error.filename}: cannot be read; give the watch the right to read it")


def _name(folder: Folder, path: Path) -> str:
    """A file's place in the memory: a digest, since a name may itself be a value."""
    return hashlib.blake2b(
        str(path.relative_to(folder.path)).encode("utf-8", "replace"), digest_size=16
    ).hexdigest()


def _look(folder: Folder, memory: _Memory, path: Path, probe: Probe) -> Mapping[str, object] | None:
    """Probe a file; if it changed meanwhile, it is looked at again in a later round."""
    before = _signature(path)
    if before is None:
        return None
    try:
        report = probe(path)
    except InputError:  # it went meanwhile
        return None
    if _signature(path) != before:
        return None
    memory.known[_name(folder, path)] = (before, report.verdict.value)
    moved = _set_apart(folder, path) if report.verdict is not Verdict.CLEAN else False
    memory.save()
    return _event(report, path, moved=moved)


def _signature(path: Path) -> Signature | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_ctime_ns, found.st_ino


def _set_apart(folder: Folder, path: Path) -> bool:
    """Move a file to the quarantine, under a name that no other has."""
    if folder.quarantine is None:
        return False
    try:
        folder.quarantine.mkdir(mode=0o700, parents=True, exist_ok=True)
        place, number = folder.quarantine / path.name, 1
        while place.exists():
            place, number = folder.quarantine / f"{path.stem}-{number}{path.suffix}", number + 1
        shutil.move(path, place)
    except OSError:
        raise InputError(
            f"{folder.quarantine}: a file cannot be moved there; give a folder to write to"
        ) from None
    return True


def _event(report: Report, path: Path, *, moved: bool) -> Mapping[str, object]:
    """The line that is told: the verdict and counts, the path as the report shows it."""
    shown = (
        report.findings[0].path if report.findings else report.ledger[0].path if report.ledger else path.name
    )
    kinds = sorted({finding.kind.value for finding in report.findings})
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "event": "probed",
        "path": shown,
        "verdict": report.verdict.value,
        "kinds": kinds,
        "rows": sum(finding.rows for finding in report.findings),
        "people": report.people,
        "not_read": sum(1 for one in report.ledger if one.trouble),
        "quarantined": moved,
    }
