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
    parser.add_argument(
        "--tiers", type=Path, metavar="T.toml", help="rules of special risk: judges, officers"
    )
    parser.add_argument("--fresh", metavar="COLUMN", help="the date of a row: the freshest address is used")
    parser.add_argument("--deceased", type=Path, metavar="D.csv", help="identifiers of people who have died")
    parser.add_argument(
        "--exclude", type=Path, metavar="E.csv", help="row_id,reason of people who get no letter"
    )
    parser.add_argument(
        "--people",
        type=Path,
        metavar="P.csv",
        help="for each person the row of the address, household, tier, state; as confidential as the mapping",
    )
    parser.add_argument(
        "--exposures",
        type=Path,
        metavar="LOG.toml",
        help="what the probe found exposed, and when: verdicts, windows",
    )
    parser.add_argument(
        "--collection", metavar="COLUMN", help="the column that names the dataset of each row"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Find them, write the mapping, tell the counts."""
    from clerestory.acts.affected import Question, find

    asked = Question(
        rows=args.rows,
        columns=identified(args.identify),
        mapping=args.mapping,
        truth=args.truth,
        tiers=args.tiers,
        fresh=args.fresh,
        deceased=args.deceased,
        excluded=args.exclude,
        people=args.people,
        exposures=args.exposures,
        collection=args.collection,
    )
    with Steps() as steps:
        found = find(asked, steps)
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
    for each in told.get("collections", ()):  # type: ignore[attr-defined]
        lines.append(f"  {each['collection']}: {', '.join(verdict_words(each))}")
    for each in told.get("windows", ()):  # type: ignore[attr-defined]
        lines.append(f"  {each['dataset']} at {each['route']}: {each['minutes']:,.0f} minutes")
    truth = told.get("truth")
    if isinstance(truth, dict):
        lines.insert(
            4,
            f"  against the known truth of {truth['people']:,} people: precision {truth['precision']:.4f}, "
            f"recall {truth['recall']:.4f}, {truth['people_exact']:,} people exactly right",
        )
    return "\n".join(lines)


def verdict_words(each: dict[str, object]) -> list[str]:
    """The three verdicts of a collection, each said by itself."""
    return [
        "statutory notice" if each["statutory"] else "no statutory trigger",
        "direct identifier present" if each["direct_identifier"] else "no direct identifier",
        "a voluntary notice is for a person to decide"
        if each["voluntary"]
        else "no voluntary notice in question",
    ]
