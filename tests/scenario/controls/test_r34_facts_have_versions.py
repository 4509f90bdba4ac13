"""R34: public statements name only what stood in the exposed bytes; a changed preliminary fact is corrected."""

from pathlib import Path

import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import public
from tests.scenario.conftest import clerestory
from tests.scenario.notices.made_up_facts import HEAD, fact, read


def test_a_statement_that_names_a_column_outside_the_exposed_bytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="'licence'"):
        read(tmp_path, fact(1, 29, "preliminary", "Names were exposed.", '["name", "licence"]'))
    with pytest.raises(Refused, match="'history'"):
        read(tmp_path, fact(1, 29, "preliminary", "Names and criminal history were exposed."))


def test_what_was_not_exposed_may_be_told_as_such(tmp_path: Path) -> None:
    told = read(tmp_path, fact(1, 29, "confirmed", "Names were exposed. A driver's license was not."))
    assert len(told.current()) == 1


def test_a_press_release_is_checked_by_the_same_rule(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text(HEAD + fact(1, 29, "confirmed", "Names were exposed."))
    (tmp_path / "press.txt").write_text(
        "The exposed data includes names, driver's license numbers and criminal history."
    )
    done = clerestory("notices", "facts", tmp_path / "facts.toml", "--statement", tmp_path / "press.txt")
    assert done.returncode == 1
    assert "did not stand in the exposed bytes" in done.stderr


def test_a_changed_preliminary_fact_gives_a_correction_and_a_confirmed_one_none(tmp_path: Path) -> None:
    first = fact(1, 28, "preliminary", "Names from 2011 to 2021.")
    changed = read(tmp_path, first, fact(2, 29, "confirmed", "Names from 2012 to 2021."))
    ((before, after),) = changed.corrections()
    told = public.correction(before, after, "en")
    assert "We said (2022-06-28): Names from 2011 to 2021." in told
    assert "Names from 2012 to 2021." in told
    assert "Corrections" in public.questions(changed, "en")
    same = read(tmp_path, first, fact(2, 29, "confirmed", "Names from 2011 to 2021."))
    assert same.corrections() == ()
    withdrawn = read(tmp_path, first, fact(2, 29, "withdrawn", "Names from 2011 to 2021."))
    assert len(withdrawn.corrections()) == 1


def test_a_version_cannot_be_changed_in_place_or_left_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="do not follow"):
        read(tmp_path, fact(2, 29, "confirmed", "Names."))
