"""A replay under way: its clock, what was left out, what each step came to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clerestory.acts.drill_stack import Clock, Stranger
from clerestory.acts.govern import Governed
from clerestory.governance.incidents.drill import scenario
from clerestory.governance.incidents.drill.scenario import (
    MILESTONES,
    Control,
    Happened,
    Reach,
    Result,
    Step,
)
from clerestory.governance.incidents.happening import Happening
from clerestory.governance.incidents.length import length_in_words
from clerestory.governance.store import happenings


@dataclass
class Stage:
    """A replay under way."""

    governed: Governed
    clock: Clock
    stranger: Stranger
    without: tuple[Control, ...]
    results: dict[Step, Result] = field(default_factory=dict)
    line: list[Happened] = field(default_factory=list)
    reach: list[Reach] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    opened: datetime | None = None
    claim: str = ""
    incident: str = ""
    claim_at: datetime | None = None
    downloads: int = 0
    brief: str = ""

    def has(self, control: Control) -> bool:
        """Whether this run does it as the software does."""
        return control not in self.without

    def tell(self, words: str, *, by_machine: bool = False) -> None:
        """A line of the run, at this moment."""
        self.line.append(Happened(self.clock.scenario(), words, by_machine))

    def within(self, step: Step, at: datetime | None) -> None:
        """A step that was measured from the message on; ``None``: it never happened."""
        milestone = next(each for each in MILESTONES if each.step is step)
        if at is None or milestone.within is None:
            self.results[step] = Result(milestone, "Never", None, met=False)
            return
        length = at - scenario.MESSAGE
        met = length < milestone.within
        self.results[step] = Result(
            milestone, length_in_words(length), round(length.total_seconds(), 3), met=met
        )

    def came_to(self, step: Step, words: str, *, met: bool) -> None:
        """A step that is counted or refused."""
        milestone = next(each for each in MILESTONES if each.step is step)
        self.results[step] = Result(milestone, words, None, met=met)

    def reachable_until(self, ends: datetime, collections: Sequence[str]) -> None:
        """Records could be fetched until now."""
        if self.opened is not None:
            self.reach.append(Reach(self.opened, ends, tuple(collections)))
            self.opened = None

    def happened(self) -> tuple[Happening, ...]:
        """What the log says of the incident so far."""
        with self.governed.desk.store.reading() as look:
            return happenings.of_incidents(look, self.incident)
