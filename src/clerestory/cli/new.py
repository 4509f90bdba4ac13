"""``clerestory new DIR --from FILE``: a vault and a first project from real records."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from clerestory.acts.new import Started, new
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps

HELP = "load records into a vault and propose a project that a person can finish in minutes"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("dir", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument(
        "--from",
        dest="file",
        type=Path,
        required=True,
        metavar="FILE",
        help="the records: .csv, .tsv, .parquet or .duckdb",
    )
    parser.add_argument("--table", default="", help="the table of a .duckdb file, if it holds several")
    parser.add_argument("--collection", default="", help="name of the collection (default: the file's)")


def act(args: argparse.Namespace) -> Outcome:
    """Lay out the project, and say what to do next."""
    today = datetime.now(UTC).date()
    with Steps() as steps:
        started = new(args.dir.absolute(), args.file, args.collection, args.table, today, steps)
    return Outcome(_told(started), _result(started))


def _told(started: Started) -> str:
    project = started.project
    lines = [
        f"{started.records:,} records lie in {started.folder / 'vault' / 'records.duckdb'}.",
        f"A project with {len(project.tables)} tables and a page lies in {started.folder / 'project'}.",
    ]
    if started.left_out:
        lines.append(f"Left out, since it only numbers the records: {', '.join(started.left_out)}.")
    if started.made:
        lines.append(f"Made to be counted by: {', '.join(started.made)}.")
    lines.append("Look at the class of every column in sources/, put names into people.toml; then:")
    lines += [f"  clerestory check {started.folder}", f"  clerestory release build {started.folder}"]
    return "\n".join(lines)


def _result(started: Started) -> dict[str, object]:
    source = started.project.sources[0]
    return {
        "folder": str(started.folder),
        "collection": source.collection,
        "records": started.records,
        "classes": {column.name: column.column_class.value for column in source.columns},
        "tables": {table.id: list(table.by) for table in started.project.tables},
        "left_out": list(started.left_out),
        "made": list(started.made),
    }
