"""A line of the log sink: its number, the digest of the line before, what was logged, and where it came from."""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

TAIL = 1 << 20  # bytes; no line of a log is longer


@dataclass(frozen=True)
class Origin:
    """Where a line came from: the file, its inode, the offset behind the line."""

    file: str
    inode: int
    offset: int


@dataclass(frozen=True)
class Held:
    """A line of the sink."""

    number: int
    before: str
    line: str
    origin: Origin | None


def is_cut_off(path: Path) -> bool:
    """Whether a crash left a line without its end."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return size > 0 and file.read(1) != b"\n"


def chained(number: int, before: str, line: str, origin: Origin | None) -> str:
    """A line as it stands in the sink."""
    told = [number, before, line, *([[origin.file, origin.inode, origin.offset]] if origin else [])]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def tail_of(path: Path) -> list[str]:
    """The last whole lines of an hour."""
    with path.open("rb") as file:
        start = max(0, file.seek(0, os.SEEK_END) - TAIL)
        file.seek(start)
        lines = file.read().decode("utf-8", "replace").split("\n")[:-1]
    return lines[1:] if start else lines


def lines_of(path: Path) -> list[str]:
    """The whole lines of an hour."""
    return path.read_text("utf-8", "replace").split("\n")[:-1]


def read(line: str) -> Held | None:
    """A line of the sink; None if it is not whole."""
    try:
        number, before, told, *origin = json.loads(line)
        return Held(int(number), str(before), str(told), Origin(*origin[0]) if origin else None)
    except (ValueError, TypeError):
        return None


def digest_of(line: str) -> str:
    """By which the next line names it."""
    return sha256(line.encode()).hexdigest()
