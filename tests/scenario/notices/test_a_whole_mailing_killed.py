"""192,000 letters and codes, killed twenty times on the way; minutes, so run by `just nightly`."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "letters.py"


@pytest.mark.slow
def test_192_000_letters_killed_twenty_times_none_missing_none_double(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARK, tmp_path / "trial"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed 20 times: 0 missing, 0 double, mapping the same, files the same" in done.stdout
