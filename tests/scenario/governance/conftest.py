"""An office for each test, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from tests import postgres
from tests.office import Office


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Made-up officers, trained today, and nothing built yet."""
    if request.param == "postgresql":
        monkeypatch.setenv("CLERESTORY_STORE", postgres.server().database())
    return Office(tmp_path / "governance")
