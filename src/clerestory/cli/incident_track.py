"""``clerestory incident track X-1 DIR --item REC-2 ...``: open a recommendation, hand it on, close it with proof."""

import argparse
from datetime import date

from clerestory.cli import officer
from clerestory.cli.incident_tracker import told
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.incidents.findings import Stand
from clerestory.governance.office import room

HELP = "open, hand on or close a recommendation or finding; closing takes evidence and a test of its effect"
WORDS = ("title", "owner", "due", "evidence", "test")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--item", required=True, metavar="NAME", help="its name: REC-2, or of a finding: F-1")
    parser.add_argument("--title", default="", help="what is to be done (needed for a new one)")
    parser.add_argument("--owner", default="", metavar="WHO", help="who does it (needed for a new one)")
    parser.add_argument(
        "--due", default="", metavar="DAY", help="until when: 2027-03-01 (needed for a new one)"
    )
    parser.add_argument(
        "--evidence", default="", help="what shows that it was done: a digest, an event, a place"
    )
    parser.add_argument(
        "--test", default="", help="what shows that it works: a command of ours that looks, or words"
    )
    parser.add_argument("--close", action="store_true", help="it is done; needs --evidence and --test")


def act(args: argparse.Namespace) -> Outcome:
    """Take the step, and tell where it stands."""
    if args.due:
        _check_day(args.due)
    words = {name: getattr(args, name) for name in WORDS if getattr(args, name)}
    if args.close:
        words["stand"] = Stand.CLOSED.value
    governed = officer.opened(args)
    desk = governed.desk
    room.track(desk, officer.actor(args, governed), args.incident, args.item, words)
    with desk.store.reading() as look:
        item = next(each for each in room.items(look, args.incident) if each.id == args.item)
        about = told(item, look.now.date())
    return Outcome(f"{item.id} is {item.stand.value}: {item.title}", about)


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise InputError("--due is no day; write it as 2027-03-01") from None
