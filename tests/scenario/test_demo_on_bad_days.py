"""The example on bad days: a folder in use, a full disk, Ctrl-C; what was there is untouched, nothing is half-made."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario.conftest import ROOT, clerestory

MEGABYTE = 1 << 20


def start(folder: Path, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "clerestory", "demo", "--no-serve", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def test_a_folder_in_use_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    ran = clerestory("demo", "--no-serve", tmp_path)
    assert ran.returncode == 2
    assert "is not empty; give a new folder, or empty it" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_full_disk_is_told_in_a_sentence_and_nothing_stays(tmp_path: Path) -> None:
    full = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20 * MEGABYTE, 20 * MEGABYTE))  # noqa: E731
    ran = start(tmp_path / "d", preexec_fn=full)
    _, err = ran.communicate(timeout=200)
    assert ran.returncode == 2
    assert "Traceback" not in err
    assert "internal error" not in err
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("step", ["Make up people", "Make up records: dros"])
def test_control_c_leaves_nothing(tmp_path: Path, step: str) -> None:
    ran = start(tmp_path / "d")
    assert ran.stderr
    for line in ran.stderr:
        if line.startswith(step):
            break
    ran.send_signal(signal.SIGINT)
    rest = ran.stderr.read()
    ran.stderr.close()
    assert ran.wait(timeout=120) == 2
    assert "stopped; nothing was left half-written" in rest
    assert not (tmp_path / "d").exists()


def test_an_example_killed_outright_makes_room_for_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    ran = start(folder)
    assert ran.stderr
    ran.stderr.readline()
    ran.kill()
    ran.communicate()
    assert [path.name.startswith(".making-") for path in folder.iterdir()] == [True]
    (folder / "note.txt").write_text("mine")
    refused = clerestory("demo", "--no-serve", folder)
    assert refused.returncode == 2
    assert [path.name for path in folder.iterdir()] == ["note.txt"]
