"""The brief for those who decide, made from state at each change and never from memory.

Five fixed questions, and four facts that no brief is without: what class of data it is, whether it is still
there, whether it is still live, which claims are open. A text that leaves one out is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents import timers
from clerestory.governance.incidents.assurance import assurances
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.log.entry import Json

QUESTIONS = (
    "Is confidential data in what we published?",
    "Can it still be reached?",
    "Whose?",
    "What were we told?",
    "What do you have to decide?",
)


@dataclass(frozen=True)
class Condition:
    """What the system itself knows at this moment, asked of the store and of the published folder."""

    live: bool  # something that the claims name is served
    present: bool  # the dataset is still in what is published, served or not
    columns: tuple[str, ...] = ()  # direct identifiers of the claimed collections
    collections: tuple[str, ...] = ()
    records: int = 0


@dataclass(frozen=True)
class Brief:
    """The answers, and the facts that must stand in every brief."""

    incident: str
    at: datetime
    answers: tuple[tuple[str, str], ...]
    material: tuple[str, ...]

    def text(self) -> str:
        """As it is sent."""
        asked = "\n".join(f"{question} {answer}" for question, answer in self.answers)
        facts = "\n".join(f"- {each}" for each in self.material)
        return f"{self.incident}, made from state at {_clock(self.at)}\n\n{asked}\n\nAlways stated:\n{facts}"

    def as_json(self) -> Mapping[str, Json]:
        """For the log."""
        return {"answers": dict(self.answers), "material": list(self.material)}


def brief(incident: Incident, condition: Condition, now: datetime) -> Brief:
    """The brief of this moment."""
    answers = (
        _present(incident, condition),
        _reachable(incident, condition),
        _whose(condition),
        _told(incident),
        _decide(incident, condition),
    )
    return Brief(incident.id, now, tuple(zip(QUESTIONS, answers, strict=True)), material(incident, condition))


def material(incident: Incident, condition: Condition) -> tuple[str, ...]:
    """The four facts, each in one fixed sentence."""
    names = ", ".join(condition.columns) or "none declared"
    claims = "; ".join(
        f"{each.id} ({each.severity.value}, since {_clock(each.at)})" for each in incident.open_claims
    )
    still = "still in" if condition.present else "no longer in"
    live = "It is LIVE." if condition.live else "It is not live."
    return (
        f"Content class: direct identifiers ({names}).",
        f"The dataset is {still} what is published.",
        live,
        f"Open claims: {claims or 'none'}.",
    )


def check_whole(text: str, made: Brief) -> None:
    """Raise if a text to be sent leaves out a material fact, or says it otherwise."""
    missing = [each for each in made.material if each not in text]
    if missing:
        raise Refused(f"this brief leaves out what must be said: {' '.join(missing)}")


def _clock(at: datetime) -> str:
    """A time that nobody takes for another clock's."""
    return f"{at:%H:%M:%S %Z}".strip()


def _present(incident: Incident, condition: Condition) -> str:
    matching = max((each.matching for each in incident.claims), default=0)
    found = [probe for each in incident.claims for probe in each.found_probes]
    if found:
        return f"Yes. A probe from outside found records ({found[-1].id})."
    if any(each.severity is Severity.CONFIRMED_LIKELY for each in incident.claims):
        return f"Probably yes: {matching} of the values that the stranger quoted stand in one record of ours."
    if matching:
        return f"Possibly: {matching} quoted values match our records."
    held = "Confidential columns are in the dataset. " if condition.present and condition.columns else ""
    return f"{held}Not yet known; nobody has shown that it is not."


def _reachable(incident: Incident, condition: Condition) -> str:
    if not condition.live:
        return "No: it is down."
    counting = [timers.down_at(each) for each in incident.open_claims if timers.is_counting(each)]
    last = f" Down by itself at {_clock(min(counting))} unless it is shown to be safe." if counting else ""
    return f"Yes, it is live.{last}"


def _whose(condition: Condition) -> str:
    of = ", ".join(condition.collections) or "not known yet"
    count = f", {condition.records:,} records" if condition.records else ""
    return f"Collections: {of}{count}."


def _told(incident: Incident) -> str:
    lines = [each.line() for each in assurances(incident.happened)]
    return " ".join(lines) if lines else "Nobody assured anything."


def _decide(incident: Incident, condition: Condition) -> str:
    if condition.live:
        return "Nothing is needed to take it down: any officer on call may, now."
    down = only(incident.happened, Act.TAKE_DOWN)
    who = " It was taken down." if down else ""
    return f"Nothing now.{who} To put it back takes a new build, the whole gate and two officers, none of them the author."


def unverified(incident: Incident) -> Sequence[str]:
    """The assurances on which nothing may be built."""
    return [each.id for each in assurances(incident.happened) if each.status.value == "UNVERIFIED"]
