"""Check letters clause by clause on what came out of the printer's file: pure rules.

A rule takes a produced letter and says whether the clause is kept. The clauses with their citations
are data (``clauses.toml``); every clause has a rule and every rule a clause. Item F is asked of
every letter, also where the statute asks it only of some: its absence is never an oversight.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from clerestory.governance.notices.produced import Passage, Produced, ProducedLetter
from clerestory.governance.notices.reading import Reading, reading
from clerestory.governance.notices.statute import HEADINGS, LEAST_POINTS, TITLE
from clerestory.governance.notices.wording import bureaux, months, words

TELEPHONE = re.compile(r"\b1-8(?:00|33|44|55|66|77|88)-\d{3}-\d{4}\b")
POSTCODE = re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b")
FEWEST_WORDS = 25  # of a general description


@dataclass(frozen=True)
class Fault:
    """A clause that a letter does not keep; the letter is told by its first page."""

    page: int
    rule: str
    clause: str
    missing: str

    def __str__(self) -> str:
        return f"page {self.page}: {self.missing} ({self.clause})"


@dataclass(frozen=True)
class Checked:
    """What the check of a PDF found."""

    letters: int
    pages: int
    least_points: float
    language: str
    faults: tuple[Fault, ...]
    reading: Reading | None

    def as_json(self) -> dict[str, Any]:
        """For programs; no text of any letter."""
        return {
            "letters": self.letters,
            "pages": self.pages,
            "least_points": round(self.least_points, 2),
            "language": self.language,
            "clauses": sorted(clauses()),
            "faults": [vars(fault) for fault in self.faults],
            "reading": vars(self.reading) if self.reading else None,
        }


@cache
def clauses() -> Mapping[str, Mapping[str, str]]:
    """Rule -> its clause and what is missing when it is not kept."""
    return tomllib.loads((files(__package__) / "clauses.toml").read_text("utf-8"))


def check(produced: Produced) -> Checked:
    """Every letter of a PDF against every clause."""
    letters = produced.letters
    faults = [fault for letter in letters for fault in _faults(produced, letter)]
    told = produced.language.partition("-")[0].lower()
    return Checked(
        letters=len(letters),
        pages=sum(letter.pages for letter in letters),
        least_points=min((letter.least_points for letter in letters), default=0.0),
        language=told,
        faults=tuple(faults),
        reading=reading(_prose(letters[0]), told) if letters else None,
    )


def _faults(produced: Produced, letter: ProducedLetter) -> list[Fault]:
    said = clauses()
    return [
        Fault(letter.first_page, name, said[name]["clause"], said[name]["missing"])
        for name, keeps in RULES.items()
        if not keeps(produced, letter)
    ]


def sections(letter: ProducedLetter) -> dict[str, list[Passage]]:
    """What stands below each second-level heading, by the heading's words."""
    found: dict[str, list[Passage]] = {}
    below: list[Passage] = []
    for each in letter.passages:
        if each.role == "H2":
            below = found.setdefault(each.text.partition(" · ")[0], [])
        elif each.role != "H1":
            below.append(each)
    return found


def _under(letter: ProducedLetter, heading: str) -> str:
    return " ".join(each.text for each in sections(letter).get(heading, ()))


def _text(letter: ProducedLetter) -> str:
    return " ".join(each.text for each in letter.passages)


def _prose(letter: ProducedLetter) -> list[str]:
    """The sentences that a reader must understand: what stands below the headings, but addresses."""
    return [
        each.text.lstrip("• ")
        for below in sections(letter).values()
        for each in below
        if not (each.role == "P" and POSTCODE.search(each.text) and len(each.text) < 100)
    ]


def _has_title(_: Produced, letter: ProducedLetter) -> bool:
    titles = [each.text for each in letter.passages if each.role == "H1"]
    return len(titles) == 1 and titles[0].startswith(TITLE)


def _has_headings(_: Produced, letter: ProducedLetter) -> bool:
    told = [each.text.partition(" · ")[0] for each in letter.passages if each.role == "H2"]
    return tuple(told) == HEADINGS and all(_under(letter, heading).strip() for heading in HEADINGS)


def _is_large_enough(_: Produced, letter: ProducedLetter) -> bool:
    return LEAST_POINTS - 0.005 <= letter.least_points < float("inf")


