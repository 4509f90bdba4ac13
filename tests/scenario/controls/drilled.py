"""The drill's publication, made once for all tests that need a live one."""

from pathlib import Path

import pytest

from clerestory.acts import drill_stack
from clerestory.governance.signing import keys
from clerestory.vocabulary.progress import Silent


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    """Built, tried, reviewed, signed, published; the records lie beside the tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", 1 << 4)
        return drill_stack.make(tmp_path_factory.mktemp("drill") / "base", Silent())
