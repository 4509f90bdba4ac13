"""A member of the index, hidden in every place we know: found, or inconclusive; a stranger there: clean."""

import io
import zipfile
from pathlib import Path

import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe import search
from clerestory.proof.probe.part import Child
from clerestory.proof.probe.readers import archives
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.hiding_places import FOLDERS, PLACES, UNREADABLE
from tests.scenario.probe.hiding_places.making import zipped
from tests.scenario.probe.hiding_places.register import FILLER
from tests.scenario.probe.people import MEMBER, STRANGER, Who, crowd, index_of

KEY = keys.Key(bytes(range(16)))


@pytest.fixture(scope="module")
def index():
    return index_of([MEMBER, *crowd(3000, seed=7)], KEY)


def made(folder: Path, who: Who) -> dict[str, Path]:
    paths = {}
    for name, make in PLACES.items():
        paths[name] = folder / name
        paths[name].write_bytes(make(who))
    for name, fill in FOLDERS.items():
        paths[name] = folder / name
        paths[name].mkdir()
        fill(who, paths[name])
    return paths


def verdicts(paths: dict[str, Path], report) -> dict[str, str]:
    found = {}
    for name, path in paths.items():
        mine = [one for one in report.findings if Path(one.path).is_relative_to(path)]
        unread = [one for one in report.ledger if Path(one.path).is_relative_to(path) and one.trouble]
        found[name] = "found" if mine else "inconclusive" if unread else "clean"
    return found


def test_there_are_at_least_sixty_places():
    assert len(PLACES) + len(FOLDERS) >= 60


def test_a_member_is_found_in_every_place_that_can_be_read(index, tmp_path):
    paths = made(tmp_path, MEMBER)
    report = search([tmp_path], index, KEY)
    missed = {
        name: how
        for name, how in verdicts(paths, report).items()
        if how != "found" and name not in UNREADABLE
    }
    passed = {name: how for name, how in verdicts(paths, report).items() if how == "clean"}
    assert (missed, passed) == ({}, {})
    assert report.verdict is Verdict.FOUND
    assert report.people == 1
    assert [trial.reader for trial in report.canary if not trial.found] == []


def test_a_stranger_is_found_in_none_of_them(index, tmp_path):
    paths = made(tmp_path, STRANGER)
    report = search([tmp_path], index, KEY, pictures="ignore")
    wrong = {
        name: how
        for name, how in verdicts(paths, report).items()
        if how != "clean" and name not in UNREADABLE
    }
    told = [(one.path, one.inside, one.trouble) for one in report.ledger if one.trouble]
    assert wrong == {}, told
    assert report.findings == ()


@pytest.mark.parametrize("kept", [1.0, 0.5], ids=["whole", "half of it written over"])
def test_a_deleted_member_of_a_large_archive_is_read(kept):
    large = zipped({"secret.txt": (MEMBER.line + "\n" + FILLER * 40).encode()})
    end = large.find(b"PK\x01\x02")
    made = io.BytesIO(large[: int(end * kept)])
    made.seek(0, io.SEEK_END)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("zeros.bin", bytes(33 << 20))
    found = [part for part in archives.zipped(Child("", made.getvalue())) if isinstance(part, Child)]
    assert [MEMBER.licence.encode() in part.content for part in found] == [True]
