"""``clerestory lesson add D``: what an incident taught, found again by the columns it came with."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.lessons import Lesson, plain
from clerestory.governance.office import lessons

HELP = "add the lesson of an incident; releases with the same columns show it to who decides"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--id", required=True, help="its name: 2016-02")
    parser.add_argument("--title", required=True, help="in a few words")
    parser.add_argument("--told", required=True, help="what happened, in a sentence or two")
    parser.add_argument("--columns", required=True, metavar="A,B,...", help="the combination it came with")


def act(args: argparse.Namespace) -> Outcome:
    """Add it."""
    governed = officer.opened(args)
    columns = frozenset(plain(each.strip()) for each in args.columns.split(",") if each.strip())
    lessons.add(governed.desk, officer.actor(args, governed), Lesson(args.id, args.title, args.told, columns))
    return Outcome(f"Added the lesson {args.id}", {"lesson": args.id, "columns": sorted(columns)})