def _names_agency(_: Produced, letter: ProducedLetter) -> bool:
    """The sender at the top, before the title: a block with a post address; a telephone beside it."""
    top = _before_title(letter)
    return any(POSTCODE.search(each.text) for each in top[:1]) and any(
        TELEPHONE.search(each.text) for each in top
    )


def _before_title(letter: ProducedLetter) -> list[Passage]:
    place = next((n for n, each in enumerate(letter.passages) if each.role == "H1"), len(letter.passages))
    return list(letter.passages[:place])


def _lists_information(_: Produced, letter: ProducedLetter) -> bool:
    listed = [each for each in sections(letter).get(HEADINGS[1], ()) if each.role == "LI"]
    return any(each.text.strip("• ") for each in listed)


def _dates_breach(produced: Produced, letter: ProducedLetter) -> bool:
    said = _words(produced)
    pattern = "|".join(_pattern(said[name], _day(produced)) for name in ("on", "between"))
    return re.search(pattern, _under(letter, HEADINGS[0])) is not None


def _dates_notice(produced: Produced, letter: ProducedLetter) -> bool:
    return re.search(_pattern(_words(produced)["dated"], _day(produced)), _text(letter)) is not None


def _tells_of_delay(produced: Produced, letter: ProducedLetter) -> bool:
    said = _words(produced)
    return any(said[name] in _under(letter, HEADINGS[0]) for name in ("delayed", "not_delayed"))


def _describes_incident(produced: Produced, letter: ProducedLetter) -> bool:
    """Words under 'What Happened' beside the date and the statement on delay, which other rules ask for."""
    said = _words(produced)
    rest = _under(letter, HEADINGS[0])
    for name in ("on", "between", "delayed", "not_delayed"):
        rest = re.sub(_pattern(said[name], _day(produced)), "", rest)
    return len(rest.split()) >= FEWEST_WORDS


def _names_bureaux(_: Produced, letter: ProducedLetter) -> bool:
    text = _text(letter)
    return all(
        part in text for bureau in bureaux() for part in (bureau.name, *bureau.address, bureau.telephone)
    )


def _offers_protection(produced: Produced, letter: ProducedLetter) -> bool:
    code = _words(produced)["code"].replace("*", "").partition("{")[0].strip()
    under = _under(letter, HEADINGS[2])
    return re.search(rf"{re.escape(code)} ?\S{{4,}}", under) is not None and (
        re.search(_day(produced), under) is not None
    )


def _tells_where_to_ask(_: Produced, letter: ProducedLetter) -> bool:
    return TELEPHONE.search(_under(letter, HEADINGS[4])) is not None


def _is_tagged(produced: Produced, letter: ProducedLetter) -> bool:
    return produced.tagged and produced.claims_ua and bool(letter.passages)


def _tells_language(produced: Produced, _: ProducedLetter) -> bool:
    return produced.language.partition("-")[0].lower() in ("en", "es") and bool(produced.title.strip())


def _words(produced: Produced) -> Mapping[str, Any]:
    return words("es" if produced.language.lower().startswith("es") else "en")


def _day(produced: Produced) -> str:
    """A pattern of a date in words."""
    if produced.language.lower().startswith("es"):
        return rf"\d{{1,2}} de (?:{'|'.join(months('es'))}) de \d{{4}}"
    return rf"(?:{'|'.join(months('en'))}) \d{{1,2}}, \d{{4}}"


def _pattern(sentence: str, day: str) -> str:
    """A sentence with {braces} as a pattern: each brace a date."""
    return re.sub(r"\\\{\w+\\\}", lambda _: day, re.escape(sentence.replace("*", "")))


RULES: Mapping[str, Callable[[Produced, ProducedLetter], bool]] = {
    "title": _has_title,
    "headings": _has_headings,
    "type_size": _is_large_enough,
    "agency": _names_agency,
    "information": _lists_information,
    "date_of_breach": _dates_breach,
    "date_of_notice": _dates_notice,
    "delay": _tells_of_delay,
    "incident": _describes_incident,
    "bureaux": _names_bureaux,
    "code": _offers_protection,
    "more": _tells_where_to_ask,
    "tagged": _is_tagged,
    "language": _tells_language,
}
