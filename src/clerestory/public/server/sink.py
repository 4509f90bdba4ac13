"""The server's log in a file apart: lines are only ever added, and each names the one before it.

``before`` is the SHA-256 of the whole line before (of nothing, for the first): a line that was changed, removed,
put in or moved breaks the chain; cutting off the end is seen by whoever noted the last line's digest (``check``).
Several processes write to one file, one at a time.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from clerestory.errors import UntrustedRelease

FILE = "CLERESTORY_SERVER_LOG"  # the variable that names the file
LONGEST = 1 << 16  # bytes of one line
FIRST = sha256(b"").hexdigest()


def append(file: Path, about: dict[str, str | int]) -> None:
    """Add one line, on the disk when this returns."""
    append_all(file, [about])


def append_all(file: Path, lines: Iterable[dict[str, str | int]]) -> None:
    """Add lines, on the disk when this returns."""
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        before, made = _last(descriptor), []
        for about in lines:
            line = json.dumps({**about, "before": before}, ensure_ascii=False).encode() + b"\n"
            before = sha256(line).hexdigest()
            made.append(line)
        _write(descriptor, b"".join(made))
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    """All of it, or what was written of it is taken back: the caller tries again."""
    size = os.fstat(descriptor).st_size
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def check(file: Path, noted: str = "") -> tuple[int, str, bool]:
    """How many lines there are, the digest of the last, and whether the line ``noted`` earlier is among them.

    ``UntrustedRelease`` names the first line that does not follow the one before.
    """
    before, number, is_there = FIRST, 0, False
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                said = json.loads(line)["before"]
            except (ValueError, KeyError, TypeError):
                said = ""
            if said != before or not line.endswith(b"\n"):
                raise UntrustedRelease(
                    f"{file}:{number}: does not follow the line before; the log was changed"
                )
            before = sha256(line).hexdigest()
            is_there = is_there or before == noted
    return number, before, is_there


def _last(descriptor: int) -> str:
    """The digest of the last line; one that was cut off by a crash is closed first, and stays as it is."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, LONGEST, max(0, size - LONGEST))
    if tail and not tail.endswith(b"\n"):
        os.write(descriptor, b"\n")
        tail += b"\n"
    if not tail:
        return FIRST
    return sha256(tail[:-1].rpartition(b"\n")[2] + b"\n").hexdigest()
