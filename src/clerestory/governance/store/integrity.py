"""Whether the database is what its log says: the tree, and every row of every table.

Each entry names the rows that its act wrote, with their digests. So the last digest of each row must be that
of the row as it is, no row may be there that no act wrote, and none may be gone that no act removed.
"""

import sqlalchemy as sa

from clerestory.errors import Refused, UntrustedRelease
from clerestory.governance.log import checkpoint, verify
from clerestory.governance.log.entry import digest_of, from_line
from clerestory.governance.store import heading, log, said, seen
from clerestory.governance.store.accounts import NOT_COVERED
from clerestory.governance.store.acting import Reading
from clerestory.governance.store.store import Store
from clerestory.governance.store.tables import METADATA, OF_THE_LOG, log_entries, log_head

Key = tuple[str, tuple[str, ...]]
SHOWN = 3
_NUMBERS = sa.select(log_entries.c.sequence).order_by(log_entries.c.sequence)


def check(store: Store) -> verify.Verified:
    """Raise with the first thing that is wrong; the log as verified otherwise."""
    key, note = store.key.public_key(), seen.last(store.folder)
    known = verify.Known(key=key, seen=checkpoint.opened(note, key) if note else None)
    with store.reading() as look:
        found = verify.verify(log.exported(store, look), known)
        wrong = [*_head_differences(look, found), *differences(look)]
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise Refused(
            f"the store is not what its log says: {'; '.join(wrong[:SHOWN])}{more}; keep it, call the log auditor"
        )
    return found


def check_trusted(store: Store) -> None:
    """The same before a key is used or a file is moved."""
    try:
        check(store)
    except Refused as refusal:
        raise UntrustedRelease(f"nothing is signed or published: {refusal}") from None


def _head_differences(look: Reading, found: verify.Verified) -> list[str]:
    rows = look.rows(sa.select(log_head))
    roots = " ".join(root.hex() for root in found.subtrees)
    told = [(row["id"], row["size"], row["frontier"], row["last_at"]) for row in rows]
    last = found.last_at.isoformat() if found.last_at else ""
    numbers = [row["sequence"] for row in look.stream(_NUMBERS, log.AT_ONCE)]
    wrong = [] if told == [(heading.HEAD, found.size, roots, last)] else ["the head of the log was changed"]
    return wrong if numbers == list(range(found.size)) else [*wrong, "an entry was numbered anew"]


def differences(look: Reading) -> list[str]:
    """Every row that is not as the log says, by table and key."""
    last, wrong = _logged(look)
    logged = {key: digest for key, digest in last.items() if digest}
    there = _there(look)
    wrong += [f"{_name(key)} is gone" for key in logged.keys() - there.keys()]
    wrong += [f"{_name(key)} was never written by an act" for key in there.keys() - logged.keys()]
    wrong += [
        f"{_name(key)} was changed" for key in logged.keys() & there.keys() if logged[key] != there[key]
    ]
    return sorted(wrong)


def _logged(look: Reading) -> tuple[dict[Key, str], list[str]]:
    """The last digest of every row, and the entries beside which something else stands than they say."""
    last: dict[Key, str] = {}
    wrong = []
    for row in look.stream(sa.select(log_entries).order_by(log_entries.c.sequence), log.AT_ONCE):
        entry = from_line(row["line"])
        last |= {(change.table, change.key): change.digest for change in entry.changes}
        if any(row[name] != word for name, word in said.words(entry).items()):
            wrong.append(f"what is searched for entry {entry.sequence} was changed")
    return last, wrong


def _there(look: Reading) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for table in METADATA.sorted_tables:
        if table.name not in OF_THE_LOG | NOT_COVERED:
            keys = [column.name for column in table.primary_key]
            for row in look.rows(sa.select(table)):
                found[table.name, tuple(str(row[name]) for name in keys)] = digest_of(dict(row))
    return found


def _name(key: Key) -> str:
    return f"{key[0]} ({', '.join(key[1])})"
