"""How well people were told apart, where somebody knows it: pairs and people, right and wrong."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence


def judged(found: Sequence[int], truth: Sequence[Hashable]) -> dict[str, float | int]:
    """Precision and recall over pairs of rows, and how many people are exactly right."""
    both = _pairs(Counter(zip(found, truth, strict=True)))
    together, belong = _pairs(Counter(found)), _pairs(Counter(truth))
    exact = _exact(found, truth)
    people = len(set(truth))
    return {
        "people": people,
        "precision": both / together if together else 1.0,
        "recall": both / belong if belong else 1.0,
        "people_exact": exact,
        "people_exact_share": exact / people if people else 1.0,
    }


def _pairs(counts: Counter[object]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def _exact(found: Sequence[int], truth: Sequence[Hashable]) -> int:
    """People who have all their rows and no other."""
    ours, theirs = defaultdict(list), defaultdict(list)
    for row, (person, known) in enumerate(zip(found, truth, strict=True)):
        ours[person].append(row)
        theirs[known].append(row)
    groups = {tuple(rows) for rows in ours.values()}
    return sum(tuple(rows) in groups for rows in theirs.values())
