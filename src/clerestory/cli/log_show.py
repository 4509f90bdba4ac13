"""``clerestory log show D``: the newest entries of the audit log."""

import argparse

from clerestory.cli import numbers, officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.log.entry import Entry
from clerestory.governance.office import looking
from clerestory.governance.store import log

HELP = "show the newest entries of the audit log; that you looked is recorded too"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--last", type=numbers.count, default=20, metavar="N", help="how many (default: 20)")
    parser.add_argument("--act", dest="only", default="", help="of this act alone: sign, publish, refused")
    parser.add_argument("--about", default="", help="about this release alone")


def act(args: argparse.Namespace) -> Outcome:
    """Show them, the newest first."""
    governed = officer.opened(args)
    looking.look_at_log(governed.desk, officer.actor(args, governed), "newest entries")
    with governed.desk.store.reading() as look:
        found = log.entries(look, args.last, act=args.only, about=args.about)
    return Outcome("\n".join(_line(each) for each in found), {"entries": [_result(each) for each in found]})


def _line(entry: Entry) -> str:
    return f"{entry.sequence:>7}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.by:<14}{entry.act:<20}{entry.about}"


def _result(entry: Entry) -> dict[str, object]:
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "role": entry.role,
        "act": entry.act,
        "about": entry.about,
        "detail": dict(entry.detail),
    }
