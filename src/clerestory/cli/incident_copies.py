"""``clerestory incident copies X-1 DIR``: copies seen elsewhere, and how far the data has spread, dated."""

import argparse
from dataclasses import asdict

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.copies import Copy, copies, spread
from clerestory.governance.store import happenings

HELP = "list the copies seen elsewhere: address, request, answer; and how far the data has spread, dated"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """List them."""
    with officer.opened(args).desk.store.reading() as look:
        happened, now = happenings.incident(look, args.incident).happened, look.now
    known, how_far = copies(happened), spread(happened, now)
    result = {
        "incident": args.incident,
        "copies": [asdict(each) for each in known],
        **asdict(how_far),
        "status": how_far.words(),
    }
    return Outcome("\n".join([how_far.words(), *map(_line, known)]), result)


def _line(each: Copy) -> str:
    asked = f"; asked: {each.asked}" if each.asked else "; nobody was asked yet"
    answer = f"; answered: {each.answer}" if each.answer else ""
    gone = f"; gone, {each.gone}" if each.gone else ""
    return f"  {each.id} {each.address}, seen {each.seen}{asked}{answer}{gone}"
