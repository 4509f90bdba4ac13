"""``clerestory notices check``: read letters back from their PDF and check them clause by clause."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import DONE, Outcome
from clerestory.errors import FOUND
from clerestory.governance.notices import clauses, produced

HELP = "check letters clause by clause on the produced PDF: title, headings, type size, items A to F, tags"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE.pdf", help="one letter, or a batch of them"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Check; exit 1 if a clause is not kept."""
    found = {str(path): clauses.check(produced.read(path)) for path in args.files}
    faults = sum(len(each.faults) for each in found.values())
    result = {"files": {name: each.as_json() for name, each in found.items()}, "faults": faults}
    text = "\n".join(line for name, each in found.items() for line in _lines(name, each))
    return Outcome(text, result, FOUND if faults else DONE)


def _lines(name: str, each: clauses.Checked) -> list[str]:
    grade = (
        f"reading grade {each.reading.grade:g} ({each.reading.formula})"
        if each.reading
        else "no reading grade"
    )
    verdict = "every clause is kept" if not each.faults else f"{len(each.faults)} clauses are not kept"
    head = f"{name}: {each.letters} letters, smallest type {each.least_points:.1f} pt, {grade}; {verdict}"
    return [head, *(f"  {fault}" for fault in each.faults)]
