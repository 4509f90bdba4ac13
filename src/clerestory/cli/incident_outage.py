"""``clerestory incident outage DIR``: open an outage, or close one; a claim of the last day is joined to it."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.incidents.service import Relation
from clerestory.governance.office import room

HELP = (
    "open an outage or a storage alarm (joined to any claim of the last day), or close one with its relation"
)
RELATIONS = {"caused": Relation.CAUSED, "apart": Relation.APART, "unknown": Relation.UNKNOWN}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--told", default="", help="what is out, in a sentence: opens one")
    parser.add_argument("--close", default="", metavar="OUTAGE", help="close this one: O-1")
    parser.add_argument("--relation", choices=tuple(RELATIONS), help="how it relates to the claim beside it")
    parser.add_argument("--reason", default="", help="how you know")


def act(args: argparse.Namespace) -> Outcome:
    """Open or close it."""
    governed = officer.opened(args)
    by = officer.actor(args, governed)
    if bool(args.told) == bool(args.close):
        raise InputError("say what is out with --told, or which outage is over with --close")
    if args.close:
        with respond.changing(governed, args.close):
            room.close_outage(governed.desk, by, args.close, RELATIONS.get(args.relation), args.reason)
        return Outcome(f"{args.close} is closed", {"outage": args.close, "open": False})
    incident, outage, claims = room.open_outage(governed.desk, by, args.told)
    respond.brief(governed, incident)
    joined = f"joined to claim {', '.join(claims)}: both teams see both" if claims else "no claim is near"
    result = {"incident": incident, "outage": outage, "claims": list(claims), "joined": bool(claims)}
    return Outcome(f"{outage} ({incident}) is open; {joined}", result)
