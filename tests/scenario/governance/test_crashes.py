"""kill -9 at random moments of sign, publish and withdraw: no act without its entry, no entry without its act."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clerestory.acts import found, govern, officiate, sign
from clerestory.acts.attached import Attached
from clerestory.acts.build import Built as Made
from clerestory.governance.approval.approvals import Attachment
from clerestory.governance.approval.requests import Choice
from clerestory.governance.office import releases
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.store import integrity, log, pending, requests
from clerestory.governance.store.acting import Actor
from clerestory.release import layout, pins, verify
from tests.fixtures import tiny

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("CLERESTORY_KILLS", "2"))  # of each act; `just nightly` takes more
ACT = """
import sys, pathlib
from clerestory.acts import govern, officiate, sign
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.progress import Silent
folder, act = pathlib.Path(sys.argv[1]), sys.argv[2]
governed = govern.opened(folder)
key = sign.find_key(governed.places.keys, "tertius", None)
phrase = ceremony.passphrase(governed.places.keys, key)
print("go", flush=True)
sys.stdin.readline()
if act == "sign":
    officiate.sign_release(governed, key, phrase, expiry.now())
elif act == "publish":
    officiate.publish_release(governed, Actor("tertius"), expiry.now(), Silent())
else:
    officiate.withdraw_release(governed, key, phrase, "a reason", expiry.now())
"""


def staged(folder: Path) -> govern.Governed:
    """A release of a small site, approved by two and signed by the privacy officer; nothing was counted for it."""
    governed = found.example(tiny.make(folder))
    people = ceremony.ceremony_of(governed.project.people, governed.project.policy.signatures)
    ceremony.hold_example(governed.places.keys, governed.places.trust, people, expiry.now())
    site = governed.places.staged / layout.SITE
    for number in range(60):
        (site / f"data/{number}.csv").parent.mkdir(parents=True, exist_ok=True)
        (site / f"data/{number}.csv").write_bytes(b"a,b\n" * (100 + number))
    (site / "index.html").write_bytes(b"<!doctype html>")
    layout.write_manifest(site)
    attached = Attached({each.value: b"{}" for each in Attachment}, ("cards/by_town",), ())
    officiate.record(governed, Actor("dorothea"), Made(site, {}, attached, "c" * 64, {}))
    request = governed.request().id
    releases.propose(governed.desk, Actor("dorothea"), request)
    for checker in ("camden", "mary"):
        releases.vote(governed.desk, Actor(checker), request, "all", Choice.APPROVE)
        officiate.approve(governed, Actor(checker), "")
    signed(governed, "humphrey")
    return governed


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
        signed(govern.opened(base / "publish"), "tertius")
        shutil.copytree(base / "publish", base / "withdraw")
        officiate.publish_release(govern.opened(base / "withdraw"), Actor("tertius"), expiry.now(), Silent())
    assert governed.folder.is_dir()
    return base


def killed(folder: Path, act: str, after: float, script: str = ACT) -> float:
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), act],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    process.stdout.readline()
    start = time.monotonic()
    process.stdin.write(b"\n")
    process.stdin.flush()
    if after:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    process.wait()
    took = time.monotonic() - start
    process.stdin.close()
    process.stdout.close()
    return took


@pytest.mark.parametrize("act", ["sign", "publish", "withdraw"])
def test_killed_at_any_moment_log_store_and_files_agree(ready, tmp_path, act):
    chance = random.Random(act)
    longest = killed(shutil.copytree(ready / act, tmp_path / "whole"), act, 0)
    for kill in range(KILLS):
        folder = shutil.copytree(ready / act, tmp_path / str(kill))
        killed(folder, act, chance.uniform(0.01, longest))
        check(govern.opened(folder), act)


def check(governed: govern.Governed, act: str) -> None:
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
    if govern.published_now(governed.places):  # what a server finds is one whole release, signed by both
        pinned = pins.read(governed.places.trust)
        verify.verify_folder(governed.places.published, pinned.root, expiry.now(), pinned.seen)
    if act == "withdraw":
        assert done == any((governed.places.trust / "withdrawn").glob("*.json"))


def test_a_migration_that_is_killed_leaves_the_old_tables_whole(tmp_path, monkeypatch):
    from clerestory.governance.store import migrate, opening
    from tests.office import Office

    office = Office(tmp_path / "governance")
    before = len(office.log())
    monkeypatch.setattr(migrate, "newest", lambda: "9999")

    def stopped(connection):
        connection.exec_driver_sql("ALTER TABLE people ADD COLUMN left_at TEXT")
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate, "upgrade", stopped)
    with pytest.raises(KeyboardInterrupt):
        opening.bring_up_to_date(office.folder, office.clock)
    assert len(office.log()) == before
    with office.store.engine.connect() as connection:
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(people)")]
    assert "left_at" not in columns


def test_a_migration_is_in_the_log(tmp_path, monkeypatch):
    from clerestory.governance.store import migrate, opening
    from tests.office import Office

    office = Office(tmp_path / "governance")
    newest = migrate.newest()
    assert opening.bring_up_to_date(office.folder, office.clock) == (newest, newest)
    monkeypatch.setattr(migrate, "newest", lambda: "9999")
    monkeypatch.setattr(migrate, "upgrade", lambda connection: None)
    assert opening.bring_up_to_date(office.folder, office.clock) == (newest, "9999")
    assert office.log()[-1].detail == {"from": newest, "to": "9999"}


MIGRATION = """
import sys, pathlib
from clerestory.governance.store import migrate, opening
def upgrade(connection):
    for number in range(30):
        connection.exec_driver_sql(f"ALTER TABLE people ADD COLUMN extra_{number} TEXT")
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
migrate.newest, migrate.upgrade = (lambda: "9999"), upgrade
print("go", flush=True)
sys.stdin.readline()
opening.bring_up_to_date(pathlib.Path(sys.argv[1]))
"""


def test_a_migration_killed_at_any_moment_is_whole_and_logged_or_never_was(tmp_path):
    import sqlite3

    from tests.office import Office

    folder = Office(tmp_path / "governance").folder
    chance, seen = random.Random("migrate"), set()
    longest = killed(shutil.copytree(folder, tmp_path / "whole"), "migrate", 0, MIGRATION)
    for kill in range(KILLS):
        copy = shutil.copytree(folder, tmp_path / str(kill))
        killed(copy, "migrate", chance.uniform(0.001, longest), MIGRATION)
        with sqlite3.connect(copy / "store.sqlite") as store:
            (version,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
            columns = [row[1] for row in store.execute("PRAGMA table_info(people)")]
            entries = store.execute(
                "SELECT count(*) FROM log_entries WHERE line LIKE '%\"migrated\"%'"
            ).fetchone()[0]
        is_done = version == "9999"
        assert (sum("extra_" in name for name in columns), entries) == ((30, 1) if is_done else (0, 0))
        seen.add(is_done)
    assert seen
