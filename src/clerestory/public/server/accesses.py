"""Who asked for what: one line an answer, only where a file is named for it, for the count after an exposure.

Lines have the names that ``incident exposure`` knows (kind ``json``), no query and no cookie. A worker writes what came in
the last tenth of a second at once, chained (``sink``); what a visitor waits for is one entry in a list.
"""

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import NamedTuple

from clerestory.public.server import sink

FILE = "CLERESTORY_ACCESS_LOG"  # the variable that names the file
MOST = 100_000  # entries that wait while the disk is full; what is more is counted, not kept


class Access(NamedTuple):
    """One answer that was given."""

    at: float
    peer: str
    method: str
    path: str
    status: int
    bytes: int
    agent: str
    forwarded: str


class Accesses:
    """What one worker has yet to write."""

    def __init__(self) -> None:
        self.is_wanted = FILE in os.environ
        self._waiting: list[Access] = []
        self._lost = 0
        self._writing = threading.Lock()

    def add(self, peer: str, method: str, path: str, answer: tuple[int, int], marks: tuple[str, str]) -> None:
        """One answer: its status and bytes; ``marks`` are the agent and the forwarded address as they were sent."""
        if len(self._waiting) < MOST:
            self._waiting.append(Access(time(), peer, method, path, *answer, *marks))
        else:
            self._lost += 1

    def write(self) -> None:
        """Write what waits; what the disk does not take waits on."""
        with self._writing, suppress(OSError):
            some, lost = self._waiting[:], self._lost
            if some or lost:
                sink.append_all(Path(os.environ[FILE]), _lines(some, lost))
                del self._waiting[: len(some)]
                self._lost -= lost


def _lines(some: Sequence[Access], lost: int) -> list[dict[str, str | int]]:
    lines: list[dict[str, str | int]] = [
        {
            "time": datetime.fromtimestamp(each.at, UTC).isoformat(timespec="milliseconds"),
            "remote_addr": each.peer, "method": each.method, "path": each.path, "status": each.status,
            "bytes": each.bytes, "user_agent": each.agent, "x_forwarded_for": each.forwarded,
        }
        for each in some
    ]  # fmt: skip
    if lost:
        lines.append({"event": "accesses not kept, the disk took none", "count": lost})
    return lines
