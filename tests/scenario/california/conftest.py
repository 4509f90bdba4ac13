"""The made-up records, once a run: at a tenth as people get them, and a smaller copy for trying things."""

from pathlib import Path

import pytest

from clerestory.california import records
from clerestory.vocabulary.progress import Silent

TINY = 0.02


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault at the default scale."""
    path = tmp_path_factory.mktemp("tenth") / "records.duckdb"
    records.make(path, full=False, progress=Silent())
    return path


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault of a fiftieth."""
    path = tmp_path_factory.mktemp("tiny") / "records.duckdb"
    records.make_at(path, TINY, Silent())
    return path
