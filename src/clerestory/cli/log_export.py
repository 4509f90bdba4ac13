"""``clerestory log export D --out FILE``: the whole log in one file that anybody can verify."""

import argparse
import os
from pathlib import Path

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.office import looking
from clerestory.governance.store import log
from clerestory.governance.store.store import Store
from clerestory.vocabulary.roles import Role

HELP = "write the audit log to one file that can be verified without this program's store"
OWNER_ONLY = 0o600


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
    fresh, count = out.with_name(f".{out.name}.new"), 0
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file, store.reading() as look:
            for line in log.exported(store, look):
                file.write(line + "\n")
                count += 1
        fresh.replace(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror}); give another place") from None
    finally:
        fresh.unlink(missing_ok=True)
    return count
