"""``clerestory incident obligations``: what the law asks, of whom, until when, and what is late."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from clerestory.cli import moments
from clerestory.cli.outcome import DONE, Outcome
from clerestory.errors import FOUND
from clerestory.governance.incidents.obligations import engine, situation
from clerestory.governance.incidents.obligations.engine import Obligation

HELP = "list what the law asks after an exposure, with due times; late ones are red"
_RED, _PLAIN = "\033[31;1m", "\033[0m"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "situation", type=Path, metavar="SITUATION.toml", help="who, how many, when, what was done"
    )
    parser.add_argument(
        "--now", metavar="TIME", help="judge by this moment (ISO, with offset) instead of the clock"
    )


def act(args: argparse.Namespace) -> Outcome:
    """List them; exit 1 if one is late."""
    told = situation.read(args.situation, frozenset(duty.id for duty in engine.duties()))
    now = moments.exact(args.now, "--now") if args.now is not None else datetime.now(UTC)
    owed = engine.obligations(told, now)
    late = sum(each.late for each in owed)
    result = {
        "now": now.isoformat(),
        "obligations": [each.as_json() for each in owed],
        "late": late,
        "not_owed": engine.not_owed(told),
    }
    return Outcome(_text(owed, late), result, FOUND if late else DONE)


def _text(owed: tuple[Obligation, ...], late: int) -> str:
    if not owed:
        return "no duty that this program knows is owed; `--json` tells what would have to hold"
    lines = [f"{len(owed)} duties, {late} late"]
    for each in owed:
        lines += [
            _headline(each),
            f"       {each.duty.duty}",
            f"       to {each.duty.owed_to}; proof: {each.duty.proof}",
        ]
    return "\n".join(lines)


def _headline(each: Obligation) -> str:
    due = each.due.strftime("%a %Y-%m-%d %H:%M %Z") if each.due else "no clock"
    line = f"{each.standing.value.upper():<9} {due:<26} {each.duty.clause} [{each.duty.id}]"
    return f"{_RED}{line}{_PLAIN}" if each.late and sys.stdout.isatty() else line
