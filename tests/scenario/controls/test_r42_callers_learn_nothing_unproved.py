"""R42: questions and script follow the facts; an unproved caller learns nothing about anybody."""

import itertools
from pathlib import Path

import pytest

from clerestory.governance.notices import callers, public
from clerestory.governance.notices.callers import NEVER, UNPROVED, Proof, Topic
from tests.scenario.notices.made_up_facts import fact, read


def test_questions_and_script_change_when_a_fact_changes(tmp_path: Path) -> None:
    first = fact(1, 28, "preliminary", "Names from 2011 to 2021.")
    old = read(tmp_path, first)
    new = read(tmp_path, first, fact(2, 29, "confirmed", "Names from 2012 to 2021."))
    for page in (lambda told: public.questions(told, "en"), public.script):
        assert "2011" in page(old)
        assert "Names from 2012 to 2021." in page(new)
    assert "2011" not in public.script(new)


@pytest.mark.parametrize("topic", list(Topic))
@pytest.mark.parametrize("told", ["yes, a permit", "no, nothing"])
def test_an_unproved_caller_hears_the_same_whatever_the_register_says(topic: Topic, told: str) -> None:
    for number, called in itertools.product((False, True), repeat=2):
        proof = Proof(number, called)
        if not proof.holds:
            assert callers.answer(topic, proof, told) == UNPROVED


def test_a_proved_caller_is_told_but_never_a_permit_or_a_code() -> None:
    proved = Proof(notice_number_matches=True, called_back=True)
    for topic in Topic:
        assert (callers.answer(topic, proved, "told") == "told") is (topic not in NEVER)


def test_the_script_opens_with_the_rule(tmp_path: Path) -> None:
    script = public.script(read(tmp_path, fact(1, 28, "confirmed", "Names.")))
    assert script.index(UNPROVED) < script.index("What may be told to everybody")
