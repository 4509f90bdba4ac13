"""What is known of an incident, as far as duties hang on it: one TOML file, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from clerestory.errors import InputError
from clerestory.project.decode import decode
from clerestory.project.document import Document, open_document
from clerestory.project.problem import Problem

MANY = 500


@dataclass(frozen=True)
class Publisher:
    """Who published."""

    state_agency: Annotated[bool, "an agency of the State of California"] = False
    local_agency: Annotated[bool, "a local agency in California"] = False
    covered_entity: Annotated[bool, "a covered entity under HIPAA"] = False

    @property
    def agency(self) -> bool:
        """'Agency' includes a local agency (Civ. 1798.29(k))."""
        return self.state_agency or self.local_agency


@dataclass(frozen=True)
class Affected:
    """How many people, by what decides over duties; a person may count in several."""

    californians: int = 0
    eu_residents: int = 0
    patients: int = 0
    patients_of_one_state: Annotated[int, "the most that live in one state"] = 0
    unreachable: Annotated[int, "people whom no letter can reach"] = 0


@dataclass(frozen=True)
class Verdicts:
    """What was found about the exposed columns; each verdict is somebody's decision."""

    statutory_trigger: Annotated[bool, "Civ. 1798.29(g): personal information, unencrypted, acquired"] = False
    unsecured_phi: Annotated[bool, "unsecured protected health information"] = False
    risk: Annotated[bool, "GDPR 33: not unlikely to result in a risk"] = True
    high_risk: Annotated[bool, "GDPR 34"] = True


@dataclass(frozen=True)
class Situation:
    """Publisher, people, verdicts, times, and what was done already."""

    discovered_at: datetime
    publisher: Publisher
    affected: Affected
    verdicts: Verdicts = Verdicts()
    aware_at: Annotated[datetime | str, "GDPR: reasonable certainty; else when it was discovered"] = ""
    determined_at: Annotated[
        datetime | str, "when it was decided that notice is owed; else when discovered"
    ] = ""
    law_enforcement_delay_until: Annotated[datetime | str, "notice would impede an investigation until"] = ""
    time_zone: str = "America/Los_Angeles"
    done: Annotated[Mapping[str, datetime], "duty = when it was done; the proof is kept elsewhere"] = field(
        default_factory=dict
    )

    def triggers(self) -> frozenset[str]:
        """The names of everything that holds, as the duties' ``when`` names them."""
        who, people, found = self.publisher, self.affected, self.verdicts
        holds = {
            "state_agency": who.state_agency,
            "agency": who.agency,
            "covered_entity": who.covered_entity,
            "californians": people.californians > 0,
            "over_500_californians": people.californians > MANY,
            "unreachable": people.unreachable > 0,
            "eu_residents": people.eu_residents > 0,
            "patients": people.patients > 0,
            "over_500_patients_of_a_state": people.patients_of_one_state > MANY,
            "patients_500_or_more": people.patients >= MANY,
            "patients_fewer_than_500": 0 < people.patients < MANY,
            "statutory_trigger": found.statutory_trigger,
            "unsecured_phi": found.unsecured_phi,
            "risk": found.risk,
            "high_risk": found.high_risk,
        }
        return frozenset(name for name, holding in holds.items() if holding)

    def moment(self, name: str) -> datetime | None:
        """A time that clocks start from; awareness and determination are no later than told, else discovery."""
        zone = ZoneInfo(self.time_zone)
        if name == "end_of_year_of_discovery":
            year = self.discovered_at.astimezone(zone).year
            return datetime(year + 1, 1, 1, tzinfo=zone) - timedelta(microseconds=1)
        told = self.done.get("ca_calcsirs") if name == "reported_at" else getattr(self, name)
        if isinstance(told, datetime):
            return told.astimezone(zone)
        return None if name == "law_enforcement_delay_until" else self.discovered_at.astimezone(zone)


TRIGGERS = frozenset(
    [
        "state_agency",
        "agency",
        "covered_entity",
        "californians",
        "over_500_californians",
        "unreachable",
        "eu_residents",
        "patients",
        "over_500_patients_of_a_state",
        "patients_500_or_more",
        "patients_fewer_than_500",
        "statutory_trigger",
        "unsecured_phi",
        "risk",
        "high_risk",
    ]
)


def read(file: Path, duties: frozenset[str]) -> Situation:
    """The situation in a file; ``InputError`` names every line that is wrong."""
    problems: list[Problem] = []
    document = open_document(file.parent, file.name, problems)
    made = decode(Situation, document) if document else None
    if made and document:
        _check(made, document, duties)
    if document:
        problems += document.problems
    if problems or made is None:
        raise InputError("; ".join(f"{file.parent}/{problem}" for problem in sorted(set(problems))))
    return made


def _check(made: Situation, document: Document, duties: frozenset[str]) -> None:
    for name in ("discovered_at", "aware_at", "determined_at", "law_enforcement_delay_until"):
        told = getattr(made, name)
        if told != "" and (not isinstance(told, datetime) or told.tzinfo is None):
            document.problem(
                (name,), f"{name!r} is no time with an offset", "write 2022-06-27T12:00:00-07:00"
            )
    for name, when in made.done.items():
        if name not in duties:
            document.problem(
                ("done", name), f"there is no duty {name!r}", f"use one of: {', '.join(sorted(duties))}"
            )
        elif when.tzinfo is None:
            document.problem(
                ("done", name), f"{name!r} is no time with an offset", "write 2022-06-27T12:00:00-07:00"
            )
    try:
        ZoneInfo(made.time_zone)
    except (KeyError, ValueError):
        document.problem(("time_zone",), "no such time zone", "write America/Los_Angeles")
