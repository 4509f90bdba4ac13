"""A variable's categories, nested with totals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

TOTAL = "Total"


@dataclass(frozen=True)
class Hierarchy:
    """Categories of one variable as a tree whose root is ``Total``.

    ``parent`` maps every code but ``Total`` to its parent; ``labels`` is what readers see.
    Leaf codes are the values of the column in the vault, as text. Built by ``from_parents``
    (checked: no cycle, no orphan, one root) or ``flat``.
    """

    parent: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def flat(cls, codes: tuple[str, ...], labels: Mapping[str, str] | None = None) -> "Hierarchy":
        """One level below ``Total``."""
        if TOTAL in codes:
            raise ValueError(f"{TOTAL} is the root of every hierarchy, not a category")
        return cls(dict.fromkeys(codes, TOTAL), labels or {})

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, ``Total`` first, each parent before its children, siblings as declared."""
        return tuple(self._below(TOTAL))

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The children of every code that has any, as declared."""
        nested: dict[str, list[str]] = {}
        for code, above in self.parent.items():
            nested.setdefault(above, []).append(code)
        return {code: tuple(below) for code, below in nested.items()}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes without children, in the order of ``codes``."""
        inner = set(self.parent.values())
        return tuple(code for code in self.codes if code not in inner)

    def label(self, code: str) -> str:
        """What readers see for a code."""
        return self.labels.get(code, code)

    def _below(self, root: str) -> Iterator[str]:
        children = self.children
        waiting = [root]
        while waiting:
            code = waiting.pop()
            yield code
            waiting.extend(reversed(children.get(code, ())))
