"""``clerestory check DIR``: what is wrong with a project, where, and what to do."""

import argparse
from dataclasses import asdict
from pathlib import Path

from clerestory.acts.check import Checked, check
from clerestory.cli.outcome import DONE, Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import COULD_NOT_LOOK

HELP = "explain everything that is wrong with a project, and compare its vault with it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The project's folder."""
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder of the project, or the one around it")


def act(args: argparse.Namespace) -> Outcome:
    """Check the project and its vault."""
    with Steps() as steps:
        checked = check(args.dir, steps)
    return Outcome(
        text="\n".join(_told(checked)),
        result=_result(checked),
        exit_code=DONE if checked.usable else COULD_NOT_LOOK,
    )


def _told(checked: Checked) -> list[str]:
    wrong = [*map(str, checked.problems), *(f"vault: {told}" for told in checked.vault_problems)]
    if wrong:
        return [*wrong, f"{len(wrong)} {'thing is' if len(wrong) == 1 else 'things are'} wrong"]
    return [*_counted(checked), "nothing is wrong"]


def _counted(checked: Checked) -> list[str]:
    project = checked.project
    if project is None:
        return []
    lines = [
        f"{project.id}: {len(project.sources)} sources, {len(project.tables)} tables, {len(project.pages)} pages"
    ]
    if checked.register is None:
        return [*lines, f"there is no vault at {project.places.vault}: the records were not looked at"]
    records = {entry.source: entry.records for entry in checked.register}
    return [*lines, *(f"{source}: {count:,} records" for source, count in records.items())]


def _result(checked: Checked) -> dict[str, object]:
    return {
        "usable": checked.usable,
        "problems": [asdict(problem) for problem in checked.problems],
        "vault": {
            "looked": checked.register is not None or bool(checked.vault_problems),
            "problems": list(checked.vault_problems),
            "register": [
                {
                    "source": entry.source,
                    "column": entry.column,
                    "class": entry.column_class.value,
                    "records": entry.records,
                }
                for entry in checked.register or ()
            ],
        },
    }
