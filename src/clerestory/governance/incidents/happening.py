"""What happened in an incident: the lines of the audit log that name it, as frozen values.

An incident has no record beside the log. Its state, its brief, who knew what and its report are all
worked out from these lines, so that none of them can say anything that the log does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.log.entry import Entry, Json

What = Act | Machine


@dataclass(frozen=True)
class Happening:
    """One line of the log; ``number`` is the line's."""

    number: int
    at: datetime
    what: What
    by: str
    role: str
    about: str
    detail: Mapping[str, Json]

    @property
    def id(self) -> str:
        """As reports cite it."""
        return f"e-{self.number:04}"

    def text(self, name: str) -> str:
        """A word of the detail, or nothing."""
        return str(self.detail.get(name) or "")

    def number_of(self, name: str) -> int:
        """A count of the detail, or 0."""
        found = self.detail.get(name)
        return found if isinstance(found, int) else 0

    def names(self, name: str) -> tuple[str, ...]:
        """A list of words of the detail."""
        found = self.detail.get(name)
        return tuple(str(each) for each in found) if isinstance(found, list | tuple) else ()


def happened(entries: Iterable[Entry]) -> tuple[Happening, ...]:
    """Lines of the log as happenings, the oldest first."""
    made = (
        Happening(each.sequence, each.at, _what(each.act), each.by, each.role, each.about, each.detail)
        for each in entries
    )
    return tuple(sorted(made, key=lambda each: each.number))


def only(happenings: Sequence[Happening], *what: What) -> tuple[Happening, ...]:
    """Those of these kinds."""
    return tuple(each for each in happenings if each.what in what)


def _what(word: str) -> What:
    try:
        return Act(word)
    except ValueError:
        return Machine(word)
