"""``clerestory fingerprints build``: a keyed index of the identifying values of some records."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.matching import key as keys
from clerestory.matching.index import save
from clerestory.vocabulary.status import Identifies

HELP = "make a keyed index of the people in some records, for the probe"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "records",
        nargs="+",
        metavar="RECORDS",
        help="CSV, Parquet or DuckDB files, or the address of a database that Ibis opens (postgres://...)",
    )
    parser.add_argument(
        "--identify",
        required=True,
        metavar="COLUMN=KIND,...",
        help=f"the columns that identify, and how: {', '.join(kind.value for kind in Identifies)}",
    )
    parser.add_argument(
        "--key-file", required=True, type=Path, help="the secret key; made where there is none"
    )
    parser.add_argument("--out", required=True, type=Path, help="the index, one file")


def act(args: argparse.Namespace) -> Outcome:
    """Build the index and write it, with its key."""
    from clerestory.records.fingerprints.files import build_from_files

    columns = identified(args.identify)
    key = keys.create(args.key_file)
    with Steps() as steps:
        steps.step("fingerprints of the records")
        index = build_from_files(args.records, columns, key, progress=steps)
        steps.step("index written")
        save(index, args.out)
    text = (
        f"{index.people} people in {args.out}\n"
        f"{args.key_file} is confidential: keep it where the records are; it and the index give the values away"
    )
    told = {"people": index.people, **index.counts, "index": str(args.out), "key_file": str(args.key_file)}
    return Outcome(text, {**told, "confidential": [str(args.key_file)]})


def identified(words: str) -> dict[str, Identifies]:
    """``name=person,birth_date=date`` as columns and kinds."""
    columns = {}
    for word in words.split(","):
        name, _, kind = word.strip().rpartition("=")
        try:
            columns[name.strip()] = Identifies(kind.strip())
        except ValueError:
            name = ""
        if not name:
            kinds = ", ".join(known.value for known in Identifies)
            raise InputError(f"--identify: '{word.strip()}' is not COLUMN=KIND; kinds are {kinds}")
    return columns
