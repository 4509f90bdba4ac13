"""The published facts of June 27 and 28, 2022, that the drill replays, and what each step has to meet.

Times are Pacific, as the sources give them; "evening" is taken as 17:31, the outage as two minutes later.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

LIVE = datetime(2022, 6, 27, 12, 4, tzinfo=UTC)  # shortly after noon
MESSAGE = datetime(2022, 6, 27, 17, 31, 4, tzinfo=UTC)
OUTAGE = datetime(2022, 6, 27, 17, 33, 2, tzinfo=UTC)
ASSURED = datetime(2022, 6, 27, 17, 35, 40, tzinfo=UTC)
RESTORED = datetime(2022, 6, 27, 21, 30, tzinfo=UTC)  # "late in the night"
REPLACED = datetime(2022, 6, 28, 6, 0, tzinfo=UTC)  # "early morning"
DOWN_IN_2022 = datetime(2022, 6, 28, 11, 50, tzinfo=UTC)  # shortly before noon
END = datetime(2022, 6, 28, 12, 0, tzinfo=UTC)


class Control(Enum):
    """A control that the drill can leave out: the drill then does that step as it was done in 2022."""

    INTAKE = "intake"
    DISMISSAL = "dismissal"
    CONFLICT = "conflict"
    TIMER = "timer"
    LINKING = "linking"
    CONSENT = "consent"
    BRIEF = "brief"
    GUARD = "guard"
    WHOLE = "whole"
    HOLD = "hold"

    @property
    def number(self) -> str:
        """The control of the requirements that it is."""
        return _NUMBERS[self]

    @property
    def words(self) -> str:
        """As people call it."""
        return _WORDS[self]


_NUMBERS = {
    Control.INTAKE: "R14", Control.DISMISSAL: "R15", Control.CONFLICT: "R16", Control.TIMER: "R17",
    Control.LINKING: "R21", Control.CONSENT: "R22", Control.BRIEF: "R24", Control.GUARD: "R25",
    Control.WHOLE: "R28", Control.HOLD: "R31",
}  # fmt: skip
_WORDS = {
    Control.INTAKE: "A message becomes a case",
    Control.DISMISSAL: "No dismissal without evidence",
    Control.CONFLICT: "Authors are witnesses",
    Control.TIMER: "Automatic takedown",
    Control.LINKING: "Linking message and outage",
    Control.CONSENT: "Changes need the incident lead",
    Control.BRIEF: "Briefs from state",
    Control.GUARD: "Restore guard",
    Control.WHOLE: "Whole-bundle check",
    Control.HOLD: "Legal hold",
}


def control(word: str) -> Control | None:
    """A control by its name or its number."""
    low = word.strip().lower()
    return next((each for each in Control if low in {each.value, each.number.lower()}), None)


class Step(Enum):
    """A milestone."""

    RECEIPT = "receipt"
    HOLD = "hold"
    LINK = "link"
    BRIEF = "brief"
    TAKEDOWN = "takedown"
    AFTER = "downloads after takedown"
    RESTORE = "restore"
    REPLACEMENT = "replacement"
    HARMLESS = "harmless pages"


@dataclass(frozen=True)
class Milestone:
    """One step: in words, in 2022, within what time (or how often) it must be."""

    step: Step
    words: str
    in_2022: str
    within: timedelta | None = None

    @property
    def limit(self) -> str:
        """The limit in words."""
        if self.within is not None:
            return f"{int(self.within.total_seconds() // 60)} min"
        return "0" if self.step in {Step.AFTER, Step.HARMLESS} else "Refused"


MILESTONES = (
    Milestone(Step.RECEIPT, "The message becomes a case", "No case; taken for a hoax", timedelta(minutes=1)),
    Milestone(Step.HOLD, "Evidence is kept", "Not reported", timedelta(minutes=1)),
    Milestone(
        Step.LINK, "Message and outage are linked", "Never; read as lack of storage", timedelta(minutes=5)
    ),
    Milestone(Step.BRIEF, "First brief, from state", "“Nothing can be reached”", timedelta(minutes=20)),
    Milestone(Step.TAKEDOWN, "Taken down", "About 18 h after the message", timedelta(minutes=15)),
    Milestone(Step.AFTER, "Downloads after that", "Most of 2,734"),
    Milestone(Step.RESTORE, "Same data put back", "At about 21:30, by one person"),
    Milestone(Step.REPLACEMENT, "Replacement that forgets FSC, DROS, AWR", "Went live in the morning"),
    Milestone(Step.HARMLESS, "Harmless pages taken along", "The whole site, for weeks"),
)


@dataclass(frozen=True)
class Beat:
    """A moment of the two days, and what the sources tell of it."""

    at: datetime
    in_2022: str


BEATS = (
    Beat(LIVE, "The dashboard goes live. The dataset under its charts holds the records, and a setting lets anybody take it."),
    Beat(MESSAGE - timedelta(minutes=9), "Strangers download. Nobody looks at what the server sends."),
    Beat(MESSAGE, "A private message with pictures reaches the Attorney General. Staff take it for a hoax; there is no case."),
    Beat(OUTAGE, "The server goes down under the downloads. Another team reads it as a lack of storage; it knows of no message."),
    Beat(ASSURED, "The author demonstrates the display and assures everybody. On the way up, that the data is there is left out."),
    Beat(MESSAGE + timedelta(minutes=14), "Nobody decides. What is asked is whether it is proved, not whether it is safe."),
    Beat(RESTORED, "One chief alone goes live again with the same dataset; mending it can wait. Most of 2,734 downloads follow."),
    Beat(RESTORED + timedelta(hours=4), "Whether the logs of the evening were kept is not reported."),
    Beat(REPLACED, "A new dataset without the permits’ columns. Those of FSC, DROS and AWR are forgotten."),
    Beat(DOWN_IN_2022, "Taken down; then the whole website for weeks, harmless data too."),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What one step came to: in seconds or in words, and whether its limit was met."""

    milestone: Milestone
    now: str
    seconds: float | None
    met: bool

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        within = self.milestone.within
        return {
            "milestone": self.milestone.step.value,
            "words": self.milestone.words,
            "in_2022": self.milestone.in_2022,
            "now": self.now,
            "seconds": self.seconds,
            "limit_seconds": within.total_seconds() if within else None,
            "met": self.met,
        }


@dataclass(frozen=True)
class Reach:
    """A time in which strangers could fetch records."""

    begins: datetime
    ends: datetime
    collections: tuple[str, ...]

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.ends - self.begins


@dataclass(frozen=True)
class Happened:
    """A line of the run: when, in words, and whether the machine did it."""

    at: datetime
    words: str
    by_machine: bool = False


@dataclass(frozen=True)
class Run:
    """One replay: what was left out, what each step came to, when records could be reached."""

    without: tuple[Control, ...]
    results: tuple[Result, ...]
    reach: tuple[Reach, ...]
    line: tuple[Happened, ...]
    losses: tuple[str, ...]
    refused_columns: tuple[str, ...]
    brief: str
    downloads: int  # that strangers made while the records could be reached

    @property
    def passed(self) -> bool:
        """Whether every limit was met."""
        return all(each.met for each in self.results)

    @property
    def reachable(self) -> timedelta:
        """For how long, all together."""
        return sum((each.length for each in self.reach), timedelta())

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "without": [each.value for each in self.without],
            "passed": self.passed,
            "milestones": [each.as_json() for each in self.results],
            "reachable_seconds": self.reachable.total_seconds(),
            "downloads": self.downloads,
            "losses": list(self.losses),
            "refused_columns": list(self.refused_columns),
        }
