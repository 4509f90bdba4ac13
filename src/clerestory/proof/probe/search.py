"""The probe: every byte of the targets, unpacked, against the index; and a canary for each reader.

``search`` takes files and folders, ``search_responses`` what a server gave. Nothing is printed and
no value leaves: findings are places and counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.matching import canary as canaries
from clerestory.matching import key as keys
from clerestory.matching.assemble import assemble
from clerestory.matching.evidence import events_in
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.proof.probe.canary import PLANTS, SPECIMENS
from clerestory.proof.probe.judge import judge
from clerestory.proof.probe.part import Child, Form, Part, Read, Trouble
from clerestory.proof.probe.report import Account, Finding, Kind, Report, Trial
from clerestory.proof.probe.walk import refined, walk
from clerestory.vocabulary.progress import Progress, Silent

_CHUNK = 8 << 20
_OVERLAP = 1 << 12
_COPY = 50 << 20
_IGNORED = frozenset({"png", "jpeg", "gif", "tiff", "webp", "icon", "woff"})


@dataclass
class _Found:
    """What has been found so far."""

    findings: list[Finding] = field(default_factory=list)
    persons: list[NDArray[np.uint32]] = field(default_factory=list)
    ledger: list[Account] = field(default_factory=list)
    trials: dict[str, Trial] = field(default_factory=dict)


def search(
    targets: Sequence[Path],
    index: Index | None = None,
    key: Key | None = None,
    *,
    pictures: str = "read",
    progress: Progress | None = None,
) -> Report:
    """Look at every file under the targets as a stranger would."""
    files = list(_files(targets))
    contents = ((str(path), _content(path)) for path in files)
    return _search(contents, len(files), index, key, pictures, progress or Silent())


def search_responses(
    responses: Iterable[tuple[str, bytes]],
    index: Index | None = None,
    key: Key | None = None,
    *,
    pictures: str = "read",
) -> Report:
    """Look at what a server gave: a label (the address) and the bytes of each response."""
    return _search(iter(responses), 0, index, key, pictures, Silent())


def _search(
    contents: Iterator[tuple[str, bytes | memoryview]],
    of: int,
    index: Index | None,
    key: Key | None,
    pictures: str,
    progress: Progress,
) -> Report:
    key = key or keys.fresh()
    index = index if index is not None else assemble([], key)
    found = _Found()
    for done, (path, content) in enumerate(contents):
        _look(path, content, index, key, pictures, found)
        progress.advance(done + 1, max(of, done + 1))
    people = np.unique(np.concatenate([np.zeros(0, np.uint32), *found.persons])).size
    return Report(tuple(found.findings), people, tuple(found.ledger), tuple(found.trials.values()))


def _files(targets: Sequence[Path]) -> Iterator[Path]:
    for target in targets:
        if target.is_dir():
            yield from (path for path in sorted(target.rglob("*")) if path.is_file() or path.is_symlink())
        elif target.exists():
            yield target
        else:
            raise InputError(f"{target}: no such file or folder; give what is to be looked at")


def _content(path: Path) -> bytes | memoryview:
    if path.is_symlink() and not path.exists():
        return b""
    try:
        return memoryview(np.memmap(path, np.uint8, "r")) if path.stat().st_size else b""
    except OSError:
        raise InputError(f"{path}: cannot be read; check its permissions") from None


def _look(
    path: str, content: bytes | memoryview, index: Index, key: Key, pictures: str, found: _Found
) -> None:
    node = Child("", content, origin=Path(path))
    kinds = set()
    for part in walk(node):
        if isinstance(part, Part):
            kinds.add(part.reader)
            _match(path, part, index, key, found)
        else:
            _account(path, part, pictures, found)
    _try_canaries(node, kinds, index, key, found)


def _account(path: str, part: Trouble | Read, pictures: str, found: _Found) -> None:
    if isinstance(part, Read):
        found.ledger.append(Account(path, part.inside, part.reader, part.size, part.parsed, part.raw))
    elif not (pictures == "ignore" and part.reader in _IGNORED):
        found.ledger.append(Account(path, part.inside, part.reader, 0, 0, 0, part.why))


def _match(path: str, part: Part, index: Index, key: Key, found: _Found) -> None:
    seen: dict[Kind, Finding] = {}
    for piece in _pieces(part):
        events = events_in(piece, index, key.halves, by_row=part.form is not Form.TEXT)
        judged, _ = judge(events, index, key.halves)
        for one in judged:
            found.persons.append(one.persons)
            before = seen.get(one.kind)
            seen[one.kind] = Finding(
                path, part.inside, one.kind, part.visibility,
                one.rows + (before.rows if before else 0), one.persons.size + (before.people if before else 0),
                max(one.bits, before.evidence_bits if before else 0.0), one.why,
            )  # fmt: skip
    found.findings.extend(seen.values())


def _pieces(part: Part) -> Iterator[NDArray[np.uint8]]:
    """The bytes of a part in pieces; each overlaps the one before, and lines are kept whole."""
    whole = np.frombuffer(part.content, np.uint8)
    begin = 0
    while begin < whole.size:
        stop = min(begin + _CHUNK, whole.size)
        if stop < whole.size and part.form is not Form.TEXT:
            ends = np.flatnonzero(whole[stop - (1 << 16) : stop] == 0x0A)
            stop = stop - (1 << 16) + int(ends[-1]) + 1 if ends.size else stop
        yield whole[begin:stop]
        if stop == whole.size:
            return
        begin = stop if part.form is not Form.TEXT else stop - _OVERLAP


def _try_canaries(node: Child, kinds: set[str], index: Index, key: Key, found: _Found) -> None:
    """Plant the canary for the reader of this file, if this reader has not been tried yet."""
    reader = refined(node)
    if reader in found.trials and found.trials[reader].found:
        return
    canary = canaries.of(key)
    try:
        if reader in PLANTS and len(node.content) <= _COPY:
            planted, how = PLANTS[reader](bytes(node.content), canary), "copy"
        elif reader in SPECIMENS:
            planted, how = SPECIMENS[reader](canary), "specimen"
        elif reader == "text":
            planted, how = PLANTS["text"](bytes(node.content[: 1 << 20]), canary), "excerpt"
        else:
            return
        heard = _heard(Child("", planted, origin=node.origin), index, key)
    except Exception:  # noqa: BLE001  (a copy that cannot be made is a canary not found)
        heard, how = False, "copy"
    found.trials[reader] = Trial(reader, how, heard)


def _heard(node: Child, index: Index, key: Key) -> bool:
    for part in walk(node):
        if isinstance(part, Part):
            for piece in _pieces(part):
                events = events_in(piece, index, key.halves, by_row=part.form is not Form.TEXT)
                if judge(events, index, key.halves)[1]:
                    return True
    return False
