"""A full disk stops no takedown: the room for it is kept beforehand, and given back when there is no other."""

import errno
import io
import json
import subprocess
from contextlib import suppress

import pytest
from tests.scenario.publication.conftest import Publication
from tests.scenario.publication.test_takedown import SHARES_CCW, all_gone, run

from clerestory.acts import reserve
from clerestory.cli import release_list
from clerestory.cli.main import main
from clerestory.errors import COULD_NOT_LOOK, InputError
from clerestory.public.server.log import Log


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes, mounted: only root can."""
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk):
    """Leave not one byte."""
    with (disk / "other people's files").open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)


@pytest.mark.slow  # and of those who may mount
def test_every_address_is_gone_and_word_is_left_for_the_log_though_the_disk_is_full(small_disk, serving):
    publication = Publication(small_disk)
    publication.publish()
    with serving(publication.folder) as server:  # its log lies on that disk too
        fill(small_disk)
        for target, addresses in (("ccw", SHARES_CCW), ("all", ("/dros/", "/nowhere"))):
            done = run(
                "takedown", target, str(publication.folder), "--reason", "a claim by telephone", "--json"
            )
            assert done.returncode == 0, done.stderr
            server.until(all_gone(server, addresses))
            fill(small_disk)
    with serving(publication.folder) as again:
        again.until(all_gone(again, [*SHARES_CCW, "/dros/"]))
    left = [json.loads(file.read_bytes()) for file in (small_disk / "unlogged").glob("*.json")]
    assert sorted(each["target"] for each in left) == ["all", "ccw"]


def test_nothing_is_published_without_room_for_its_takedown(publication, monkeypatch):
    publication.stage("2026-1")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(reserve.os, "urandom", full)
    with pytest.raises(InputError, match="no room for the reserve that a takedown may need"):
        publication.publish()
    assert not publication.places.published.exists()
    monkeypatch.undo()
    publication.publish()
    assert reserve.left(publication.places.trust) == reserve.SIZE


@pytest.mark.parametrize(("failures", "left"), [(0, 4), (1, 3), (4, 0)])
def test_as_many_portions_are_given_back_as_are_needed(tmp_path, failures, left):
    reserve.keep(tmp_path)
    spent = iter([OSError(code, "full") for code in (errno.ENOSPC, errno.EDQUOT) * 2][:failures])

    def write():
        for error in spent:
            raise error

    reserve.spend(tmp_path, write)
    assert reserve.left(tmp_path) == left * reserve.PORTION
    reserve.keep(tmp_path)
    assert reserve.left(tmp_path) == reserve.SIZE


@pytest.mark.parametrize(("code", "left"), [(errno.ENOSPC, 0), (errno.EROFS, reserve.SIZE)])
def test_what_no_reserve_mends_is_said(tmp_path, code, left):
    reserve.keep(tmp_path)

    def write():
        raise OSError(code, "no")

    with pytest.raises(OSError, match="no"):
        reserve.spend(tmp_path, write)
    assert reserve.left(tmp_path) == left


def test_a_log_that_cannot_be_written_stops_no_server():
    class Full(io.StringIO):
        def flush(self):
            raise OSError(errno.ENOSPC, "No space left on device")

    Log(Full()).error("not served", file="a.csv", reason="changed")


def test_a_command_that_met_a_full_disk_says_so(monkeypatch, capsys):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(release_list, "act", full)
    assert main(["release", "list", ".", "--json"]) == COULD_NOT_LOOK
    assert "the disk is full" in json.loads(capsys.readouterr().out)["error"]
