"""The workbench's takedown does all that the command does: in the log at once, copies freed, and it says so."""

import json
import shutil
from multiprocessing import Pipe

import pytest

from clerestory.acts import copy, govern, hands, sign
from clerestory.errors import InputError
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.workbench.lent import Live
from tests.scenario.governance.test_crashes import ready  # noqa: F401  (a fixture)
from tests.scenario.governance.test_takedown_without_the_store import taken_down
from tests.scenario.publication.conftest import fast_keys, publication  # noqa: F401  (fixtures)


@pytest.fixture
def governed(ready, tmp_path):  # noqa: F811
    """A published release, and a copy of it elsewhere."""
    folder = shutil.copytree(ready / "withdraw", tmp_path / "published-release")
    found = govern.opened(folder)
    copy.copy_to_all(found.places, [str(tmp_path / "www")], expiry.now())
    return found


@pytest.fixture
def given(governed):
    """What the form sends."""
    key = sign.find_any_key(governed.places.keys, "tertius")
    phrase = ceremony.passphrase(governed.places.keys, key)
    return {"person": "tertius", "target": "all", "reason": "a call", "passphrase": phrase}


def test_it_is_in_the_log_at_once_and_on_every_copy_and_says_so(governed, given, tmp_path):
    told = hands.ACTS["take down"](governed, given)
    assert told.startswith("Taken down: all, 62 files; not checked from outside")
    assert f"Copied to {tmp_path / 'www'}" in told
    assert not (tmp_path / "www/index.html").exists()
    assert not list((governed.places.trust.parent / "unlogged").glob("*.json"))
    assert taken_down(governed.places.trust.parent) == [("all", "a call")]


def test_a_withdrawal_leaves_every_copy_too(governed, given, tmp_path):
    told = hands.ACTS["withdraw"](governed, given)
    assert f"Copied to {tmp_path / 'www'}" in told
    assert not (tmp_path / "www/index.html").exists()


def test_a_log_out_of_reach_is_told_and_takes_nothing_back(governed, given, monkeypatch, tmp_path):
    def out_of_reach(_):
        raise InputError("the disk is full; nothing was changed")

    monkeypatch.setattr(govern, "settle", out_of_reach)
    told = hands.ACTS["take down"](governed, given)
    assert "the log takes word of it when it can be reached" in told
    monkeypatch.undo()
    assert taken_down(governed.places.trust.parent) == [("all", "a call")]
    assert not (tmp_path / "www/index.html").exists()


def test_a_wrong_passphrase_is_told_without_a_path(governed, given):
    here, there = Pipe()
    there.send_bytes(json.dumps({"act": "take down", **given, "passphrase": "wrong"}).encode())
    hands._answer(here, governed.places.trust.parent / "project")
    told = json.loads(there.recv_bytes())["refused"]
    assert "wrong passphrase" in told
    assert "/" not in told


def test_what_is_live_is_told_with_what_was_taken_down_of_it(governed, given):
    project = governed.places.trust.parent / "project"
    before = Live.of(hands._done("live", project, {})["live"])
    assert (before.files, before.withdrawn) == (62, 0)
    hands.ACTS["take down"](governed, given)
    assert Live.of(hands._done("live", project, {})["live"]).withdrawn == 62


def test_what_goes_with_a_dashboard_is_told_by_the_signed_lineage(publication):  # noqa: F811
    publication.publish()
    told = Live.of(hands._live(publication.places, {"ada": "Ada Byron"}))
    assert told.reach["ccw"].down == ["carry", "ccw"]
    assert told.signed_by == ["Ada Byron, privacy officer", "bob, publisher"]
    assert told.reach["dros"].down == ["dros"]
    assert told.reach["ccw"].addresses == 4
