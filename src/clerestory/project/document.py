"""One file of a project: what it holds, and where in it everything stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clerestory.project.location import Place, lines, nearest
from clerestory.project.problem import Problem


@dataclass(frozen=True)
class Document:
    """A TOML file that could be read, the place of each key in it, and the problems found there."""

    file: str  # relative to the project folder
    content: Mapping[str, object]
    found: Mapping[Place, int]
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, what: str, remedy: str) -> None:
        """Note a problem at that place."""
        self.problems.append(Problem(self.file, nearest(self.found, place), what, remedy))


def open_document(root: Path, file: str, problems: list[Problem]) -> Document | None:
    """Read one TOML file; None, and a problem noted, if it cannot be read."""
    text = read_text(root, file, problems)
    if text is None:
        return None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(_syntax(file, str(error), text))
        return None
    return Document(file, content, lines(text), problems)


def read_text(root: Path, file: str, problems: list[Problem]) -> str | None:
    """The text of a file; None, and a problem noted, if there is none."""
    try:
        return (root / file).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(file, 1, "the file is missing", "add it; see `clerestory new`"))
    except UnicodeDecodeError:
        problems.append(Problem(file, 1, "the file is not UTF-8 text", "save it as UTF-8"))
    except OSError as error:
        problems.append(
            Problem(file, 1, "the file cannot be read", (error.strerror or "see its rights").lower())
        )
    return None


def _syntax(file: str, message: str, text: str) -> Problem:
    told = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message, re.DOTALL)
    line = int(told[2]) if told and told[2] else max(1, len(text.splitlines()))
    what = (told[1] if told else message).strip()
    return Problem(file, line, f"not TOML: {what[:1].lower()}{what[1:]}", "correct the line")
