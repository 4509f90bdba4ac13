"""``clerestory log witness EXPORT --witness FILE``: sign the checkpoint again, as somebody outside."""

import argparse
from pathlib import Path

from clerestory.cli.log_verify import lines_of
from clerestory.cli.outcome import Outcome
from clerestory.governance.log import export, merkle, witness
from clerestory.governance.log.verify import Known, verify

HELP = "as somebody outside: remember an exported log's checkpoint, if the log only grew"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("export", type=Path, metavar="EXPORT", help="what log export wrote")
    parser.add_argument(
        "--witness", type=Path, required=True, metavar="FILE", help="the witness's file; new, or its own"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Verify the log, compare it with what was seen before, sign."""
    known = Known(witness=witness.read(args.witness)) if args.witness.exists() else Known()
    found = verify(lines_of(args.export), known)
    before = known.witness.checkpoints[-1].size if known.witness and known.witness.checkpoints else 0
    note = _note(args.export)
    roots = _root_at(args.export, before)
    seen = witness.cosign(args.witness, note, found.key, roots)
    text = f"Witnessed {found.size:,} entries of {found.origin} (before: {before:,})"
    return Outcome(text, {"entries": found.size, "before": before, "witness": seen.witness_key})


def _note(path: Path) -> bytes:
    last = ""
    for line in lines_of(path):
        last = line
    return export.note_of(last)


def _root_at(path: Path, size: int) -> dict[int, bytes]:
    """The root of the first ``size`` entries."""
    tree = merkle.Frontier()
    for number, line in enumerate(lines_of(path)):
        if 0 < number <= size:
            tree.append(merkle.leaf_hash(line.encode()))
    return {size: tree.root()}
