"""Three verdicts on the columns that were exposed, kept apart.

 * ``statutory``: California Civil Code 1798.29(g): a name with an element (1), or a user name with its password (2).
 * ``direct_identifier``: any one column that leads to one person, also without a name: a driver's licence number does.
 * ``voluntary``: the law does not ask for a notice, but somebody can be found: by a direct identifier, or because
   what is left is unique (see ``linkage``). Whether to write is for a person to decide and to record.

What a column is comes from the declaration, or from its name where that is plain; a column that is neither is
named, never passed over. The law changes: who relies on this reads it again first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from clerestory.errors import InputError


class Element(Enum):
    """What a column holds, as the law and the search for people see it."""

    SURNAME = "surname"
    GIVEN = "given name or initial"
    NAME = "whole name"
    BIRTH_DATE = "birth date"
    ADDRESS = "address"
    SOCIAL_SECURITY = "social security number"
    DRIVERS_LICENCE = "driver's licence number"
    STATE_ID = "california identification number"
    TAX_ID = "tax identification number"
    PASSPORT = "passport number"
    MILITARY_ID = "military identification number"
    GOVERNMENT_NUMBER = "other unique number on a government document"
    ACCOUNT = "account number with its code"
    MEDICAL = "medical information"
    HEALTH_INSURANCE = "health insurance information"
    BIOMETRIC = "biometric data"
    PLATE_READER = "licence plate reader data"
    GENETIC = "genetic data"
    USER_NAME = "user name or e-mail"
    PASSWORD = "password or security answer"  # noqa: S105  (a word of the law)
    PERSON_NUMBER = "number that names one person"
    RECORD_NUMBER = "number of a record or weapon"
    PLAIN = "plain"


STATUTORY = frozenset({
    Element.SOCIAL_SECURITY, Element.DRIVERS_LICENCE, Element.STATE_ID, Element.TAX_ID, Element.PASSPORT,
    Element.MILITARY_ID, Element.GOVERNMENT_NUMBER, Element.ACCOUNT, Element.MEDICAL, Element.HEALTH_INSURANCE,
    Element.BIOMETRIC, Element.PLATE_READER, Element.GENETIC,
})  # fmt: skip
DIRECT = frozenset({
    Element.NAME, Element.SOCIAL_SECURITY, Element.DRIVERS_LICENCE, Element.STATE_ID, Element.TAX_ID, Element.PASSPORT,
    Element.MILITARY_ID, Element.GOVERNMENT_NUMBER, Element.ACCOUNT, Element.BIOMETRIC, Element.USER_NAME, Element.PERSON_NUMBER,
})  # fmt: skip
# Column names that say by themselves what they hold.
KNOWN = {
    "last_name": Element.SURNAME, "surname": Element.SURNAME, "first_name": Element.GIVEN,
    "given_name": Element.GIVEN, "name": Element.NAME, "full_name": Element.NAME,
    "birth_date": Element.BIRTH_DATE, "date_of_birth": Element.BIRTH_DATE, "dob": Element.BIRTH_DATE,
    "street_address": Element.ADDRESS, "address": Element.ADDRESS,
    "ssn": Element.SOCIAL_SECURITY, "social_security_number": Element.SOCIAL_SECURITY,
    "drivers_license": Element.DRIVERS_LICENCE, "drivers_licence": Element.DRIVERS_LICENCE,
    "driver_license_number": Element.DRIVERS_LICENCE, "cdl": Element.DRIVERS_LICENCE,
    "passport_number": Element.PASSPORT, "email": Element.USER_NAME, "password": Element.PASSWORD,
    # Counsel may say that a permit does not commonly prove who somebody is; until then it counts.
    "permit_number": Element.GOVERNMENT_NUMBER, "cii_number": Element.PERSON_NUMBER,
    "gender": Element.PLAIN, "sex": Element.PLAIN, "race": Element.PLAIN, "county": Element.PLAIN,
    "status": Element.PLAIN, "year": Element.PLAIN,
}  # fmt: skip


@dataclass(frozen=True)
class Verdicts:
    """What three different questions are answered with; none follows from another."""

    statutory: bool
    direct_identifier: bool
    identifies: bool  # a person can be named from the columns alone
    voluntary: bool
    reasons: tuple[str, ...]
    unclassified: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Names of columns and words of the law; no value."""
        return {
            "statutory": self.statutory,
            "direct_identifier": self.direct_identifier,
            "identifies": self.identifies,
            "voluntary": self.voluntary,
            "reasons": list(self.reasons),
            "unclassified": list(self.unclassified),
        }


def elements(columns: Iterable[str], declared: Mapping[str, str] | None = None) -> dict[str, Element | None]:
    """What each column holds: as declared, else by its name; ``None`` where neither says."""
    declared = declared or {}
    return {
        name: _element(name, declared[name]) if name in declared else KNOWN.get(name.lower())
        for name in columns
    }


def _element(name: str, word: str) -> Element:
    try:
        return Element(word)
    except ValueError:
        known = ", ".join(element.value for element in Element)
        raise InputError(f"column {name}: '{word}' is no element; known are {known}") from None


def verdicts(columns: Mapping[str, Element | None], *, unique_share: float = 0.0) -> Verdicts:
    """The verdicts on a set of columns; ``unique_share``: of the people who are alone with what the rest says."""
    has = {element for element in columns.values() if element is not None}
    named = Element.NAME in has or {Element.SURNAME, Element.GIVEN} <= has
    with_name = sorted(element.value for element in has & STATUTORY) if named else []
    login = {Element.USER_NAME, Element.PASSWORD} <= has
    direct = sorted(element.value for element in has & DIRECT)
    reasons = [f"1798.29(g)(1): a name with {', '.join(with_name)}"] if with_name else []
    reasons += ["1798.29(g)(2): a user name with its password"] if login else []
    if not reasons:
        reasons.append(
            "1798.29(g): no name with an element" if not named else "1798.29(g): a name, but no element"
        )
    reasons += [f"direct identifier: {', '.join(direct)}"] if direct else []
    reasons += ["the name says who it is"] if named else []
    reasons += (
        [f"unique: {unique_share:.1%} are alone with what the other columns say"] if unique_share else []
    )
    statutory, found = bool(with_name) or login, bool(direct) or named
    return Verdicts(
        statutory=statutory,
        direct_identifier=found,
        identifies=named,
        voluntary=not statutory and (found or unique_share > 0),
        reasons=tuple(reasons),
        unclassified=tuple(sorted(name for name, element in columns.items() if element is None)),
    )
