"""Which files hold which log: found below the folders given, known by the declared patterns, however packed."""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics.definition import Format

FIELDS = "#Fields:"
PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
STRANGE = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"PK\x03\x04": "zip", b"7z\xbc\xaf": "7z"}
HEAD_BYTES = 1 << 16
HEAD_LINES = 50


@dataclass(frozen=True)
class LogFile:
    """A file, the name of its format, how it is packed (``none``, ``gzip``, ``zstd``) and its first lines."""

    path: Path
    format: str
    packed: str
    head: tuple[str, ...]


def find(
    places: Sequence[Path], formats: Mapping[str, Format]
) -> tuple[tuple[LogFile, ...], tuple[Path, ...]]:
    """The log files, and the files that no format names."""
    known, unknown = [], []
    for path, name in _files(places):
        declared = [key for key, each in formats.items() if _is_named(path, name, each.files)]
        if len(declared) > 1:
            raise InputError(
                f"{path}: named by the formats {' and '.join(declared)}; let one of them name it"
            )
        if declared:
            known.append(_opened(path, declared[0]))
        else:
            unknown.append(path)
    if not known:
        raise InputError(
            f"{', '.join(map(str, places))}: no file that a format of the definition names; see its 'files'"
        )
    return tuple(known), tuple(unknown)


def _files(places: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for place in places:
        if place.is_dir():
            yield from (
                (path, path.relative_to(place).as_posix())
                for path in sorted(place.rglob("*"))
                if path.is_file()
            )
        elif place.is_file():
            yield place, place.name
        else:
            raise InputError(f"{place}: no such file or folder; give the logs")


def _is_named(path: Path, name: str, pattern: str) -> bool:
    """By its name, its place below the folder given, or as much of its whole place as the pattern tells."""
    return any(fnmatch(each, pattern) for each in (path.name, name)) or fnmatch(
        path.absolute().as_posix(), f"*/{pattern}"
    )


def _opened(path: Path, name: str) -> LogFile:
    try:
        with path.open("rb") as file:
            begins = file.read(HEAD_BYTES)
        packed = next((how for mark, how in PACKED.items() if begins.startswith(mark)), "none")
        for mark, how in STRANGE.items():
            if begins.startswith(mark):
                raise InputError(f"{path}: packed as {how}, which is not read here; unpack it and run again")
        if packed == "gzip":
            with gzip.open(path) as file:
                begins = file.read(HEAD_BYTES)
    except (OSError, EOFError):
        raise InputError(f"{path}: cannot be read to its end; get a whole copy of it") from None
    text = "" if packed == "zstd" else begins.decode("utf-8-sig", "replace")
    return LogFile(
        path, name, packed, tuple(line.rstrip("\r") for line in text.split("\n")[:HEAD_LINES] if line.strip())
    )


def split(file: LogFile, folder: Path) -> list[LogFile]:
    """A W3C log whose columns change on the way, as one file in the folder for each set of columns."""
    pieces: dict[bytes, BinaryIO] = {}
    piece = None
    with ExitStack() as open_:
        opened = open_.enter_context(file.path.open("rb"))
        lines = gzip.GzipFile(fileobj=opened) if file.packed == "gzip" else opened
        for line in lines:
            if line.startswith(FIELDS.encode()):
                told = line.rstrip()
                if told not in pieces:
                    place = folder / f"{len(list(folder.iterdir()))}.log"
                    pieces[told] = open_.enter_context(place.open("xb"))
                piece = pieces[told]
            if piece:
                piece.write(line)
    return [_opened(Path(each.name), file.format) for each in pieces.values()]


@dataclass(frozen=True)
class Content:
    """What a file holds: its lines of the route, by a hash, and how many lines each minute has."""

    asked: Counter[int]
    minutes: dict[str, int]

    def is_in(self, other: "Content") -> bool:
        """Whether nothing here is missing there."""
        return self.asked <= other.asked if self.asked else self.minutes == other.minutes


def originals(files: Sequence[LogFile], contents: Mapping[str, Content]) -> dict[str, str]:
    """Each file and the one that it is a copy of, or itself: it begins alike, and nothing of it is missing there."""
    known: dict[str, list[LogFile]] = defaultdict(list)
    original = {}
    for file in sorted(files, key=lambda each: (-contents[str(each.path)].asked.total(), -len(each.head))):
        alike = known[file.head[0] if file.head else ""]
        own = contents[str(file.path)]
        first = next(
            (each for each in alike if _begins_alike(file, each) and own.is_in(contents[str(each.path)])),
            file,
        )
        if first is file:
            alike.append(file)
        original[str(file.path)] = str(first.path)
    return original


def _begins_alike(file: LogFile, other: LogFile) -> bool:
    least = min(len(file.head), len(other.head))
    return least > 0 and file.head[:least] == other.head[:least]
