"""``clerestory incident known X-1 DIR``: who knew what, when, and who was told without it."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents import knowledge
from clerestory.governance.store import happenings

HELP = (
    "who knew what and when, and who was told about it without a fact that the teller knew; with the events"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    parser.add_argument("--who", default="", help="only this person or role")
    parser.add_argument("--fact", default="", help="only this fact")


def act(args: argparse.Namespace) -> Outcome:
    """Ask the log."""
    with officer.opened(args).desk.store.reading() as look:
        happened = happenings.incident(look, args.incident).happened
    known = [
        each
        for each in knowledge.known(happened)
        if args.who in ("", each.who) and args.fact in ("", each.fact)
    ]
    gaps = knowledge.gaps(happened, args.who, args.fact)
    lines = [f"{each.who} knew from {each.when}: {each.fact} ({', '.join(each.events)})" for each in known]
    lines += [
        f"GAP: {each.who} was told by {each.teller} ({each.when}) without: {each.fact} ({', '.join(each.events)})"
        for each in gaps
    ]
    result = {
        "known": [{"who": each.who, "fact": each.fact, "when": each.when, "events": list(each.events)} for each in known],
        "gaps": [
            {"who": each.who, "fact": each.fact, "teller": each.teller, "when": each.when, "events": list(each.events),
             "learnt": each.learnt.when if each.learnt else ""}
            for each in gaps
        ],
    }  # fmt: skip
    return Outcome("\n".join(lines) or "the log does not say that anybody knew anything", result)
