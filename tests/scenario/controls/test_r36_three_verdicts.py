"""R36: the statutory trigger, a direct identifier and a voluntary notice are three verdicts, never one."""

from clerestory.records.affected.verdicts import elements, verdicts


def test_a_licence_number_without_a_name_is_a_direct_identifier_though_the_statute_asks_for_nothing() -> None:
    found = verdicts(elements(["birth_date", "gender", "drivers_license"]))
    assert found.direct_identifier
    assert not found.statutory


def test_a_name_with_a_licence_number_triggers_the_statute() -> None:
    found = verdicts(elements(["last_name", "first_name", "drivers_license"]))
    assert found.direct_identifier
    assert found.statutory


def test_birth_date_and_gender_alone_are_neither() -> None:
    found = verdicts(elements(["birth_date", "gender"]))
    assert not found.direct_identifier
    assert not found.statutory
