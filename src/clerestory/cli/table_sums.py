"""``clerestory table protect --value``: a table of sums instead of counts."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from clerestory.cli import table_rules
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.records.protection.magnitudes import protect_magnitudes, tabulate_magnitudes
from clerestory.records.protection.magnitudes.protected import csv_bytes
from clerestory.records.protection.record_files import read_records
from clerestory.release import whole
from clerestory.vocabulary.hierarchy import Hierarchy


def act(args: argparse.Namespace, by: Sequence[str], hierarchies: Mapping[str, Hierarchy]) -> Outcome:
    """Read, sum, protect, write."""
    if args.evidence is not None:
        raise InputError(
            "--evidence: is written for counts; sums are proven and checked before they are written"
        )
    rules = table_rules.magnitude_rules(args)
    columns = table_rules.asked(args, by)
    with Steps() as steps:
        steps.step("Sum the records")
        records = read_records(args.records, [*by, *columns.columns], by)
        deepest = max(rule.deepest for rule in rules)
        magnitudes = tabulate_magnitudes(records, by, hierarchies, columns, deepest, args.out.stem)
        steps.step("Protect the table")
        protected, summary = protect_magnitudes(magnitudes, rules, table_rules.forced_cells(args), steps)
    whole.write(args.out, csv_bytes(protected))
    text = (
        f"{args.out}: {summary.cells:,} cells, {summary.published:,} published, {summary.withheld:,} withheld; "
        f"each of the {summary.primary:,} unsafe ones can be what its rule owes more, and less, to everybody else"
    )
    return Outcome(text, {**asdict(summary), "out": str(args.out)})
