"""Write the reference of a release's states: the picture, the owners and the matrix of roles and acts.

python -m clerestory.governance.approval.reference docs/reference/release-states.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.matrix import QUALIFIED, ROLES_OF
from clerestory.governance.approval.states import OWNERS, diagram
from clerestory.vocabulary.roles import Role


def text() -> str:
    """The page."""
    return "\n".join([*_states(), *_acts(), ""])


def _states() -> Iterator[str]:
    yield "# A release request: states, owners, and who may do what"
    yield ""
    yield "Made from the code by `just generate`; a test compares the two."
    yield ""
    yield f"```mermaid\n{diagram()}\n```"
    yield ""
    yield "| state | whose turn it is |"
    yield "|---|---|"
    yield from (f"| {state.value} | {owner.value} |" for state, owner in OWNERS.items())
    yield ""


def _acts() -> Iterator[str]:
    yield "## Who may do what"
    yield ""
    yield "What is not marked is refused. *q*: only with a valid qualification for the role, at that moment."
    yield ""
    yield f"| act | {' | '.join(role.value for role in Role)} |"
    yield f"|---|{'---|' * len(Role)}"
    for act in Act:
        mark = "q" if act in QUALIFIED else "x"
        yield f"| {act.value} | {' | '.join(mark if role in ROLES_OF[act] else '' for role in Role)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
