"""``clerestory incident report X-1 DIR --out REPORT.html``: the incident report, from the log alone."""

import argparse
from pathlib import Path

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.incidents.report import aliases, page, pdf
from clerestory.governance.incidents.report.report import report
from clerestory.governance.store import happenings, staff
from clerestory.release import whole

HELP = "the incident report (HTML or PDF) from the log alone: the same log gives the same bytes"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="REPORT.html or REPORT.pdf")
    parser.add_argument("--title", default="", help="what the report is about")


def act(args: argparse.Namespace) -> Outcome:
    """Write it."""
    governed = officer.opened(args)
    with governed.desk.store.reading() as look:
        incident = happenings.incident(look, args.incident)
        people = staff.officers(look)
    named = aliases.aliases(people, incident.happened)
    made = report(incident, named, args.title or f"Incident {incident.id}", governed.project.publisher)
    makers = {".html": lambda: page.page(made).encode(), ".pdf": lambda: pdf.pdf(made)}
    if args.out.suffix not in makers:
        raise InputError(f"{args.out}: a report is .html or .pdf; give one of the two endings")
    whole.write(args.out, makers[args.out.suffix]())
    aliases.seal(named, incident.id, governed.folder, governed.places.trust)
    result = {"incident": incident.id, "sentences": len(made.sentences), "first": made.first, "last": made.last,
              "out": str(args.out)}  # fmt: skip
    return Outcome(
        f"{args.out}: {len(made.sentences)} sentences from lines {made.first} to {made.last} of the log",
        result,
    )
