"""The parts of an incident report, as values: sentences, who knew what, contradicting sources, findings, remedies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents import copies, findings, knowledge
from clerestory.governance.incidents.findings import Finding, Item
from clerestory.governance.incidents.happening import Happening, only
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.incidents.knowledge import Gap, Known
from clerestory.governance.incidents.report.aliases import without_names
from clerestory.governance.incidents.report.sentences import Sentence, sentence
from clerestory.governance.incidents.report.summary import Figure, figures
from clerestory.governance.log.entry import Json


@dataclass(frozen=True)
class Saying:
    """What one source says on a topic; others may say otherwise."""

    topic: str
    value: str
    source: str
    used: bool
    event: str


@dataclass(frozen=True)
class Report:
    """Everything that the page and the PDF show, and nothing else."""

    incident: str
    title: str
    publisher: str
    first: int
    last: int
    figures: tuple[Figure, ...]
    sentences: tuple[Sentence, ...]
    known: tuple[Known, ...]
    gaps: tuple[Gap, ...]
    sayings: tuple[tuple[Saying, ...], ...]  # of one topic each
    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    spread: str = ""  # how far copies have spread, as of the last line


def report(incident: Incident, named: Mapping[str, str], title: str, publisher: str) -> Report:
    """The report of an incident; names become aliases everywhere."""
    told = tuple(_renamed(each, named) for each in incident.happened)
    return Report(
        incident.id,
        without_names(title, named),
        publisher,
        told[0].number,
        told[-1].number,
        figures(incident),
        tuple(made for each in told if (made := sentence(each))),
        knowledge.known(told),
        knowledge.gaps(told),
        _sayings(told),
        findings.findings(told),
        findings.items(told),
        _spread(told),
    )


@dataclass(frozen=True)
class Row:
    """One role: for each fact when it was known, or that it was left out; with the lines."""

    who: str
    cells: tuple[tuple[str, tuple[str, ...]], ...]


def matrix(made: Report) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Who knew what and when, as a table of roles by facts; what was left out stands in its cell."""
    told: Sequence[Known | Gap] = (*made.known, *made.gaps)
    facts = tuple(dict.fromkeys(each.fact for each in told))
    people = tuple(dict.fromkeys(each.who for each in told))
    return facts, tuple(Row(who, tuple(_cell(made, who, fact) for fact in facts)) for who in people)


def _cell(made: Report, who: str, fact: str) -> tuple[str, tuple[str, ...]]:
    known = next((each for each in made.known if (each.who, each.fact) == (who, fact)), None)
    gap = next((each for each in made.gaps if (each.who, each.fact) == (who, fact)), None)
    learnt = f"From {known.when}" if known else "Never, by the log"
    words = f"{learnt}. Not told {gap.when}, by {gap.teller}, who knew" if gap else learnt
    return words, (*(known.events if known else ()), *(gap.events if gap else ()))


def _spread(told: Sequence[Happening]) -> str:
    """Dated by the last line of the log; nothing where nobody has looked for copies or seen one."""
    found = copies.spread(told, told[-1].at)
    return found.words() if found.known or found.looked_at else ""


def _sayings(told: Sequence[Happening]) -> tuple[tuple[Saying, ...], ...]:
    """Topics on which sources differ, each with everything that was said."""
    found: dict[str, list[Saying]] = {}
    for each in only(told, Act.RECORD):
        if topic := each.text("topic"):
            saying = Saying(
                topic, each.text("value"), each.text("source"), bool(each.detail.get("used")), each.id
            )
            found.setdefault(topic, []).append(saying)
    return tuple(tuple(said) for said in found.values() if len({each.value for each in said}) > 1)


def _renamed(each: Happening, named: Mapping[str, str]) -> Happening:
    detail = {name: _words(value, named) for name, value in each.detail.items()}
    return replace(each, by=named.get(each.by, each.by), detail=detail)


def _words(value: Json, named: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        return without_names(value, named)
    if isinstance(value, list):
        return [_words(each, named) for each in value]
    return value
