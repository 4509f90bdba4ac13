"""Explain everything that is wrong with a project: its declarations, then its vault against them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clerestory.errors import VaultError
from clerestory.project.model import Project
from clerestory.project.problem import Problem, UnusableProject
from clerestory.project.read import read
from clerestory.records import cubes, vault
from clerestory.records.vault import Entry, Vault
from clerestory.vocabulary.progress import Progress


@dataclass(frozen=True)
class Checked:
    """What a check found; ``register`` is None where there is no vault to look at."""

    problems: tuple[Problem, ...] = ()
    vault_problems: tuple[str, ...] = ()
    register: tuple[Entry, ...] | None = None
    project: Project | None = None

    @property
    def usable(self) -> bool:
        """Whether a release can be built from it."""
        return not self.problems and not self.vault_problems


def check(folder: Path, progress: Progress) -> Checked:
    """Read the project and, if it can be used and the vault is there, compare the two."""
    progress.step("reading the declarations")
    try:
        project = read(folder)
    except UnusableProject as unusable:
        return Checked(problems=unusable.problems)
    if not project.places.vault.exists():
        return Checked(project=project)
    progress.step("comparing the vault with them")
    try:
        opened = vault.connect(project.places.vault)
    except VaultError as error:
        return Checked(vault_problems=(str(error),), project=project)
    with opened:
        return _compared(opened, project, progress)


def _compared(opened: Vault, project: Project, progress: Progress) -> Checked:
    wrong = [*_differences(opened, project, progress)]
    register = () if wrong else vault.register(opened, project)
    return Checked(vault_problems=tuple(wrong), register=register, project=project)


def _differences(opened: Vault, project: Project, progress: Progress) -> Iterator[str]:
    for number, source in enumerate(project.sources):
        wrong = list(vault.differences(opened, source))
        yield from wrong
        if not wrong:
            yield from _uncountable(opened, project, source.collection, progress)
        progress.advance(number + 1, len(project.sources))


def _uncountable(opened: Vault, project: Project, collection: str, progress: Progress) -> Iterator[str]:
    try:
        cubes.count(opened, project, collection, progress)
    except VaultError as error:
        yield str(error)
