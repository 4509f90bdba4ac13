"""Start a project from real records: load them into a vault, propose a project, lay both out at once."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clerestory.acts.owner import for_owner_alone
from clerestory.errors import InputError
from clerestory.project.model import Project
from clerestory.project.proposal.derivation import derivations, left_out
from clerestory.project.proposal.profile import ColumnProfile
from clerestory.project.proposal.proposal import propose
from clerestory.project.read import read
from clerestory.project.write import write
from clerestory.records import vault
from clerestory.vocabulary.progress import Progress

OWNER_ONLY = 0o700


@dataclass(frozen=True)
class Started:
    """A project that was laid out, and what was not taken over."""

    folder: Path
    project: Project
    records: int
    left_out: tuple[str, ...]
    made: tuple[str, ...]


def new(folder: Path, file: Path, collection: str, table: str, today: date, progress: Progress) -> Started:
    """Make ``folder`` with a vault and a project; nothing of it is there if anything fails."""
    name = vault.plain_name(collection or table or file.stem)
    if not name:
        raise InputError(f"{file}: its name gives no name for the collection; give one with --collection")
    with _workshop(folder) as workshop:
        progress.step("Load the records")
        raw = workshop / "raw.duckdb"
        vault.load(file.absolute(), raw, name, table)
        progress.step("Look at every column")
        columns = _profile(raw, name)
        without, made = left_out(columns), derivations(columns)
        records = workshop / "vault" / "records.duckdb"
        records.parent.mkdir(mode=OWNER_ONLY)
        vault.derive(raw, records, name, without, made)
        for_owner_alone(records.parent)
        raw.unlink()
        progress.step("Propose a project")
        proposal = propose(workshop / "project", name, _profile(records, name), made, today)
        write(proposal.project, workshop / "project", proposal.comments)
        read(workshop)
    return Started(folder, read(folder), columns[0].records, without, tuple(one.name for one in made))


def _profile(file: Path, collection: str) -> tuple[ColumnProfile, ...]:
    with vault.connect(file) as opened:
        columns = vault.profile(opened, collection)
    if not columns or not columns[0].records:
        raise InputError(f"{collection}: the file holds no record; give one that does")
    return columns


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder beside the one wanted, that becomes it in one step when all went well."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"{folder}: it is there and not empty; give a new or empty folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
        ) as made:
            workshop = Path(made).resolve()
            yield workshop
            workshop.chmod(0o755)
            workshop.replace(folder)  # also over an empty folder
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror}); nothing was left there") from None
