"""R28: a replacement that forgets one collection is refused: the guard looks at every table that is read."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.incidents import Claim, Severity, check_not_claimed
from clerestory.matching import key as keys
from clerestory.records import content, vault
from tests.fixtures import tiny
from tests.office import NOON


def test_one_forgotten_collection_of_several_keeps_the_whole_down(tmp_path):
    """The cards were replaced; the loans still carry the card numbers."""
    from clerestory.acts.content import keep, shares
    from clerestory.project.read import read

    project = read(tiny.make(tmp_path / "d"))
    with vault.open(project) as records:
        kept = keep(project, records)
    claim = Claim("C-1", "2026-1", ("cards", "loans"), NOON, Severity.S3, "", kept, "fred", NOON)
    others = read(
        tiny.make(
            tmp_path / "other",
            cards=[
                ("Other", f"19{70 + n % 20}-01-0{1 + n % 9}", "Lowick", "north", 2024, "F", False)
                for n in range(300)
            ],
        )
    )
    (tmp_path / "d/vault/records.duckdb").write_bytes((tmp_path / "other/vault/records.duckdb").read_bytes())
    with vault.connect(project.places.vault) as records:
        found = shares(project, records, [claim])
    assert others.collections == ("cards", "loans")
    with pytest.raises(Refused, match="the same dataset is under claim C-1: 100 %"):
        check_not_claimed([claim], found)


def test_the_collection_that_was_replaced_is_clean_by_itself(tmp_path):
    from clerestory.project.read import read

    project, key = read(tiny.make(tmp_path / "d")), keys.fresh()
    with vault.open(project) as records:
        claimed = content.of_vault(records, project.source("cards"), key)
        assert content.share(content.in_vault(records, "loans"), claimed, key) == 0
