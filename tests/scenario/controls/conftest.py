"""An office for each test, in a store of its own."""

from pathlib import Path

import pytest

from tests.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Made-up officers, trained today, and nothing built yet."""
    return Office(tmp_path / "governance")
