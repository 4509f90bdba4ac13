"""The server's log: one JSON object a line on stderr, with names of files and reasons, never a value."""

import json
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

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
        line = json.dumps({"at": at, "level": level, "event": event, **about}, ensure_ascii=False)
        self._stream.write(line + "\n")
        self._stream.flush()
