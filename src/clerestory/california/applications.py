"""The columns of a carry-permit application."""

from collections.abc import Mapping

import numpy as np

from clerestory.california.arrests import agency, ori
from clerestory.california.ccw import Applications
from clerestory.california.ccw_shape import AGE_EDGES, AGE_GROUPS, OUTCOMES, PERMIT_TYPES
from clerestory.california.collection import Collection
from clerestory.california.dates import some, within
from clerestory.california.draw import Flags, Generator, Ints
from clerestory.california.people import People, address, age_on, cii, identity, workplace
from clerestory.california.races import race, race_group
from clerestory.california.rows import generator_of
from clerestory.california.sales import models, occupations, place_and_time
from clerestory.california.sales_shape import MANUFACTURERS
from clerestory.california.text import Column, blank, days, lettered, numbered, words
from clerestory.california.weapons import body

COLUMNS = (
    "application_number", "permit_number", "last_name", "first_name", "birth_date", "gender", "race",
    "race_group", "street_address", "city", "zip", "county", "drivers_license", "cii_number", "occupation",
    "business_address", "height_inches", "weight_pounds", "eye_color", "hair_color", "agency", "ori",
    "local_agency_number", "application_kind", "permit_type", "restrictions", "status", "status_group",
    "denial_reason", "application_date", "issue_date", "expiration_date", "weapon_make", "weapon_model",
    "weapon_caliber", "weapon_serial", "region", "year", "age", "age_group",
)  # fmt: skip
STATUSES = (
    "Submitted", "BackgroundInProgress", "ContingentlyApproved", "Approved", "PermitDelivered", "Suspended",
    "Revoked", "Canceled", "Denied", "Withdrawn",
)  # fmt: skip
ISSUED_STATUS = (3, 4, 5, 6)
OPEN_STATUS = (0, 1, 2, 7, 8, 9)
RESTRICTIONS = ("None", "Only on the way to and at work", "Not where alcohol is served")
REASONS = ("Good cause", "Residence", "Background", "Incomplete")
VALID_YEARS = np.array([2, 4, 3, 0, 4])  # by permit type; an employment permit is valid for 90 days
NINETY = 90


def collection(people: People, made: Applications, seed: int) -> Collection:
    """All applications."""

    def part(start: int, end: int) -> Mapping[str, Column]:
        at = slice(start, end)
        rows = Applications(
            made.county[at], made.year[at], made.issued[at], made.who[at], made.permit_type[at]
        )
        return _part(generator_of(seed, 1, start), people, rows, start)

    return Collection("ccw", len(made.who), COLUMNS, part)


def _part(generator: Generator, people: People, rows: Applications, start: int) -> dict[str, Column]:
    day = within(generator, rows.year)
    who, size = rows.who, len(rows.who)
    numbers = np.arange(start, start + size)
    permit = lettered(26**2 * 10**6 + numbers * 19 % (26**2 * 10**6), 3, 6)
    return {
        "application_number": numbered("CCW", numbers * 3 + 40_000_007, 9),
        "permit_number": blank(permit, ~rows.issued),
        **identity(people, who),
        "race": race(people, who),
        "race_group": race_group(people, who),
        **address(people, who),
        "cii_number": cii(who),
        "occupation": words((who * 7) % len(occupations()), occupations()),
        **body(people, who),
        **workplace(who),
        "agency": agency(people, who, rows.county),
        "ori": ori(people, who, rows.county),
        "local_agency_number": numbered("L", numbers * 5 + 300_007, 7),
        "application_kind": words(_kind(who, start), ("New", "Subsequent")),
        "permit_type": words(rows.permit_type, PERMIT_TYPES),
        **_outcome(generator, rows.issued),
        **_dates(generator, day, rows.issued, rows.permit_type),
        **_weapon(generator, size),
        **place_and_time(rows.county, rows.year, age_on(people, who, day), AGE_EDGES, AGE_GROUPS),
        "restrictions": words(some(generator, (0.8, 0.13, 0.07), size), RESTRICTIONS),
    }


def _kind(who: Ints, start: int) -> Flags:
    """A person's first row among these is new; rows are in the order of years."""
    _, first = np.unique(who, return_index=True)
    subsequent = np.ones(len(who), dtype=np.bool_)
    subsequent[first] = False
    return subsequent


def _outcome(generator: Generator, issued: Flags) -> dict[str, Column]:
    size = len(issued)
    granted = np.array(ISSUED_STATUS)[some(generator, (0.04, 0.92, 0.02, 0.02), size)]
    refused = np.array(OPEN_STATUS)[some(generator, (0.05, 0.07, 0.03, 0.15, 0.45, 0.25), size)]
    status = np.where(issued, granted, refused)
    reason = words(some(generator, (0.5, 0.1, 0.25, 0.15), size), REASONS)
    return {
        "status": words(status, STATUSES),
        "status_group": words(~issued, OUTCOMES),
        "denial_reason": blank(reason, status != STATUSES.index("Denied")),
    }


def _dates(generator: Generator, day: Ints, issued: Flags, permit_type: Ints) -> dict[str, Column]:
    issue = day + generator.integers(30, 120, len(day))
    valid = np.where(VALID_YEARS[permit_type] > 0, VALID_YEARS[permit_type] * 365, NINETY)
    return {
        "application_date": days(day),
        "issue_date": days(issue, missing=~issued),
        "expiration_date": days(issue + valid, missing=~issued),
    }


def _weapon(generator: Generator, size: int) -> dict[str, Column]:
    maker = generator.integers(0, len(MANUFACTURERS), size)
    return {
        "weapon_make": words(maker, MANUFACTURERS),
        "weapon_model": words(maker * 8 + generator.integers(0, 8, size), models()),
        "weapon_caliber": words(some(generator, (0.6, 0.2, 0.1, 0.1), size), ("9 mm", ".45", ".380", ".38")),
        "weapon_serial": lettered(generator.integers(0, 26**3 * 10**6, size), 3, 6),
    }
