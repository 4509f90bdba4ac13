"""Shown by 2: PostgreSQL is killed and the workbench stopped; the takedown works, survives, and is logged later."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clerestory.acts import govern, officiate
from clerestory.governance.signing import expiry, keys
from clerestory.governance.store import incidents, integrity
from clerestory.public.server import answers
from clerestory.release import layout
from clerestory.vocabulary.progress import Silent
from tests import postgres
from tests.scenario.governance.test_crashes import ROOT, by, signed, staged
from tests.scenario.publication.conftest import _serving

SOON = 20.0  # seconds, on a machine that does other things as well


@pytest.fixture
def database(monkeypatch):
    """A PostgreSQL of this test alone, since it is killed."""
    server = postgres.Server()
    monkeypatch.setenv("CLERESTORY_STORE", server.database())
    yield server
    server.remove()


@pytest.fixture
def folder(database, tmp_path, monkeypatch) -> Path:
    """A published release whose store lies in PostgreSQL."""
    monkeypatch.setattr(keys, "COST", 1 << 4)
    governed = staged(tmp_path / "d")
    signed(governed, "tertius")
    officiate.publish_release(governed, by(governed, "tertius"), expiry.now(), Silent())
    return tmp_path / "d"


def started(*words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "clerestory", *words], env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def kill(server: postgres.Server) -> None:
    """kill -9 of the server's first process; those that it started end by themselves."""
    file = Path(server.data) / "postmaster.pid"
    number = int(file.read_text().split()[0])
    os.kill(number, signal.SIGKILL)
    end = time.monotonic() + SOON
    while Path(f"/proc/{number}").exists() and "Z" not in Path(f"/proc/{number}/stat").read_text().split()[2]:
        assert time.monotonic() < end
        time.sleep(0.02)
    file.unlink()


def addresses(folder: Path) -> list[str]:
    site = folder / "published" / layout.SITE
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return [address for path in paths for address, _ in answers.addresses(path)]


def test_every_address_is_gone_without_database_and_workbench_and_stays_gone(folder, database):
    workbench = started("workbench", str(folder), "--port", "0", "--json")
    assert json.loads(workbench.stdout.readline())["address"]
    with _serving(folder) as portal:
        every = addresses(folder)
        assert {portal.ask(path)[0] for path in every} == {200}
        workbench.terminate()
        workbench.communicate()
        kill(database)
        with pytest.raises(Exception, match=r"database|store"):
            govern.opened(folder)
        done = started("takedown", "all", str(folder), "--reason", "a call", "--json")
        told = json.loads(done.communicate(timeout=SOON)[0])
        assert (done.returncode, told["checked_at"] != "") == (0, True)
        assert {portal.ask(path)[0] for path in every} == {410}
        portal.stop(signal.SIGKILL)
    with _serving(folder) as portal:
        assert {portal.ask(path)[0] for path in every} == {410}
    database.start()
    store = govern.opened(folder).desk.store
    integrity.check(store)
    with store.reading() as look:
        assert [(each.target, each.reason) for each in incidents.every_takedown(look)] == [("all", "a call")]
