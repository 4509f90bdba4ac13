"""How long work tells people where it is: a line for each step, a bar within it."""

from typing import Protocol


class Progress(Protocol):
    """What an act reports to; the command line draws it, tests collect it."""

    def step(self, name: str) -> None:
        """A new step begins; the one before it is done."""

    def advance(self, done: int, of: int) -> None:
        """Within the step: ``done`` of ``of`` units."""


class Silent:
    """Reports to nobody."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def advance(self, done: int, of: int) -> None:
        """Say nothing."""
