"""The probe: every byte of the targets, unpacked, against the index; and a canary for each reader.

``search`` takes files and folders, ``search_responses`` what a server gave. Nothing is printed and
no value leaves: findings are places and counts.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from clerestory.errors import InputError
from clerestory.matching import key as keys
from clerestory.matching.assemble import assemble
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.matching.weak import Sets
from clerestory.proof.probe.look import Look, Rules
from clerestory.proof.probe.reading import Reading, Target
from clerestory.proof.probe.report import Account, Report
from clerestory.vocabulary.progress import Progress, Silent

_PLACES = ("address", "from")  # of a step of the visitor


def search(
    targets: Sequence[Path],
    index: Index | None = None,
    key: Key | None = None,
    *,
    pictures: str = "read",
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Report:
    """Look at every file under the targets as a stranger would; ``rules`` say more than ``pictures``."""
    files = list(_files(targets))
    chosen = rules or Rules(pictures)
    return _search((_target(path) for path in files), len(files), index, key, chosen, progress or Silent())


def search_responses(
    responses: Iterable[tuple[str, bytes]],
    index: Index | None = None,
    key: Key | None = None,
    *,
    pictures: str = "read",
    rules: Rules | None = None,
    reach: Sequence[Mapping[str, object]] = (),
) -> Report:
    """Look at what a server gave: a label (the address) and the bytes of each response.

    ``reach`` is read when all is looked at: an address in it that is itself a match is shown as a fingerprint.
    """
    targets = (Target(label, content) for label, content in responses)
    return _search(targets, 0, index, key, rules or Rules(pictures), Silent(), reach)


def _search(
    targets: Iterator[Target | Account],
    of: int,
    index: Index | None,
    key: Key | None,
    rules: Rules,
    progress: Progress,
    reach: Sequence[Mapping[str, object]] = (),
) -> Report:
    key = key or keys.fresh()
    index = index if index is not None else assemble(Sets(), [], key)
    with Reading() as reading:
        look = Look(index, key, rules, reading)
        for done, target in enumerate(targets):
            look.take(target)
            progress.advance(done + 1, max(of, done + 1))
        look.try_canaries()
    shown = look.shown({str(step[name]) for step in reach for name in _PLACES if name in step})
    steps = tuple(
        {**step, **{name: shown[str(step[name])] for name in _PLACES if name in step}} for step in reach
    )
    return replace(look.report(), reach=steps)


def _files(targets: Sequence[Path]) -> Iterator[Path | Account]:
    """Every file under the targets, and what cannot be entered."""
    for target in targets:
        if target.is_dir():
            yield from _below(target)
        elif target.exists():
            yield target
        else:
            raise InputError(f"{target}: no such file or folder; give what is to be looked at")


def _below(folder: Path) -> Iterator[Path | Account]:
    """The files of a folder and of the folders in it, in order; links to folders are not followed."""
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        folders.sort()
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (
            _unread(Path(place, name), "a link to a folder: it is not followed") for name in sorted(links)
        )
        found = (Path(place, name) for name in sorted(names))
        yield from (path for path in found if path.is_file() or path.is_symlink())
    yield from (_unread(Path(str(error.filename)), "a folder that cannot be opened") for error in closed)


def _unread(path: Path, why: str) -> Account:
    return Account(str(path), "", "folder", 0, 0, 0, why)


def _target(path: Path | Account) -> Target | Account:
    """A file to be read, or what says that it cannot be."""
    if isinstance(path, Account):
        return path
    try:
        content = memoryview(np.memmap(path, np.uint8, "r").data) if path.stat().st_size else b""
        if not content:
            path.read_bytes()  # also an empty file may be another's
    except OSError:
        return _unread(path, "a file that cannot be opened")
    return Target(str(path), content, path)


__all__ = ["Rules", "search", "search_responses"]
