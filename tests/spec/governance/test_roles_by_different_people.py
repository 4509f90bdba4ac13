"""Whether roles can be held by different people, beside every way of naming somebody for each."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from clerestory.vocabulary.roles import by_different_people

PEOPLE = "abcd"


@given(st.lists(st.sets(st.sampled_from(PEOPLE)), max_size=4))
def test_as_many_ways_as_naming_each_in_turn_finds(able: list[set[str]]) -> None:
    roles = [str(number) for number in range(len(able))]
    every = permutations(PEOPLE, len(able))
    possible = any(all(who in own for who, own in zip(named, able, strict=True)) for named in every)
    assert by_different_people(roles, dict(zip(roles, able, strict=True))) is possible


def test_three_people_are_too_few_where_two_of_them_hold_one_role_only() -> None:
    able = {"analyst": ["ada"], "publisher": ["ada"], "privacy officer": ["bo", "cy"]}
    assert not by_different_people(list(able), able)
    assert by_different_people(list(able), {**able, "publisher": ["ada", "bo"]})
