"""Published cubes as files: JSON-stat, one or a folder of them."""

import json
from pathlib import Path

from clerestory.errors import InputError
from clerestory.release.jsonstat import PublishedCube, from_bytes


def read_cubes(path: Path) -> tuple[PublishedCube, ...]:
    """The cubes of a file, or of every JSON-stat file below a folder."""
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*.json")) if _is_cube(file)]
        if not files:
            raise InputError(f"{path}: holds no JSON-stat cube; give a published bundle or its data folder")
        return tuple(from_bytes(file.read_bytes(), str(file)) for file in files)
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError(f"{path}: cannot be read; give a JSON-stat file") from None
    return (from_bytes(content, str(path)),)


def _is_cube(file: Path) -> bool:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        raise InputError(f"{file}: cannot be read as JSON; build the bundle again") from None
    return isinstance(content, dict) and content.get("class") == "dataset"
