"""``clerestory incident affected``: which people were in the exposed rows; nothing leaves but counts."""

import argparse
from pathlib import Path

from clerestory.cli.fingerprints_build import identified
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.vocabulary.status import Identifies

HELP = "find the people in exposed rows, inside the vault; only counts leave"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("rows", type=Path, metavar="ROWS", help="the exposed rows: CSV, Parquet or DuckDB")
    parser.add_argument(
        "--identify",
        required=True,
        metavar="COLUMN=KIND,...",
        help=f"the columns that identify, and how: {', '.join(kind.value for kind in Identifies)}",
    )
    parser.add_argument(
        "--mapping",
        required=True,
        type=Path,
        metavar="OUT.csv",
        help="row_id,person_id for every row; a new file where the records are, for its owner alone",
    )
    parser.add_argument(
        "--truth",
        metavar="COLUMN",
        help="a column that tells the person, where rows are made up: how well it went",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Find them, write the mapping, tell the counts."""
    from clerestory.acts.affected import find

    columns = identified(args.identify)
    with Steps() as steps:
        found = find(args.rows, columns, args.mapping, truth=args.truth, progress=steps)
    told = found.as_json()
    return Outcome(text_of(told), told)


def text_of(told: dict[str, object]) -> str:
    """The counts for people."""
    rules = told["by_rule"]
    assert isinstance(rules, dict)  # noqa: S101  (narrowing for the type checker)
    lines = [
        f"{told['people']:,} people in {told['rows']:,} rows",
        f"  {rules['same_words']:,} rows were there word for word",
        f"  {rules['strong_identifier']:,} pairs are one person by a strong identifier, {rules['weight']:,} by weight",
        f"  {told['review_pairs']:,} pairs are for a person to decide; they count as two people until then",
        f"{told['mapping']} is confidential: keep it where the records are",
    ]
    truth = told.get("truth")
    if isinstance(truth, dict):
        lines.insert(
            4,
            f"  against the known truth of {truth['people']:,} people: precision {truth['precision']:.4f}, "
            f"recall {truth['recall']:.4f}, {truth['people_exact']:,} people exactly right",
        )
    return "\n".join(lines)
