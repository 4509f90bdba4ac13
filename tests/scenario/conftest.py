"""The California example, made once for all tests of a run, through the command people type."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def clerestory(*words: str | Path, timeout: int = 600) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "clerestory", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def made_once(folder: Path, make: str) -> Path:
    """Make ``folder`` by one of the test processes; the others wait for it."""
    done, lock = folder.with_suffix(".done"), folder.with_suffix(".lock")
    try:
        lock.mkdir(parents=True)
    except FileExistsError:
        for _ in range(1200):
            if done.exists():
                break
            time.sleep(0.5)
    else:
        ran = clerestory(make, "--no-serve", folder)
        done.write_text(str(ran.returncode) + "\n" + ran.stderr)
    assert done.read_text().startswith("0\n"), done.read_text()
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder D of ``clerestory demo --no-serve D`` at the default scale; read it, never change it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return made_once(shared / "demo", "demo")
