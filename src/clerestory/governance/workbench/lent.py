"""What the acts lend the workbench: hands that write files, and papers of a build. Composed outside, given at start.

The workbench's own side ends at the store. Signing, publishing, withdrawing and taking down write
files as well; the same functions do it here and on the command line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from clerestory.governance.approval.sources import Wanted


@dataclass(frozen=True)
class Live:
    """What the world is served, and whether it is as signed."""

    release: str
    version: int
    files: int
    expires_at: str
    signed_by: Sequence[str]


class Lent(Protocol):
    """The acts of one project, without its vault."""

    def titles(self) -> Mapping[str, str]:
        """What each table is called."""

    def pages(self) -> Sequence[tuple[str, str]]:
        """The public pages, and what each is called."""

    def wanted(self) -> Sequence[Wanted]:
        """Every column that the project declares, with its class and purpose."""

    def live(self) -> Live | None:
        """What is published now; none, or not as signed: None."""

    def targets(self) -> Sequence[tuple[str, str]]:
        """What can be taken down: everything, each dashboard; and what each is called."""

    def sign(self, person: str, request: str, passphrase: str) -> str:
        """Sign in one's own name; what came of it, in a sentence."""

    def publish(self, person: str, request: str) -> str:
        """Publish and probe from outside; what came of it, in a sentence."""

    def withdraw(self, person: str, request: str, reason: str, passphrase: str) -> str:
        """Take a published release back; what came of it, in a sentence."""

    def take_down(self, person: str, target: str, reason: str, passphrase: str) -> str:
        """The emergency act of one officer on call; what came of it, in a sentence."""
