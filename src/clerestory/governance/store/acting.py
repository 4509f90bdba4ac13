"""The two ways into the store: ``Reading``, to which the database refuses every write, and ``Acting``.

An ``Acting`` is made only with the event that it records. Whatever is written through it stands in the
entry of that event, row by row, and entry and rows are committed together or not at all: there is no
way to write without an entry in the log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clerestory.errors import InputError
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.log.entry import Change, Json, digest_of
from clerestory.governance.log.proof import Hand
from clerestory.vocabulary.roles import Role

Row = sa.RowMapping
COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Actor:
    """Who acts, in which role, and by which door: the command line, the workbench, this program itself.

    Whoever comes by the command line signs the entry of the act with their own key (``hand``).
    """

    person: str
    role: Role | None = None
    through: str = "program"
    hand: Hand | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Event:
    """What is recorded of an act: every write needs one."""

    act: Act | Machine
    by: Actor
    about: str = ""
    detail: Mapping[str, Json] = field(default_factory=dict)


class Reading:
    """Looks into the store at one moment; ``now`` is that moment."""

    def __init__(self, connection: sa.Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    def rows(self, query: sa.Select[Any]) -> Sequence[Row]:
        """Every row of the answer."""
        return self._connection.execute(query).mappings().all()

    def stream(self, query: sa.Select[Any], at_once: int) -> Iterator[Row]:
        """Every row of a long answer, so many in memory at once."""
        answer = self._connection.execution_options(yield_per=at_once).execute(query)
        yield from answer.mappings()

    def one(self, query: sa.Select[Any]) -> Row | None:
        """The only row of the answer, or none."""
        return self._connection.execute(query).mappings().one_or_none()

    def value(self, query: sa.Select[Any]) -> Any:  # noqa: ANN401  (whatever the column holds)
        """The only value of the answer."""
        return self._connection.execute(query).scalar_one_or_none()


class Acting(Reading):
    """Writes within one act; what it wrote becomes part of the act's entry."""

    def __init__(self, connection: sa.Connection, now: datetime, event: Event) -> None:
        super().__init__(connection, now)
        self.event = event
        self.detail: dict[str, Json] = dict(event.detail)
        self._changes: dict[tuple[str, tuple[str, ...]], Change] = {}

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every row that was written, as it is now."""
        return tuple(self._changes.values())

    def in_role(self, role: Role) -> None:
        """The role in which the rules let this act be done."""
        self.event = replace(self.event, by=replace(self.event.by, role=role))

    def tell(self, **detail: Json) -> None:
        """Add to what the entry tells."""
        self.detail.update(detail)

    def insert(self, table: sa.Table, **values: object) -> None:
        """Add a row."""
        self._connection.execute(sa.insert(table).values(values))
        self._note(table, {column.name: values[column.name] for column in table.primary_key})

    def update(self, table: sa.Table, key: Mapping[str, object], **values: object) -> None:
        """Change the one row of that key."""
        done = self._connection.execute(sa.update(table).where(*_matches(table, key)).values(values))
        if done.rowcount != 1:
            raise InputError(f"the store has no such row in {table.name}; it was changed meanwhile")
        self._note(table, key)

    def delete(self, table: sa.Table, key: Mapping[str, object]) -> None:
        """Remove the one row of that key."""
        self._connection.execute(sa.delete(table).where(*_matches(table, key)))
        self._note(table, key)

    def _note(self, table: sa.Table, key: Mapping[str, object]) -> None:
        row = self.one(sa.select(table).where(*_matches(table, key)))
        names = tuple(str(key[column.name]) for column in table.primary_key)
        digest = "" if row is None else digest_of(dict(row))
        self._changes[table.name, names] = Change(table.name, names, digest)


def _matches(table: sa.Table, key: Mapping[str, object]) -> list[sa.ColumnElement[bool]]:
    if key.keys() != {column.name for column in table.primary_key}:
        raise ValueError(f"{table.name}: a row is named by its whole key")
    return [table.c[name] == value for name, value in key.items()]
