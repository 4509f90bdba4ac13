"""Who is in the middle of an act: as long as they live, nobody else settles it for them.

An act that writes files is begun in the store, then done, then finished. What opens the store meanwhile (the
watch over incidents does, every few seconds) would take it for one that a crash left.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".under-way.lock"


@contextmanager
def acting(governance: Path) -> Iterator[None]:
    """From before the act is begun until it is finished; several may act at once."""
    descriptor = _opened(governance)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def settling(governance: Path) -> Iterator[bool]:
    """Whether nobody acts or settles at this moment, nor until this is left."""
    descriptor = _opened(governance)
    try:
        yield is_locked(descriptor)
    finally:
        os.close(descriptor)


def is_locked(descriptor: int) -> bool:
    """Whether the lock on that open file is ours alone now; nobody waits for it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(governance: Path) -> int:
    return os.open(governance / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
