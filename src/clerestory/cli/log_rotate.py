"""``clerestory log rotate DIR --before DAY``: old hours of the sink go, unless they are held or too young."""

import argparse
from datetime import UTC, date, datetime

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.office import looking
from clerestory.vocabulary.roles import Role

HELP = "remove old hours from the sink of the servers' logs; refused where an incident holds them or they are too young"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.LOG_AUDITOR)
    parser.add_argument("--before", required=True, metavar="DAY", help="whole hours before this day (UTC)")


def act(args: argparse.Namespace) -> Outcome:
    """Remove them, or refuse and remove nothing."""
    try:
        before = datetime.combine(date.fromisoformat(args.before), datetime.min.time(), UTC)
    except ValueError:
        raise InputError("--before is no day; write it as 2027-03-01") from None
    governed = officer.opened(args)
    sink, now = respond.sink_of(governed), governed.desk.store.clock()
    actor = officer.actor(args, governed, Role.LOG_AUDITOR)
    looking.rotate(governed.desk, actor, [path.stem for path in sink.removable(before, now)])
    gone = sink.rotate(before, now)
    return Outcome(f"{len(gone)} hours removed", {"removed": list(gone)})
