"""``clerestory probe``: what confidential content can a stranger reach in these files, folders or sites."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.proof.probe.report import Report

HELP = "look at files, folders and sites as a stranger would, for confidential content"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "targets", nargs="+", metavar="TARGET", help="a file, a folder, an archive or an address"
    )
    parser.add_argument(
        "--fingerprints", type=Path, metavar="F", help="the index that 'fingerprints build' made"
    )
    parser.add_argument("--key-file", type=Path, metavar="K", help="its key")
    parser.add_argument(
        "--schema",
        type=Path,
        metavar="FILE",
        help="a release's declared schema: any other column is a finding",
    )
    parser.add_argument(
        "--pictures",
        choices=("read", "ignore"),
        default="read",
        help="a picture that cannot be read is inconclusive, unless ignored",
    )
    parser.add_argument(
        "--off",
        action="append",
        default=[],
        choices=("structure", "pattern", "small-count"),
        help="switch off a kind of finding; may be repeated",
    )
    parser.add_argument("--sarif", type=Path, metavar="OUT", help="write the findings as SARIF")
    parser.add_argument("--report", type=Path, metavar="OUT.html", help="write a report to read")


def act(args: argparse.Namespace) -> Outcome:
    """Probe the targets."""
    from clerestory.proof.probe.run import probe

    if bool(args.fingerprints) != bool(args.key_file):
        raise InputError("--fingerprints and --key-file go together; give both or neither")
    with Steps() as steps:
        steps.step("probe")
        report = probe(
            *args.targets, fingerprints=args.fingerprints, key_file=args.key_file, schema=args.schema,
            pictures=args.pictures, off=tuple(args.off), progress=steps,
        )  # fmt: skip
    _written(args, report)
    return Outcome(text_of(report), report.as_json(), report.exit_code)


def _written(args: argparse.Namespace, report: Report) -> None:
    from clerestory.proof.probe import render

    for path, made in ((args.sarif, render.sarif), (args.report, render.html)):
        if path is not None:
            try:
                path.write_text(made(report), "utf-8")
            except OSError:
                raise InputError(f"{path}: cannot be written; give a folder you may write to") from None


def text_of(report: Report) -> str:
    """The report for people: the verdict, where and what, and what could not be read."""
    lines = [f"{report.verdict.value}: {_summary(report)}"]
    for finding in report.findings:
        place = f"{finding.path} {finding.inside}".strip()
        lines.append(
            f"  {finding.kind.value:<12} {place} ({finding.visibility.value}): "
            f"{finding.rows} rows, {finding.people} people, {finding.evidence_bits:.0f} bits; {finding.why}"
        )
    lines += [
        f"  not read     {one.path} {one.inside}: {one.trouble}" for one in report.ledger if one.trouble
    ]
    lines += [
        f"  canary       not found by the reader for {one.reader}" for one in report.canary if not one.found
    ]
    return "\n".join(lines)


def _summary(report: Report) -> str:
    files = len({account.path for account in report.ledger})
    unread = sum(1 for account in report.ledger if account.trouble)
    return f"{files} files, {len(report.findings)} findings, {report.people} people, {unread} parts not read"
