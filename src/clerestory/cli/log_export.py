"""``clerestory log export D --out FILE``: the whole log in one file that anybody can verify."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import looking
from clerestory.governance.store import log
from clerestory.governance.store.store import Store
from clerestory.release import whole
from clerestory.vocabulary.roles import Role

HELP = "write the audit log to one file that can be verified without this program's store"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.LOG_AUDITOR)
    parser.add_argument(
        "--out", type=Path, default=Path("log.jsonl"), metavar="FILE", help="default: log.jsonl"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Write it."""
    governed = officer.opened(args)
    looking.take_log(governed.desk, officer.actor(args, governed, Role.LOG_AUDITOR))
    count = _write(governed.desk.store, args.out)
    text = f"{count - 2:,} entries in {args.out}; verify it: clerestory log verify {args.out}"
    return Outcome(text, {"file": str(args.out), "entries": count - 2})


def _write(store: Store, out: Path) -> int:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for line in log.exported(store, look):
            count += 1
            yield f"{line}\n".encode()

    with store.reading() as look:
        whole.write(out, lines(), whole.OWNER_ONLY)
    return count
