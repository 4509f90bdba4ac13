"""The head of a report: a few figures, each with the lines of the log that it rests on; what is not known is not there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.incidents.happening import Happening, only
from clerestory.governance.incidents.incident import BEGINS, Incident
from clerestory.governance.incidents.length import length_in_words
from clerestory.governance.incidents.papers import Kind


@dataclass(frozen=True)
class Figure:
    """One figure, what it is, and its lines."""

    what: str
    figure: str
    note: str
    events: tuple[str, ...]


def figures(incident: Incident) -> tuple[Figure, ...]:
    """What can be said in figures."""
    return tuple(_figures(incident))


def _figures(incident: Incident) -> Iterator[Figure]:
    if people := _paper(incident.happened, Kind.AFFECTED):
        told = _counts(people)
        yield Figure("People", f"{told['people']:,}", f"in {told['rows']:,} rows", (people.id,))
    if counted := _paper(incident.happened, Kind.EXPOSURE):
        told = _counts(counted)
        yield Figure(
            "Downloads", f"{told['downloads']:,}", f"by {told['addresses']:,} addresses", (counted.id,)
        )
    begun = only(incident.happened, *BEGINS)
    if begun:
        claims = len(incident.claims)
        merged = "; the others said the same" if len(begun) > claims else ""
        note = f"{claims} claim{'' if claims == 1 else 's'}{merged}"
        yield Figure("Messages", str(len(begun)), note, tuple(each.id for each in begun))
    down = only(incident.happened, Machine.TIMER, Act.TAKE_DOWN)
    if begun and down:
        how = "by itself" if down[0].what is Machine.TIMER else "by hand"
        length = length_in_words(down[0].at - begun[0].at)
        yield Figure("From message to takedown", length, how, (begun[0].id, down[0].id))
    unanswered = [each for each in only(incident.happened, Machine.PAGED) if each.number_of("level")]
    if unanswered:
        yield Figure("Calls that moved up", str(len(unanswered)), "nobody answered in time",
                     tuple(each.id for each in unanswered))  # fmt: skip


def _paper(happened: Sequence[Happening], kind: Kind) -> Happening | None:
    kept = [each for each in only(happened, Act.RECORD) if each.text("paper") == kind.value]
    return kept[-1] if kept else None


def _counts(each: Happening) -> dict[str, int]:
    found = each.detail.get("figures")
    return (
        {name: count for name, count in found.items() if isinstance(count, int)}
        if isinstance(found, dict)
        else {}
    )
