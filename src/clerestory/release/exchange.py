"""Put a folder in the place of another in one step: there is no instant with neither, or with parts of both.

Linux exchanges two names in one call (``renameat2``, since 3.15, on every usual local file system),
macOS too (``renamex_np``). Where the system cannot, publishing is refused: a slower way that is
nearly atomic would be a mixture on the day it matters.
"""

import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerestory.errors import InputError
from clerestory.release import whole

_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE and, by chance, RENAME_SWAP
STAGING = ".publishing-"


def put_in_place(prepared: Path, place: Path) -> None:
    """``prepared`` takes the name ``place``; what had that name is then under ``prepared``, or nowhere."""
    _sync_tree(prepared)
    if place.exists():
        _exchange(prepared, place)
    else:
        prepared.rename(place)
    whole.sync(place.parent)


def clear_leftovers(parent: Path) -> None:
    """Remove what an interrupted publication left beside the place (call it with the lock held)."""
    for leftover in parent.glob(f"{STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def only_one(place: Path) -> Iterator[None]:
    """Hold the lock of a place: a second publisher is refused, not mixed in."""
    path = place.parent / f".{place.name}.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise InputError(f"{place.parent}: cannot be written to ({error.strerror})") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InputError(f"{place}: somebody else is publishing here; wait until they are done") from None
    finally:
        os.close(descriptor)


def _exchange(one: Path, other: Path) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        failed = library.renamex_np(*names, _EXCHANGE)
    else:
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)
    if failed:
        raise _refusal(other, ctypes.get_errno())


def _refusal(place: Path, number: int) -> InputError:
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return InputError(
            f"{place}: this file system cannot exchange two folders in one step; publish on a local disk"
        )
    return InputError(f"{place}: cannot be replaced ({os.strerror(number)})")


def _sync_tree(folder: Path) -> None:
    for below, _, names in os.walk(folder):
        for name in names:
            whole.sync(Path(below, name))
        whole.sync(Path(below))
