"""R11: the rules in force stand in every decision's entry; each written rule of the policy has a check."""

from pathlib import Path

from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.matrix import QUALIFIED
from clerestory.project.model import Policy

DECISIONS = {Act.BUILD, Act.PROPOSE, Act.REVIEW, Act.APPROVE, Act.SIGN, Act.PUBLISH}
# each clause of policy.toml, and the tests that hold it
CLAUSES = {
    "minimum": "tests/spec/protection/test_small_tables.py",
    "zeros": "tests/spec/protection/test_small_tables.py",
    "width": "tests/property/test_protection_is_certified.py",
    "proof": "tests/property/test_protection_is_certified.py",
    "recode": "tests/spec/protection/test_table_protect.py",
    "seed": "tests/property/test_protection_is_certified.py",
    "signatures": "tests/scenario/controls/test_r08_separation_of_duties.py",
    "host": "tests/scenario/test_project_that_cannot_be_used.py",
    "intake": "tests/scenario/test_project_that_cannot_be_used.py",
}


def test_every_decision_names_the_policy_and_the_version(office):
    office.signed()
    office.publish()
    decided = [each for each in office.log() if each.act in {act.value for act in DECISIONS}]
    assert {each.act for each in decided} == {act.value for act in DECISIONS}
    assert all(each.detail.get("policy") == "policy" for each in decided)


def test_every_clause_of_the_policy_is_held_by_a_test():
    root = Path(__file__).parents[3]
    assert CLAUSES.keys() == set(Policy.__dataclass_fields__)
    assert all((root / test).is_file() for test in CLAUSES.values())


def test_every_decision_asks_for_a_qualification():
    assert DECISIONS <= QUALIFIED
