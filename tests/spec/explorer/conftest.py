"""One engine for all tests of the renderer, and its sample page."""

from collections.abc import Iterator, Mapping

import pytest

from tests.spec.explorer import sample
from tests.spec.explorer.engine import Renderer, renderer


@pytest.fixture(scope="session")
def engine() -> Iterator[Renderer]:
    with renderer() as started:
        yield started


@pytest.fixture(scope="session")
def cubes() -> Mapping[str, object]:
    return sample.cubes()


@pytest.fixture
def model() -> dict[str, object]:
    return sample.model()


@pytest.fixture(scope="session")
def opened(engine: Renderer, cubes: Mapping[str, object]) -> Mapping[str, str]:
    """The sample page as it opens."""
    return engine.page(sample.model(), cubes)
