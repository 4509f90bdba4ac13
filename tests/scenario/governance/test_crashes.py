"""kill -9 at random moments of sign, publish, withdraw and migrate: no act without its entry, no entry without its act."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.acts import found, govern, officiate, own_hand, sign
from clerestory.acts.attached import Attached
from clerestory.acts.build import Built as Made
from clerestory.governance.approval.acts import Machine
from clerestory.governance.approval.approvals import Attachment
from clerestory.governance.approval.requests import Choice
from clerestory.governance.office import releases
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.store import integrity, log, pending, requests
from clerestory.release import layout
from tests.fixtures import tiny

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("CLERESTORY_KILLS", "2"))  # of each act; `just nightly` takes more
OFFICE = """
import os, sys, pathlib
from clerestory.acts import govern, officiate, own_hand, sign
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.store import migrate, opening
from clerestory.vocabulary.progress import Silent

NEXT = "9999"

def step(connection):
    connection.exec_driver_sql("ALTER TABLE people ADD COLUMN of_the_next TEXT")
    for number in range(50):
        connection.exec_driver_sql(f"CREATE TABLE of_the_next_version_{number} (id TEXT)")
    connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{NEXT}'")

def prepared(folder, act):
    if act == "migrate":
        migrate.newest, migrate.upgrade = (lambda: NEXT), step
        return lambda: opening.bring_up_to_date(opening.folder_of(folder))
    governed = govern.opened(folder)
    key = sign.find_key(governed.places.keys, "tertius", None)
    phrase = ceremony.passphrase(governed.places.keys, key)
    return {
        "sign": lambda: officiate.sign_release(governed, key, phrase, expiry.now()),
        "publish": lambda: officiate.publish_release(governed, own_hand.example(governed.places, "tertius"), expiry.now(), Silent()),
        "withdraw": lambda: officiate.withdraw_release(governed, key, phrase, "a reason", expiry.now()),
    }[act]

print("open", flush=True)
for line in sys.stdin:
    folder, act = line.rstrip().split("\t")
    child = os.fork()
    if not child:
        run = prepared(pathlib.Path(folder), act)
        print(os.getpid(), flush=True)
        run()
        os._exit(0)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def proposed(folder: Path, people: str = "") -> govern.Governed:
    """A release of a small site that waits for two checkers; nothing was counted for it."""
    tiny.make(folder)
    if people:
        (folder / "project" / "people.toml").write_text(people)
    governed = found.example(folder)
    people = ceremony.ceremony_of(governed.project.people, governed.project.policy.signatures)
    ceremony.hold_example(governed.places.keys, governed.places.trust, people, expiry.now())
    site = governed.places.staged / layout.SITE
    for number in range(60):
        (site / f"data/{number}.csv").parent.mkdir(parents=True, exist_ok=True)
        (site / f"data/{number}.csv").write_bytes(b"a,b\n" * (100 + number))
    (site / "index.html").write_bytes(b"<!doctype html>")
    layout.write_manifest(site)
    attached = Attached({each.value: b"{}" for each in Attachment}, ("cards/by_town",), ())
    officiate.record(governed, by(governed, "dorothea"), Made(site, {}, attached, "c" * 64, {}))
    request = governed.request().id
    releases.propose(governed.desk, by(governed, "dorothea"), request)
    return governed


def staged(folder: Path) -> govern.Governed:
    """The same, approved by two and signed by the privacy officer."""
    governed = proposed(folder)
    request = governed.request().id
    for checker in ("camden", "mary"):
        releases.vote(governed.desk, by(governed, checker), request, "all", Choice.APPROVE)
        officiate.approve(governed, by(governed, checker), "")
    signed(governed, "humphrey")
    return governed


def by(governed, person):
    return own_hand.example(governed.places, person)


