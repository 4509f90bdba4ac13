"""A log of a million entries, verified from its export alone: how long that takes.

python benchmarks/log_verify.py [ENTRIES]
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerestory.cli.log_verify import lines_of
from clerestory.governance.log import checkpoint, export, keys, merkle
from clerestory.governance.log.entry import Change, Entry
from clerestory.governance.log.verify import verify

START = datetime(2026, 1, 5, tzinfo=UTC)
ACTS = ("read", "review", "approve", "sign", "publish", "build")


def entry(number: int) -> str:
    changes = (Change("votes", ("2026-1", "1", "maya", f"ccw/table_{number % 40}"), f"{number:064x}"),)
    at = START + timedelta(seconds=number)
    return Entry(
        number, at, f"person-{number % 20}", "output checker", "workbench", ACTS[number % 6], f"2026-{number % 12}",
        {"policy": "0123456789abcdef", "version": "1.4", "table": "ccw/by_county"}, changes,
    ).to_line()  # fmt: skip


def write(file: Path, count: int) -> None:
    key, tree = Ed25519PrivateKey.generate(), merkle.Frontier()
    head = export.Head("benchmark/log", keys.to_text(key.public_key()))
    with file.open("w") as out:
        out.write(next(iter(export.lines(head, (), b""))) + "\n")
        for number in range(count):
            line = entry(number)
            tree.append(merkle.leaf_hash(line.encode()))
            out.write(line + "\n")
        note = checkpoint.sign(checkpoint.Checkpoint(head.origin, count, tree.root()), key)
        out.write([*export.lines(head, (), note)][-1] + "\n")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.jsonl"
        write(file, count)
        size = file.stat().st_size
        start, cpu = time.perf_counter(), time.process_time()
        found = verify(lines_of(file))
        seconds, busy = time.perf_counter() - start, time.process_time() - cpu
    assert found.size == count
    print(
        json.dumps(
            {"entries": count, "bytes": size, "seconds": round(seconds, 1), "cpu_seconds": round(busy, 1)}
        )
    )


if __name__ == "__main__":
    main()
