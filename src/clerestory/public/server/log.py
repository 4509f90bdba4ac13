"""The server's log: one JSON object a line on stderr, with names of files and reasons, never a value.

Where a file is named for it, each line goes there too, chained (``sink``). A disk that takes no line stops nothing:
what is told of comes first.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from clerestory.public.server import sink

Level = Literal["info", "error"]


class Log:
    """Writes events to a stream; a test passes its own."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def info(self, event: str, **about: str | int) -> None:
        """Something went as it should."""
        self._write("info", event, about)

    def error(self, event: str, **about: str | int) -> None:
        """Something is not served, or cannot be done, and why."""
        self._write("error", event, about)

    def _write(self, level: Level, event: str, about: dict[str, str | int]) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": level, "event": event, **about}
        with suppress(OSError):
            self._stream.write(json.dumps(told, ensure_ascii=False) + "\n")
            self._stream.flush()
        if file := os.environ.get(sink.FILE):
            with suppress(OSError):
                sink.append(Path(file), told)
