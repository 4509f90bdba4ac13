"""Columns beside each line of the log, and their indexes, so that all of it can be searched."""

import sqlalchemy as sa
from alembic import op

from clerestory.governance.log.entry import from_line
from clerestory.governance.store import said

revision = "0003"
down_revision = "0002"

NAMES = ("act", "by", "role", "at", "about", "request")
INDEXED = ("act", "by", "about")
AT_ONCE = 5_000


def upgrade() -> None:
    """Add the columns, fill them from the lines, make the indexes."""
    for name in NAMES:
        op.add_column("log_entries", sa.Column(name, sa.Text(), nullable=True))
    _fill(op.get_bind())
    for name in INDEXED:
        op.create_index(op.f(f"ix_log_entries_{name}"), "log_entries", [name, "sequence"])


def _fill(connection: sa.Connection) -> None:
    entries = sa.table("log_entries", *(sa.column(name) for name in ("sequence", "line", *NAMES)))
    change = entries.update().where(entries.c.sequence == sa.bindparam("which"))
    change = change.values({name: sa.bindparam(f"new_{name}") for name in NAMES})
    last = -1
    while True:
        query = sa.select(entries.c.sequence, entries.c.line).where(entries.c.sequence > last)
        rows = connection.execute(query.order_by(entries.c.sequence).limit(AT_ONCE)).all()
        if not rows:
            return
        connection.execute(change, [_filled(number, line) for number, line in rows])
        last = rows[-1][0]


def _filled(number: int, line: str) -> dict[str, object]:
    return {"which": number, **{f"new_{name}": word for name, word in said.words(from_line(line)).items()}}
