"""Messages of the public form, taken in inside: each once, whatever becomes of the others."""

import json
import shutil

import pytest
from nacl.public import SealedBox

from clerestory.acts import govern, respond, spool, watchkeeper
from clerestory.errors import InputError
from clerestory.governance.incidents import sealed
from clerestory.governance.signing import keys
from clerestory.governance.store import happenings
from tests.scenario.controls.drilled import base

__all__ = ["base"]


@pytest.fixture
def governed(base, tmp_path, monkeypatch):
    """A live publication in a folder of this test's own."""
    monkeypatch.setattr(keys, "COST", 1 << 4)
    found = govern.opened(shutil.copytree(base, tmp_path / "d", symlinks=True))
    sealed.make_key(found.folder, found.places.trust)
    return found


def arrives(governed, number, path="/data/ccw/", files=()):
    """A message as the public server writes it."""
    held = {
        "text": f"{path}\nI can see people",
        "values": [],
        "attachments": [[n, c.hex()] for n, c in files],
    }
    folder = governed.places.trust.parent / spool.SPOOL
    folder.mkdir(exist_ok=True)
    place = folder / f"R-{number}{sealed.ENDING}"
    place.write_bytes(SealedBox(sealed.public_key(governed.places.trust)).encrypt(json.dumps(held).encode()))
    return place


def claims(governed):
    with governed.desk.store.reading() as look:
        return [claim for each in happenings.every(look) for claim in each.claims]


def test_a_message_that_cannot_be_taken_in_stops_none_behind_it(governed, monkeypatch):
    first, second = arrives(governed, 1), arrives(governed, 2, "/data/sales/")
    take_in = respond.take_in

    def failing(governed, actor, report):
        if report.receipt == "R-1":
            raise InputError("the store says no")
        return take_in(governed, actor, report)

    with monkeypatch.context() as patch:
        patch.setattr(respond, "take_in", failing)
        ticked = watchkeeper.tick(governed, ())
    assert (len(ticked.received), ticked.wrong) == (1, ("message R-1: the store says no",))
    assert (first.exists(), second.exists()) == (True, False)
    assert len(watchkeeper.tick(governed, ()).received) == 1
    assert not first.exists()


def test_a_message_is_taken_in_once_though_its_attachment_cannot_be_opened(governed, monkeypatch):
    arrives(governed, 1, files=[("list.csv", b"a,b\n1,2\n")])

    def broken(*words, **more):
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(respond, "search", broken)
        assert "R-1: not wholly taken in (OSError)" in watchkeeper.tick(governed, ()).wrong[0]
    before = len(claims(governed))
    assert before == 1
    assert watchkeeper.tick(governed, ()).wrong == ()
    assert len(claims(governed)) == before


def test_a_message_that_was_taken_in_but_is_still_there_is_not_taken_in_again(governed):
    place = arrives(governed, 1)
    content = place.read_bytes()
    assert len(spool.take_spool(governed).claims) == 1
    place.write_bytes(content)
    assert spool.take_spool(governed) == spool.Taken((), ())
    assert not place.exists()


def test_what_is_no_message_is_put_aside_and_told_once(governed):
    place = arrives(governed, 1)
    place.write_bytes(b"not sealed")
    (wrong,) = watchkeeper.tick(governed, ()).wrong
    assert "not sealed for this office" in wrong
    assert (place.parent / spool.ASIDE / place.name).exists()
    assert watchkeeper.tick(governed, ()).wrong == ()
