"""``clerestory notices agencies``: one message to each agency, with its own count."""

import argparse
from pathlib import Path

from clerestory.cli import moments, numbers
from clerestory.cli.outcome import Outcome
from clerestory.governance.notices import agencies, notice, private

HELP = "write the message to each law-enforcement agency, with its own count and no other"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("counts", type=Path, metavar="COUNTS.csv", help=",".join(agencies.COLUMNS))
    parser.add_argument(
        "--notice", type=Path, required=True, metavar="N.toml", help="what happened, and who asks"
    )
    parser.add_argument(
        "--persons", type=numbers.count, required=True, metavar="N", help="all people with a licence"
    )
    parser.add_argument(
        "--embargo", required=True, metavar="TIME", help="not to be passed on before (with offset)"
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")


def act(args: argparse.Namespace) -> Outcome:
    """Write them; refused if the counts do not add up."""
    told, every = notice.read(args.notice), agencies.read(args.counts)
    agencies.check_sum(every, args.persons)
    embargo = moments.exact(args.embargo, "--embargo")
    folder = private.folder(args.to)
    contact = f"{told.agency.name}, {told.agency.unit}, {told.agency.telephone}"
    for each in every:
        text = agencies.message(each, told.happened["en"], embargo, contact)
        private.write(folder / f"{each.ori}.txt", text.encode())
    result = {
        "agencies": len(every),
        "persons": args.persons,
        "counties": len({each.county for each in every}),
    }
    return Outcome(f"{len(every)} messages in {folder}; the counts add up to {args.persons:,}", result)
