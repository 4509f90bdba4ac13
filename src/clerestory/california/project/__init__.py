"""The example's declarations: TOML and CSV files of this package, copied to where somebody builds it."""

from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path

DECLARED = (".toml", ".csv")


def write(folder: Path) -> None:
    """Copy the declarations to ``folder``, which is made if it is not there."""
    _copy(files("clerestory.california.project"), folder)


def _copy(source: Traversable, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and not entry.name.startswith("__"):
            _copy(entry, folder / entry.name)
        elif entry.name.endswith(DECLARED):
            (folder / entry.name).write_bytes(entry.read_bytes())
