"""``clerestory log held DIR``: what the sink holds, for which incidents, and whether anything is missing."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import FOUND, InputError
from clerestory.governance.incidents.follow import followed
from clerestory.governance.incidents.hold import Sink
from clerestory.governance.office import looking
from clerestory.vocabulary.roles import Role

HELP = "tell what the sink of the servers' logs holds, for which incidents, and whether a line is missing or was changed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.LOG_AUDITOR)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the lines as they were logged, for `incident exposure`; a new file, and an entry in the audit log",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Follow the chain; a gap is exit code 1."""
    governed = officer.opened(args)
    sink = respond.sink_of(governed)
    if args.out:
        actor = officer.actor(args, governed, Role.LOG_AUDITOR)
        looking.take_held(governed.desk, actor, sink.head().lines)
        _write(sink, args.out)
    gaps, holds = sink.gaps(), sink.holds()
    result = {
        "lines": sink.head().lines,
        "hours": len(sink.hours()),
        "last": sink.head().digest,
        "files": [str(file) for file in followed(sink)],
        "holds": [asdict(each) for each in holds],
        "gaps": [asdict(each) for each in gaps],
    }
    lines = [f"{result['lines']:,} lines of {result['hours']} hours; the last is {result['last']}"]
    lines += [f"  held for {each.incident} from {each.since} on, since {each.placed_at}" for each in holds]
    lines += [f"  GAP in {each.hour}: {each.why}" for each in gaps]
    return Outcome("\n".join(lines), result, FOUND if gaps else 0)


def _write(sink: Sink, out: Path) -> None:
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in sink.lines())
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror}); give a new file") from None
