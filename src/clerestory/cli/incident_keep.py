"""``clerestory incident keep X-1 DIR --kind exposure FILE``: what was counted, kept in the incident's room."""

import argparse
from pathlib import Path

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.incidents.obligations import engine, situation
from clerestory.governance.incidents.papers import LARGEST, Kind
from clerestory.governance.office import room
from clerestory.vocabulary.roles import Role

HELP = "keep a count in the incident's room: exposure, situation (obligations), affected, notices"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser, before_files=True)
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="what the command told with --json; or the TOML"
    )
    parser.add_argument("--kind", required=True, choices=[each.value for each in Kind], help="what it tells")
    officer.officer(parser, Role.INCIDENT_LEAD)


def act(args: argparse.Namespace) -> Outcome:
    """Keep it."""
    governed, kind = officer.opened(args), Kind(args.kind)
    try:
        with args.file.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        raise InputError(f"{args.file}: cannot be read; give a file that is there") from None
    if len(content) > LARGEST:
        raise InputError(f"{args.file}: larger than any count; give what the command printed with --json")
    if kind is Kind.SITUATION:
        situation.read(args.file, frozenset(duty.id for duty in engine.duties()))
    by = officer.actor(args, governed, Role.INCIDENT_LEAD)
    with respond.changing(governed, args.incident):
        words = room.keep(governed.desk, by, args.incident, kind, content)
    return Outcome(
        f"{args.incident}: {words}", {"incident": args.incident, "kind": kind.value, "told": words}
    )
