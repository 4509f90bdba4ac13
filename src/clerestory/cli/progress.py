"""Progress on stderr: a line a step with its time, a bar within it where stderr is a terminal."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


class Steps:
    """A ``vocabulary.progress.Progress`` drawn on stderr; use as a context manager."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._name = ""
        self._since = 0.0

    def __enter__(self) -> "Steps":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(mark="done" if kind is None else "stopped")
        self._bar.stop()

    def step(self, name: str) -> None:
        """End the step before with a line, and begin this one."""
        self._finish(mark="done")
        self._name, self._since = name, time.monotonic()
        for task in self._bar.task_ids:
            self._bar.remove_task(task)
        self._bar.add_task(name, total=None)

    def advance(self, done: int, of: int) -> None:
        """Move the bar of the step."""
        if self._bar.task_ids:
            self._bar.update(self._bar.task_ids[-1], completed=done, total=of)

    def _finish(self, mark: str) -> None:
        if self._name:
            seconds = time.monotonic() - self._since
            self._console.print(f"{self._name:<58} {mark:>7} {seconds:6.1f} s", soft_wrap=True)
        self._name = ""
