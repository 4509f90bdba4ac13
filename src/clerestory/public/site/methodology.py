"""What the page on protection shows: an example worked in four steps, and what the trial found.

The public evidence is a mapping whose ``collections`` gives for each collection what the intruder's
trial reports (``determined``: small numbers that it worked out). A collection without a trial stops
the build: the page would claim what nobody tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.project.model import Project
from clerestory.public.site import words
from clerestory.public.site.cubes import Published

PLACES = ("Alder", "Birch", "Cedar")
_MEN, _WOMEN = (48, 31, 52), (19, 7, 24)  # drawn for a minimum of 11, scaled to others
_DRAWN_FOR = 11


@dataclass(frozen=True)
class Row:
    """A row of the example: a number, ``(number,)`` marked, ``"hidden"``, or a text that was found."""

    name: str
    cells: tuple[object, ...]


@dataclass(frozen=True)
class Step:
    """One of the four steps."""

    name: str
    caption: str
    rows: tuple[Row, ...]
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What was tried on one collection, and found."""

    name: str
    cells: str
    withheld: str
    determined: str


def steps(minimum: int) -> tuple[Step, ...]:
    """Count, withhold, attack, protect: on a table whose small number this minimum withholds."""
    men, women = _scaled(minimum)
    small, total = women[1], men[1] + women[1]
    rest = sum(women) - women[2]
    hidden = "hidden"
    whole = _rows(men, women)
    return (
        Step(
            "Count",
            "What was counted",
            _with(whole, 1, (men[1], (small,), total)),
            "One number is small",
            (
                f"Only {small} women in Birch hold a permit. Someone who lives there could guess who they "
                "are, and whatever else we publish about them would be about people they know.",
            ),
        ),
        Step(
            "Withhold",
            "The small number is withheld",
            _with(
                whole, 1, (men[1], {"struck": small}, total)
            ),  # a bare [c] here is what the probe must refuse
            "So we do not show it",
            ("Many publishers stop here. Can you see why that is not enough?",),
        ),
        Step(
            "Attack",
            "Anyone can subtract",
            _with(whole, 1, ((men[1],), f"{total} − {men[1]} = {small}", (total,))),
            "The rest gives it away",
            (
                f"The total for Birch is {total}, and {men[1]} are men. {total} minus {men[1]} is {small}. The "
                f"column works just as well: {sum(women)} minus {women[0]} minus {women[2]}.",
            ),
        ),
        Step(
            "Protect",
            "Three more are withheld",
            _with(_with(whole, 1, (hidden, hidden, total)), 0, (hidden, hidden, men[0] + women[0])),
            f"Now it could be anything from 0 to {rest}",
            (
                f"With three neighbors withheld as well, no sum leads back to {small}. Every total is still "
                "exact, and nothing shown is changed or rounded.",
                "You cannot tell which of the four was the small one. That is on purpose.",
            ),
        ),
    )


def trials(
    project: Project, published: Sequence[Published], evidence: Mapping[str, object]
) -> tuple[Trial, ...]:
    """A row for each collection, and the sum."""
    found = [(name, _determined(evidence, name)) for name in project.collections]
    rows = []
    for name, determined in found:
        own = [each for each in published if each.table.collection == name]
        rows.append(_trial(project.source(name).title, own, determined))
    return (*rows, _trial("All", published, sum(determined for _, determined in found)))


def trial_sentence(published: Sequence[Published], evidence: Mapping[str, object], project: Project) -> str:
    """The outcome for the home page: "In this one it worked out none of 1,964."."""
    withheld = sum(each.withheld for each in published)
    determined = sum(_determined(evidence, name) for name in project.collections)
    if not withheld:
        return "In this one nothing had to be withheld."
    found = "none" if determined == 0 else words.number(determined)
    return f"In this one it worked out {found} of the small ones among {words.number(withheld)}."


def cost(published: Sequence[Published]) -> str:
    """How much the reader does not get to see."""
    cells = sum(each.cells for each in published)
    withheld = sum(each.withheld for each in published)
    return (
        f"{words.number(withheld)} of the {words.number(cells)} numbers are withheld, "
        f"{words.percent(withheld, cells)}. All of them are counted in the totals above them."
    )


def _trial(name: str, own: Sequence[Published], determined: int) -> Trial:
    cells = sum(each.cells for each in own)
    withheld = sum(each.withheld for each in own)
    return Trial(name, words.number(cells), words.number(withheld), words.number(determined))


def _determined(evidence: Mapping[str, object], collection: str) -> int:
    collections = evidence.get("collections")
    trial = collections.get(collection) if isinstance(collections, Mapping) else None
    determined = trial.get("determined") if isinstance(trial, Mapping) else None
    if not isinstance(determined, int):
        raise InputError(
            f"the public evidence has no trial of collection {collection}; attack its tables before the site is built"
        )
    return determined


def _scaled(minimum: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    men = tuple(-(-count * minimum // _DRAWN_FOR) for count in _MEN)
    women = tuple(-(-count * minimum // _DRAWN_FOR) for count in _WOMEN)
    return men, (women[0], min(women[1], minimum - 1), women[2])


def _rows(men: Sequence[int], women: Sequence[int]) -> tuple[Row, ...]:
    rows = [Row(name, (m, w, m + w)) for name, m, w in zip(PLACES, men, women, strict=True)]
    return (*rows, Row("All three", (sum(men), sum(women), sum(men) + sum(women))))


def _with(rows: tuple[Row, ...], at: int, cells: tuple[object, ...]) -> tuple[Row, ...]:
    return (*rows[:at], Row(rows[at].name, cells), *rows[at + 1 :])
