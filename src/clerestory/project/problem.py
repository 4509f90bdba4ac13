"""What is wrong with a project: every problem with file, line and remedy, collected, not only the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from clerestory.errors import ProjectError


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where it stands (relative to the project), what it is, what to do."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.remedy}"


class UnusableProject(ProjectError):
    """A project with at least one problem; ``problems`` holds all of them, ``where`` says who tells them."""

    def __init__(self, problems: Iterable[Problem], where: str = ": see `clerestory check`") -> None:
        self.problems = tuple(sorted(set(problems)))
        first, more = self.problems[0], len(self.problems) - 1
        told = f" (and {more} more{where})" if more else ""
        super().__init__(f"{first}{told}")


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """A remedy for a name that is not known: the closest one that is, or all of them."""
    names = sorted(known)
    if close := get_close_matches(given, names, n=1):
        return f"did you mean {close[0]!r}?"
    if not names:
        return "declare it first"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"use one of: {shown}"
