"""What leads to people is for its owner alone: the folder, and every file in it."""

from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def for_owner_alone(folder: Path) -> None:
    """Nobody else may enter the folder or read a file in it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(FOLDER if path.is_dir() else FILE)
