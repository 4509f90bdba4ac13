"""The published facts of June 2022 as events of an incident: each with its source, what somebody learnt, what was left out.

``when`` is as exact as the source; times are Pacific. Roles stand for people, as in the published report.
"""

from dataclasses import dataclass

ANALYST, DIRECTOR, CHIEF, DEPUTY = "Data Analyst 1", "Research Center Director", "CJIS Chief", "Chief Deputy"
IN_IT = "confidential data is in the dataset"
REACHABLE = "the records can be reached"
REPORT, PRESS, FIRST = "independent report, November 2022", "press", "first public statement, June 29, 2022"


@dataclass(frozen=True)
class Told:
    """One event; ``by_whom`` learnt the facts of ``learnt``, ``to`` was told ``facts`` but not ``left_out``."""

    when: str
    event: str
    source: str = REPORT
    learnt: tuple[str, ...] = ()
    by_whom: tuple[str, ...] = ()
    teller: str = ""
    to: str = ""
    facts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    topic: str = ""
    value: str = ""
    used: bool = False

    def detail(self) -> dict[str, str | bool | list[str]]:
        """As it is logged."""
        return {
            "when": self.when, "event": self.event, "source": self.source, "learnt": list(self.learnt),
            "by_whom": list(self.by_whom), "from": self.teller, "to": self.to, "facts": list(self.facts),
            "left_out": list(self.left_out), "topic": self.topic, "value": self.value, "used": self.used,
        }  # fmt: skip


EVENTS = (
    Told("2022, months before the launch", "An analyst joined several sources into one dataset that held confidential columns no chart "
         "needed.", learnt=(IN_IT,), by_whom=(ANALYST,)),
    Told("June 27, 2022, shortly after noon", "The dashboard was published."),
    Told("June 27, 2022, evening", "A private message with pictures reached the Attorney General; staff first took it for a hoax."),
    Told("June 27, 2022, evening", "The analyst demonstrated the display and assured the director that only totals could be reached; nobody "
         "tried the download.", teller=ANALYST, to=DIRECTOR),
    Told("June 27, 2022, evening", "The director learnt that confidential permit data was in the dataset and asked for a new one.",
         learnt=(IN_IT,), by_whom=(DIRECTOR,)),
    Told("June 27, 2022, evening", "The director told the chief that the data was in the dataset but could not be reached.",
         teller=DIRECTOR, to=CHIEF, facts=(IN_IT,)),
    Told("June 27, 2022, evening", "The chief told the deputy that nothing could be reached, and did not say that the data was in the "
         "dataset and still there.", teller=CHIEF, to=DEPUTY, left_out=(IN_IT,)),
    Told("June 27, 2022, evening", "The server went down under downloads; another team took it for a lack of storage."),
    Told("June 27, 2022, late evening", "The chief alone decided to go live again with the same dataset; a new one was to wait."),
    Told("June 27, 2022, about 9:30 p.m.", "The dashboard was back with the same dataset; most downloads followed."),
    Told("June 28, 2022, early morning", "A new dataset was uploaded: the permit columns were gone; those of FSC, DROS and AWR were not."),
    Told("June 28, 2022, morning", "After more reports a way to reach the dataset was found.", learnt=(REACHABLE,),
         by_whom=(ANALYST, DIRECTOR)),
    Told("June 28, 2022, morning", "The chief and the deputy were told.", teller=DIRECTOR, to=CHIEF, facts=(REACHABLE,)),
    Told("June 28, 2022, before noon", "The deputy learnt that the records were there and could be reached.", teller=CHIEF, to=DEPUTY,
         facts=(IN_IT, REACHABLE)),
    Told("June 28, 2022, shortly before noon", "The dashboard was taken down, and later the whole website."),
    Told("November 30, 2022", "2,734 downloads, in full or in part, by 507 addresses, over about 12 hours.", topic="downloads",
         value="2,734 downloads", used=True),
    Told("July 2022", "More than 2,800 downloads were reported.", PRESS, topic="downloads", value="more than 2,800"),
    Told("November 30, 2022", "Records of 2012 to 2021.", topic="years", value="2012 to 2021", used=True),
    Told("June 29, 2022", "Records of 2011 to 2021.", FIRST, topic="years", value="2011 to 2021"),
    Told("November 30, 2022", "About 192,000 people.", topic="people", value="about 192,000 people", used=True),
    Told("July 20, 2022", "More than 240,000 applicants: these are rows.", PRESS, topic="people", value="more than 240,000"),
)  # fmt: skip