def signed(governed, officer):
    key = sign.find_key(governed.places.keys, officer, None)
    officiate.sign_release(governed, key, ceremony.passphrase(governed.places.keys, key), expiry.now())


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """For each act a publication in which it comes next."""
    from clerestory.vocabulary.progress import Silent

    base = tmp_path_factory.mktemp("crashes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", 1 << 4)
        governed = staged(base / "sign")
        shutil.copytree(base / "sign", base / "publish")
        shutil.copytree(base / "sign", base / "migrate")
        signed(govern.opened(base / "publish"), "tertius")
        shutil.copytree(base / "publish", base / "withdraw")
        public = govern.opened(base / "withdraw")
        officiate.publish_release(public, by(public, "tertius"), expiry.now(), Silent())
    assert governed.folder.is_dir()
    return base


@pytest.fixture(scope="module")
def machine() -> Iterator[subprocess.Popen]:
    """A process that has loaded the program and starts one of its own for every act."""
    process = subprocess.Popen(
        [sys.executable, "-c", OFFICE],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "open\n"
    yield process
    process.stdin.close()
    process.wait()
    process.stdout.close()


def killed(machine: subprocess.Popen, folder: Path, act: str, after: float) -> float:
    """Let it do the act, and kill it so much later (0: let it end); how long it took."""
    machine.stdin.write(f"{folder}\t{act}\n")
    machine.stdin.flush()
    acting = int(machine.stdout.readline())
    start = time.monotonic()
    if after:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(acting, signal.SIGKILL)
    assert machine.stdout.readline() == "ended\n"
    return time.monotonic() - start


@pytest.mark.parametrize("act", ["sign", "publish", "withdraw", "migrate"])
def test_killed_at_any_moment_log_store_and_files_agree(machine, ready, tmp_path, act):
    chance = random.Random(act)
    longest = killed(machine, shutil.copytree(ready / act, tmp_path / "whole"), act, 0)
    assert is_done(tmp_path / "whole", act)
    for kill in range(KILLS):
        folder = shutil.copytree(ready / act, tmp_path / str(kill))
        killed(machine, folder, act, chance.uniform(0.001, longest))
        is_done(folder, act)
        shutil.rmtree(folder)


def is_done(folder: Path, act: str) -> bool:
    """Whether the act was done, after everything was checked."""
    return check_migrated(folder) if act == "migrate" else check(govern.opened(folder), act)


def check_migrated(folder: Path) -> bool:
    """The old tables, or the new ones and the entry that says so."""
    store = sqlite3.connect(folder / "governance/store.sqlite")
    with contextlib.closing(store):
        (version,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
        columns = [row[1] for row in store.execute("PRAGMA table_info(people)")]
        (new,) = store.execute(
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'of_the_next_version%'"
        ).fetchone()
        (last,) = store.execute("SELECT line FROM log_entries ORDER BY sequence DESC LIMIT 1").fetchone()
    done = version == "9999"
    assert (done, done, 50 * done) == ("of_the_next" in columns, Machine.MIGRATED.value in last, new)
    return done


def check(governed: govern.Governed, act: str) -> bool:
    """Whoever opens it next has settled it: what the files say is what the store and the log say."""
    integrity.check(governed.desk.store)
    with governed.desk.store.reading() as look:
        assert pending.every(look) == ()
        request = requests.every(look)[0]
        acts = [each.act for each in log.entries(look, 1_000) if each.by == "tertius"]
        recorded = {each.role.value for each in requests.signatures_of(look, request)}
    assert recorded == set(govern._signed_roles(governed.places))
    assert ("publish" in acts) == bool(govern.published_now(governed.places))
    done = {"sign": "publisher" in recorded, "publish": request.state.value == "published",
            "withdraw": request.state.value == "withdrawn"}[act]  # fmt: skip
    assert (act in acts) == done
    if act == "withdraw":
        assert done == any((governed.places.trust / "withdrawn").glob("*.json"))
    return done


def test_a_migration_is_in_the_log(tmp_path, monkeypatch):
    from clerestory.governance.store import migrate, opening
    from tests.office import Office

    office = Office(tmp_path / "governance")
    now = migrate.newest()
    assert opening.bring_up_to_date(office.folder, office.clock) == (now, now)
    monkeypatch.setattr(migrate, "newest", lambda: "9999")
    monkeypatch.setattr(migrate, "upgrade", lambda connection: None)
    assert opening.bring_up_to_date(office.folder, office.clock) == (now, "9999")
    assert office.log()[-1].detail == {"from": now, "to": "9999"}
