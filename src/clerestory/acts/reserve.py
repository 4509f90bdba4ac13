"""Room for takedowns on a full disk: a file that holds some, given back in portions when there is no other.

It lies where this machine remembers whom it trusts. Whoever publishes keeps it, so that nothing goes up for whose
takedown there would be no room; a takedown gives back a portion only if the disk is full.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from clerestory.errors import InputError

NAME = "reserve"
PORTION = 1 << 18  # bytes: the notice twice, word for the log, and the entry in a store on the same disk
SIZE = 4 * PORTION
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def keep(trusted: Path) -> None:
    """Make it if it is not there whole; of random bytes, because no file system stores those in less room."""
    place = trusted / NAME
    if left(trusted) == SIZE:
        return
    try:
        with place.open("wb") as file:
            file.write(os.urandom(SIZE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        place.unlink(missing_ok=True)
        raise InputError(
            f"{place}: there is no room for the reserve that a takedown may need ({error.strerror}); free space and try again"
        ) from None


def spend(trusted: Path, write: Callable[[], None]) -> None:
    """Write; as often as the disk is full, give a portion back and write again."""
    while True:
        try:
            return write()
        except OSError as error:
            if error.errno not in FULL or not left(trusted):
                raise
        os.truncate(trusted / NAME, max(0, left(trusted) - PORTION))


def left(trusted: Path) -> int:
    """How many bytes it holds."""
    try:
        return (trusted / NAME).stat().st_size
    except OSError:
        return 0
