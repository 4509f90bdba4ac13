"""What a column can do to a person, judged by its name and by how unique its values are."""

import re
from dataclasses import dataclass

from clerestory.project.proposal.profile import ColumnProfile
from clerestory.vocabulary.status import ColumnClass, Identifies


@dataclass(frozen=True)
class Proposed:
    """A class for a column, and why."""

    column_class: ColumnClass
    because: str
    identifies: Identifies | None = None


def _words(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|_)(?:{'|'.join(names)})(?:_|$)")


_DIRECT: tuple[tuple[re.Pattern[str], Identifies], ...] = (
    (_words("last_?name", "surname", "family_?name", "lname"), Identifies.SURNAME),
    (_words("first_?name", "given_?names?", "middle_?name", "forename", "fname"), Identifies.GIVEN),
    (_words("dob", "birth_?date", "date_of_birth", "birthday", "born"), Identifies.DATE),
    (_words("address", "street", "street_address"), Identifies.ADDRESS),
    (_words("zip", "zip_?code", "post_?code", "postal_?code"), Identifies.POSTCODE),
    (_words("name", "full_?name", "person", "patient", "defendant", "applicant", "respondent"), Identifies.PERSON),
    (
        _words(
            "ssn", "license", "licence", "passport", "permit_number", "case_number", "account", "phone",
            "telephone", "mobile", "e_?mail", "mrn", "nhs", "cii", "sid", "serial", "plate", "ip", "uuid", "guid",
        ),
        Identifies.STRONG,
    ),
)  # fmt: skip
AGE = _words("age", "ages", "age_years", "age_at")
SEX = _words("sex", "gender")
RACE = _words("race", "ethnicity", "ethnic", "colou?r")
PLACE = _words(
    "county", "region", "state", "district", "city", "town", "borough", "province", "country", "area"
)
YEAR = _words("year")
_SENSITIVE = _words(
    "status", "outcome", "result", "released?", "denied", "approved", "convicted", "verdict", "sentence", "charge",
    "offen[cs]e", "crime", "arrests?", "checks?", "diagnosis", "disease", "condition", "drugs?", "hiv", "income",
    "salary", "wage", "debt", "religion", "party", "union", "score", "grade", "violence", "victim", "reason",
)  # fmt: skip
_STRONG_DIGITS = 100_000  # a number below is too common to be searched for


def propose_class(column: ColumnProfile) -> Proposed:
    """The most careful class that the column's name or its values suggest."""
    for pattern, identifies in _DIRECT:
        if pattern.search(column.name) and _can_be(column, identifies):
            return Proposed(ColumnClass.DIRECT_IDENTIFIER, "its name says that it names a person", identifies)
    if column.nearly_unique and column.type == "text":
        because = "nearly every record has a value of its own"
        return Proposed(ColumnClass.DIRECT_IDENTIFIER, because, Identifies.STRONG)
    if column.nearly_unique and column.type == "integer" and (column.lowest or 0) >= _STRONG_DIGITS:
        because = "nearly every record has a number of its own"
        return Proposed(ColumnClass.DIRECT_IDENTIFIER, because, Identifies.STRONG)
    if _SENSITIVE.search(column.name):
        return Proposed(ColumnClass.SENSITIVE, "its name says what befell a person")
    if YEAR.search(column.name) or column.name == "month":
        return Proposed(ColumnClass.PLAIN, "it dates the record")
    return Proposed(ColumnClass.QUASI_IDENTIFIER, "people who know somebody may know it")


def _can_be(column: ColumnProfile, identifies: Identifies) -> bool:
    """Whether the values fit: a flag called `license` or `native_born` (yes, no) names nobody."""
    if identifies is Identifies.DATE and column.type in ("date", "timestamp"):
        return True
    return column.type in ("text", "integer") and (column.distinct > 40 or column.nearly_unique)
