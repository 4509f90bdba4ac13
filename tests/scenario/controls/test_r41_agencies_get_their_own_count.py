"""R41: each agency hears from us, with its own count and no other, before the press."""

from pathlib import Path

import pytest

from clerestory.errors import InputError
from clerestory.governance.notices import agencies
from tests.scenario.conftest import clerestory
from tests.scenario.notices.made_up import NOTICE


def counts(path: Path) -> int:
    """58 sheriffs and 120 chiefs; each county its own figure."""
    lines = [",".join(agencies.COLUMNS)]
    lines += [
        f"CA{n:03}0000,Example County {n} Sheriff,sheriff,County {n},sheriff{n}@example.gov,{1000 + n}"
        for n in range(58)
    ]
    lines += [
        f"CA{n:03}0100,Example City {n} Police,police,County {n % 58},chief{n}@example.gov,{2000 + n}"
        for n in range(120)
    ]
    path.write_text("\n".join(lines))
    return sum(1000 + n for n in range(58)) + sum(2000 + n for n in range(120))


def test_each_agency_gets_its_own_count_and_no_other(tmp_path: Path) -> None:
    persons = counts(tmp_path / "counts.csv")
    done = clerestory(
        "notices", "agencies", tmp_path / "counts.csv", "--notice", NOTICE, "--persons", str(persons),
        "--embargo", "2022-06-29T10:00:00-07:00", "--to", tmp_path / "out", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    texts = {path.stem: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert len(texts) == 178
    for each in agencies.read(tmp_path / "counts.csv"):
        text = texts[each.ori]
        told = {
            other.persons for other in agencies.read(tmp_path / "counts.csv") if f"{other.persons:,} " in text
        }
        assert told == {each.persons}
        assert "NOT TO BE PASSED ON BEFORE 2022-06-29 10:00" in text
        assert agencies.DO_NOT[0] in text


def test_counts_that_do_not_add_up_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    persons = counts(tmp_path / "counts.csv")
    done = clerestory(
        "notices", "agencies", tmp_path / "counts.csv", "--notice", NOTICE, "--persons", str(persons + 1),
        "--embargo", "2022-06-29T10:00:00-07:00", "--to", tmp_path / "out",
    )  # fmt: skip
    assert done.returncode == 1
    assert "add up to" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_agency_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    counts(tmp_path / "counts.csv")
    text = (tmp_path / "counts.csv").read_text().replace("CA0000000,", "../CA0000000,")
    (tmp_path / "counts.csv").write_text(text)
    with pytest.raises(InputError, match=r"counts\.csv:2: an ORI is letters and digits"):
        agencies.read(tmp_path / "counts.csv")
