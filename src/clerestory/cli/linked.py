"""``clerestory table protect`` of several tables, overlapping hierarchies, or after an earlier release."""

import argparse
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from clerestory.acts.accounts import TableTold, account, write_evidence
from clerestory.acts.linked import Protected, Request, Table, counted, protect_linked
from clerestory.acts.linked_files import put, read_earlier, workshop
from clerestory.acts.linked_request import Options, columns_needed, request_of
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.cli.table_rules import linked_rules
from clerestory.errors import InputError
from clerestory.project.model import Policy
from clerestory.records.protection.engine import Pace
from clerestory.records.protection.linked.columns import Trees
from clerestory.records.protection.record_files import read_records

NOT_WITH_TABLES = ("by", "hierarchy", "count")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of linked tables and of releases over time."""
    parser.add_argument(
        "--tables",
        type=Path,
        metavar="SPEC",
        help="several linked tables, declared in TOML; --out is a folder",
    )
    parser.add_argument(
        "--earlier",
        action="append",
        default=[],
        metavar="PATH[=EVIDENCE]",
        help="a release before this one, its table or folder, and its confidential evidence if there is",
    )


def protect_spec(args: argparse.Namespace) -> Outcome:
    """All tables of a file, into a folder."""
    for name in NOT_WITH_TABLES:
        if getattr(args, name):
            raise InputError(f"--{name} is declared in the file of --tables; leave it out here")
    request = request_of(args.tables, _options(args))
    columns = columns_needed(args.tables)
    with Steps() as steps, workshop(args.out) as folder:
        done = _protected(args, request, columns, folder, steps)
        put(folder, args.out, done)
    return _outcome(
        args, request, done, str(args.tables.stem), {table: f"{table}.csv" for table in _ids(done)}
    )


def protect_one(
    args: argparse.Namespace, by: tuple[str, ...], trees: Mapping[str, Trees], policy: Policy
) -> Outcome:
    """One table that needs a linked system: hierarchies that overlap, or a release before."""
    name = args.out.stem
    table, rules, pace = Table(name, by, policy.minimum), linked_rules(args), _pace(args)
    request = Request((table,), policy, trees, {}, args.count, rules, pace)
    with Steps() as steps, workshop(args.out.parent / f".{name}-protecting") as folder:
        done = _protected(args, request, [*by, *([args.count] if args.count else [])], folder, steps)
        made = folder / f"{name}.csv"
        try:
            made.replace(args.out)
        except OSError as error:
            raise InputError(f"{args.out}: cannot be written ({error.strerror})") from None
    return _outcome(args, request, done, name, {name: args.out.name})


def _options(args: argparse.Namespace) -> Options:
    return Options(
        args.recode, args.proof, _pace(args), args.minimum, args.width, args.seed, linked_rules(args)
    )


def _pace(args: argparse.Namespace) -> Pace:
    return "quick" if args.quick else "thorough"


def _protected(
    args: argparse.Namespace, request: Request, columns: list[str], folder: Path, steps: Steps
) -> Protected:
    steps.step("Count the records")
    tables = counted(read_records(args.records, columns, request.variables), request)
    earlier = read_earlier(args.earlier, tables, request.policy.minimum)
    return protect_linked(tables, request, folder, steps, earlier)


def _outcome(
    args: argparse.Namespace, request: Request, done: Protected, title: str, files: Mapping[str, str]
) -> Outcome:
    folder = args.out if args.tables else args.out.parent
    told = [_told(done, table, folder / files[table.id]) for table in request.tables]
    earlier = [f"{one.id}, release {one.release + 1}" for one in done.earlier]
    summary, proofs = done.protection.summary, done.protection.evidence
    whole = account(
        title, request.policy, told, summary, proofs, done.tried, done.seconds, earlier, request.rules
    )
    written = write_evidence(args.evidence, whole, proofs) if args.evidence else ()
    result = {key: whole[key] for key in ("tables", "patterns", "proof", "tried", "earlier")}
    return Outcome(
        _text(whole, args.out), {**result, "out": str(args.out), "evidence": [str(file) for file in written]}
    )


def _told(done: Protected, table: Table, file: Path) -> TableTold:
    own = next(one for one in done.tables if one.id == table.id)
    counts = [count for _, count in own.cells()]
    merged = tuple(dict.fromkeys(code for cube in own.cubes for _, code in cube.merged))
    return TableTold(
        table.id, own.variables, len(counts), counts.count(None), sha256(file.read_bytes()).hexdigest(),
        _over(table), merged,
    )  # fmt: skip


def _over(table: Table) -> str:
    if table.where:
        return f"only {table.where[0]} {', '.join(table.where[1])}"
    return f"without {table.without[0]} {', '.join(table.without[1])}" if table.without else ""


def _text(whole: Mapping[str, object], out: Path) -> str:
    tables, cells, proof = whole["tables"], whole["patterns"], whole["proof"]
    assert isinstance(tables, list)  # noqa: S101  (as ``account`` makes them)
    assert isinstance(cells, dict)  # noqa: S101
    assert isinstance(proof, dict)  # noqa: S101
    lines = [f"{one['table']}: {one['cells']:,} cells, {one['withheld']:,} withheld" for one in tables]
    lines.append(
        f"{out}: {cells['cells']:,} cells, {cells['withheld']:,} withheld; each of the {proof['unsafe']:,} small ones has an "
        f"alternative at least {proof['width_owed']} wide over all tables together; the attack recovers 0"
    )
    return "\n".join(lines if len(tables) > 1 else lines[-1:])


def _ids(done: Protected) -> list[str]:
    return [table.id for table in done.tables]
