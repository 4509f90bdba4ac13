"""No output, no exception and no file that a run leaves holds a value of a record; a killed run is cleaned up after."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from clerestory.matching import index as indexes
from clerestory.matching import key as keys
from clerestory.proof.probe.reading import Reading, Target
from tests.scenario.probe.hiding_places import PLACES
from tests.scenario.probe.people import MEMBER, crowd, index_of

ROOT = Path(__file__).parents[3]
VALUES = [
    text.encode(coding)
    for text in (MEMBER.surname, MEMBER.licence, MEMBER.born)
    for coding in ("utf-8", "utf-16-le")
]
NAMES = [name for at, name in enumerate(PLACES) if at % 6 == 0]


@pytest.fixture
def run(tmp_path):
    """The command in a folder of its own, with its scratch files there too."""
    home = tmp_path / "home"
    (home / "scratch").mkdir(parents=True)
    key = keys.create(home / "K")
    indexes.save(index_of([MEMBER, *crowd(200, seed=3)], key), home / "F")
    command = [sys.executable, "-m", "clerestory", "probe"]
    beside = [
        "--fingerprints",
        "F",
        "--key-file",
        "K",
        "--json",
        "--sarif",
        "out.sarif",
        "--report",
        "out.html",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(home / "scratch")}

    def start(*targets: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, *map(str, targets), *beside],
            cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    return home, start


def test_no_value_in_outputs_reports_or_files_left(run, tmp_path):
    home, start = run
    draw = np.random.default_rng(1)
    targets = tmp_path / "targets"
    targets.mkdir()
    for at, name in enumerate(NAMES):
        content = bytearray(PLACES[name](MEMBER))
        (targets / f"{at} {name}").write_bytes(content)
        for place in draw.integers(0, len(content), 1 + len(content) // 300):
            content[place] = draw.integers(0, 256)
        (targets / f"{at} damaged {name}").write_bytes(content)
    out, told = start(targets).communicate(timeout=300)
    assert b'"found"' in out
    left = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert {path.name for path in left} == {"F", "K", "out.sarif", "out.html"}
    for content in (out, told, *left.values()):
        assert not [value for value in VALUES if value in content]


def test_what_a_killed_run_left_is_gone_after_the_next(run, tmp_path):
    home, start = run
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b,c\n" * 5_000_000)
    scratch = home / "scratch" / f"clerestory-probe-{os.getuid()}"
    killed = start(large)
    until = time.monotonic() + 60
    while time.monotonic() < until and not list(scratch.glob(f"{killed.pid}-*")):
        time.sleep(0.02)
    (left,) = scratch.glob(f"{killed.pid}-*")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert left.exists()
    assert left.stat().st_mode & 0o077 == 0
    (tmp_path / "small.txt").write_text("nothing")
    start(tmp_path / "small.txt").communicate(timeout=120)
    assert list(scratch.iterdir()) == []


def test_neither_process_writes_a_core_file():
    with Reading() as reading:
        list(reading.parts(Target("a.txt", b"nothing")))
        worker = reading._process
        assert worker is not None
        assert resource.prlimit(worker.pid, resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
