"""An office for each test, in a store of its own; a publication with its keys, and a server of it."""

from pathlib import Path

import pytest

from tests.office import Office
from tests.room import Room, published
from tests.scenario.publication.conftest import fast_keys, portal, publication, release

__all__ = ["fast_keys", "portal", "publication", "release"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Made-up officers, trained today, and nothing built yet."""
    return Office(tmp_path / "governance")


@pytest.fixture
def incident_room(office: Office) -> Room:
    """A published release, and nothing claimed yet."""
    return published(office)
