"""Copy a verified release to where others serve it: a folder, an S3-compatible or Azure store, any static host.

The web root lies at the destination's root, the signatures below ``.well-known/clerestory/metadata/``, so that
anybody can verify the copy at its address. Only bytes that were verified on the way are written.

* A folder is exchanged whole, in one step.
* A store has no such step. What is withdrawn goes first; then come names that were not there, then files that
  others refer to, then pages, then the signatures with the timestamp last, and last goes what is no longer signed. A
  reader who verifies accepts the old release or the new one, or is refused in between; a browser that does not
  verify never finds a page without what it refers to.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from clerestory.errors import InputError, UntrustedRelease
from clerestory.public.server import answers, headers, tables
from clerestory.release import exchange, layout, manifest, trust, verify
from clerestory.release.media import media_type
from clerestory.release.withdrawal import Notice

METADATA = f"{manifest.RESERVED}{layout.METADATA}/"
STAGING = ".copying-"  # another name than a publication has: either clears away only its own


@dataclass(frozen=True)
class Copied:
    """What a copy did."""

    to: str
    written: int
    removed: int


@dataclass(frozen=True)
class File:
    """One file at the destination, with the headers that it is to be served with."""

    path: str
    content: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Verified:
    """A published release in memory, all of it verified, without what is withdrawn."""

    statement: trust.Statement
    files: Mapping[str, File]
    withdrawn: frozenset[str]


class Store(Protocol):
    """What is asked of a store of objects."""

    def paths(self) -> frozenset[str]: ...
    def put(self, file: File) -> None: ...
    def get(self, path: str) -> bytes: ...
    def remove(self, paths: Sequence[str]) -> None: ...


def verified(
    folder: layout.Folder, statement: trust.Statement, metadata: Mapping[str, bytes],
    notices: Sequence[Notice], signed_notices: Sequence[bytes],
) -> Verified:  # fmt: skip
    """Read and verify what is published; one wrong byte and nothing is copied."""
    marks = folder.listing(layout.SITE)
    contents: dict[str, bytes] = {}

    def read(path: str) -> bytes:
        contents[path] = verify.read_signed(folder, path, statement)
        return contents[path]

    verify.verified(statement, frozenset(marks), read)
    gone = frozenset(
        path for path in contents if any(each.reaches(path, statement.versions.targets) for each in notices)
    )
    files = [_page(path, content) for path, content in contents.items() if path not in gone]
    files += [_beside(f"{METADATA}{name}", content) for name, content in metadata.items()]
    listed = b'{"notices":[' + b",".join(signed_notices) + b"]}"
    files.append(_beside(tables.WITHDRAWN, listed))
    return Verified(statement, {file.path: file for file in files}, gone)


def copy(release: Verified, store: Store, name: str) -> Copied:
    """Write it in an order in which no reader is misled, remove the rest, and read everything back."""
    there = store.paths()
    _check_ours(name, there, release)
    store.remove(sorted(there & release.withdrawn))
    for file in in_order(release, there):
        store.put(file)
    left = sorted(store.paths() - release.files.keys())
    store.remove(left)
    _check_read_back(release, store, name)
    return Copied(name, len(release.files), len(left) + len(there & release.withdrawn))


def in_order(release: Verified, there: frozenset[str]) -> Iterator[File]:
    """New names, files, pages, signatures, and the timestamp last."""

    def rank(file: File) -> tuple[int, str]:
        if file.path.startswith(manifest.RESERVED):
            parts = (trust.TARGETS, trust.SNAPSHOT, trust.TIMESTAMP)
            name = file.path.removeprefix(METADATA)
            return (4 + parts.index(name) if name in parts else 3), file.path
        is_page = file.path.endswith(".html")
        return (int(is_page) + (file.path in there)), file.path

    return iter(sorted(release.files.values(), key=rank))


def copy_to_folder(release: Verified, folder: Path) -> Copied:
    """Put the whole copy in the folder's place in one step; where there is no room for it, what is withdrawn goes."""
    fresh = folder.parent / f"{STAGING}{folder.name}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with exchange.only_one(folder), _cleared(fresh):
            before = _paths_below(folder)
            _check_ours(str(folder), before, release)
            _write(release, fresh, folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to ({error.strerror})") from None
    return Copied(str(folder), len(release.files), len(before))


def folder_of(to: str) -> Path | None:
    """The folder that a destination names, behind any links: it is exchanged itself; ``None``: a store."""
    parts = urlsplit(to)
    if parts.scheme == "file":
        return Path(os.path.realpath(unquote(parts.path)))
    return None if "://" in to else Path(os.path.realpath(to))


def _write(release: Verified, fresh: Path, folder: Path) -> None:
    try:
        for file in release.files.values():
            place = fresh / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
        exchange.put_in_place(fresh, folder)
    except OSError:
        for path in release.withdrawn:
            (folder / path).unlink(missing_ok=True)
        raise


@contextmanager
def _cleared(fresh: Path) -> Iterator[None]:
    """Nothing under that name, neither before nor afterwards."""
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _paths_below(folder: Path) -> frozenset[str]:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: this is not a folder; name one for the copy")
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _check_ours(name: str, there: frozenset[str], release: Verified) -> None:
    """What is not in the release goes at a destination; so it must have been a copy before, or nothing."""
    if f"{METADATA}{trust.TIMESTAMP}" in there or there <= release.files.keys() | release.withdrawn:
        return
    raise InputError(
        f"{name}: holds other things than a copy of a release, which would be lost; name an empty place"
    )


def _page(path: str, content: bytes) -> File:
    marks = (
        answers.held(path, manifest.digest(content), content, media_type(path), {})
        .forms["identity"]
        .whole.texts
    )
    named = {"content-type": "Content-Type", "cache-control": "Cache-Control"}
    return File(path, content, {named[name]: value for name, value in marks if name in named})


def _beside(path: str, content: bytes) -> File:
    never = headers.KEEP_NEVER[1].decode()
    return File(path, content, {"Content-Type": "application/json", "Cache-Control": never})


def _check_read_back(release: Verified, store: Store, name: str) -> None:
    for file in release.files.values():
        if store.get(file.path) != file.content:
            raise UntrustedRelease(f"{name}: {file.path} is not what was written; look who else writes there")
