"""Run where the packages that open records were never installed: the public side works alone."""

import importlib
import pkgutil
from importlib.util import find_spec

import pytest

import clerestory

FORBIDDEN = ("duckdb", "ibis", "numba", "numpy", "pandas", "polars", "pyarrow", "scipy")
ALONE = ("clerestory.errors", "clerestory.vocabulary", "clerestory.project", "clerestory.public")


def modules_of(name: str) -> list[str]:
    package = importlib.import_module(name)
    below = pkgutil.walk_packages(getattr(package, "__path__", []), name + ".")
    return [name, *(module.name for module in below)]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_environment_has_no_package_that_opens_records(name: str) -> None:
    assert find_spec(name) is None


@pytest.mark.parametrize("name", ALONE)
def test_every_module_of_the_public_side_can_be_imported(name: str) -> None:
    for module in modules_of(name):
        assert importlib.import_module(module).__name__ == module


def test_the_package_itself_loads_nothing() -> None:
    assert clerestory.__version__
