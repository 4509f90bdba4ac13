"""kill -9 at 200 random moments of sign, publish, withdraw and migrate, 50 each; what must never be is counted.

    PYTHONPATH=src python benchmarks/kills.py [KILLS OF EACH]

After every kill: one whole release or none is there, signed by both; no act without its entry, no entry without its
act; a migration is whole and logged, or never was (tests/scenario/governance/test_crashes.py holds the checks).
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEST = "tests/scenario/governance/test_crashes.py"


def main(kills: int) -> None:
    """Run the checks with so many kills of each act."""
    start = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", TEST, "-q", "-k", "killed_at_any_moment", "-p", "no:cacheprovider"],
        cwd=ROOT, env={**os.environ, "CLERESTORY_KILLS": str(kills)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    failed = re.search(r"(\d+) failed", ran.stdout)
    faults = int(failed[1]) if failed else 0
    print(json.dumps({"kills": 4 * kills, "acts_with_a_fault": faults, "exit_code": ran.returncode,
                      "seconds": round(time.monotonic() - start)}))  # fmt: skip
    if ran.returncode:
        raise SystemExit(ran.stdout[-3000:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
