"""A built office, made once a process; each test module works in a copy of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.workbench import office
from tests.workbench.office import Office


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody trained, every purpose approved, one release built. Read it, never change it."""
    folder = tmp_path_factory.mktemp("office") / "D"
    office.made(folder, trained=True).build()
    return folder


@pytest.fixture(scope="module")
def serving(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A workbench that serves a copy of the built office."""
    folder = tmp_path_factory.mktemp("served") / "D"
    shutil.copytree(built_once, folder)
    with running(Office(folder)) as served:
        yield served


@contextmanager
def running(made: Office, *options: str) -> Iterator[Office]:
    server = office.served(made, *options)
    try:
        yield made
    finally:
        office.stop(server)


Enrolled = Callable[..., object]
