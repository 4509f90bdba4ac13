"""Compare made-up records with the figures that were published.

Every published figure that records of 2012 to 2021 can show is a ``Measure``: a query over the vault, the
published number, how far from it is fine. ``at_least`` figures are lower bounds ("more than 45,000").
Figures of the incident itself (downloads, addresses) are no records, and figures of years before 2012 lie
outside; they are not here.

Where figures contradict each other, one was taken:

* 70,593 permits valid in 2015 and 120,000 in 2019, against 240,000 applications in ten years. With permits
  of two years, 120,000 valid ones need some 60,000 a year. The number of rows and of persons is taken,
  because the investigation counted them; valid permits are met where one county's figure fits its ten
  years (Sacramento 2014, Orange 2019).
* Fresno's 17,500 valid permits of 2019, against more than 45,000 in ten years: two years would hold two
  fifths of ten. The ten years are taken.
* 1,168,806 firearms sold in 2020, against 686,435 handguns and 480,401 long guns, 1,970 fewer. The kinds are
  taken, so that they add up. March 2020 and the months of 2016 are met.
* 1,076 persons under orders from 2016 to 2019, against 85 orders in 2016 and 1,110 in 2019 alone. Both hold:
  a person has 1.6 orders. The years 2017 and 2018 are interpolated (104 and 424).
* Final orders by county are published for 2016 to 2023; records end in 2021. Taken as upper bounds at
  the most, and not checked.
* 8.7 million transactions, against the sums of the years: the years without a figure are what is left.
* 2,734 downloads or "more than 2,800", 240,000 rows or "more than": the investigation's figures.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from clerestory.california.orders import statewide
from clerestory.california.sales_shape import HANDGUNS, TRANSACTIONS
from clerestory.errors import VaultError

ISSUED = "from ccw where status_group = 'Issued'"
WITH_LICENCE = (
    "select count(distinct drivers_license) from (select drivers_license from fsc union all "
    "select drivers_license from dros union all select drivers_license from awr)"
)


@dataclass(frozen=True)
class Measure:
    """A published figure and the query that finds it."""

    name: str
    published: float
    query: str
    relative: float = 0.0  # tolerance as a share of the figure
    absolute: float = 1.0  # tolerance in records, for rounding at a scale
    at_least: bool = False
    scales: bool = True  # at a tenth a tenth is expected


@dataclass(frozen=True)
class Finding:
    """What a measure came to."""

    measure: str
    published: float  # brought to the scale
    found: float
    tolerance: float
    ok: bool


def _issued(county: str, years: str = "2012 and 2021") -> str:
    return f"select count(*) {ISSUED} and county = '{county}' and year between {years}"


def _permits() -> tuple[Measure, ...]:
    return (
        Measure("CCW rows", 240_000, "select count(*) from ccw"),
        Measure("CCW persons", 192_000, "select count(distinct drivers_license) from ccw", absolute=2),
        Measure(
            "CCW rows per person",
            1.25,
            "select count(*) / count(distinct drivers_license) from ccw",
            absolute=0.005,
            scales=False,
        ),
        Measure("permits issued, Orange", 65_171, _issued("Orange")),
        Measure("permits issued, Fresno", 45_000, _issued("Fresno"), at_least=True),
        Measure("permits issued, Sacramento", 45_000, _issued("Sacramento"), at_least=True),
        Measure("permits issued, San Francisco", 11, _issued("San Francisco")),
        Measure("permits issued, Tulare", 16_000, _issued("Tulare"), at_least=True),
        Measure(
            "permits valid, Sacramento, end of 2014",
            5_769,
            _issued("Sacramento", "2013 and 2014"),
            absolute=2,
        ),
        Measure("permits valid, Orange, 2019", 12_008, _issued("Orange", "2018 and 2019"), absolute=2),
        Measure(
            "standard licences, Los Angeles",
            2_891,
            f"select count(*) {ISSUED} and county = 'Los Angeles' and permit_type = 'Standard'",
            absolute=2,
        ),
        Measure(
            "judges",
            140,
            "select count(distinct drivers_license) from ccw where permit_type = 'Judicial'",
            at_least=True,
        ),
    )


def _sales() -> tuple[Measure, ...]:
    count = "select count(*) from dros where"
    kind = "select count(*) filter (transaction_type = '{0}') / count(*) from dros where gun_type = '{1}'"
    shares = {
        ("Dealer sale", "Handgun"): 0.65,
        ("Dealer sale", "Long gun"): 0.83,
        ("Private party transfer", "Handgun"): 0.17,
        ("Private party transfer", "Long gun"): 0.09,
    }
    months = {(2016, 11): 164_824, (2016, 12): 216_287, (2020, 3): 128_086}
    return (
        Measure("DROS transactions", 8_700_000, "select count(*) from dros", absolute=5),
        Measure("persons over FSC, DROS, AWR", 2_000_000, WITH_LICENCE, at_least=True),
        *(
            Measure(f"DROS {year}", TRANSACTIONS[year - 2012], f"{count} year = {year}")
            for year in range(2012, 2022)
        ),
        *(
            Measure(
                f"DROS handguns {year}",
                HANDGUNS[year - 2012],
                f"{count} year = {year} and gun_type = 'Handgun'",
            )
            for year in (2019, 2020)
        ),
        *(
            Measure(
                f"DROS {year}-{month:02}",
                figure,
                f"{count} year = {year} and month(sale_time) = {month}",
                relative=0.03,
                absolute=30,
            )
            for (year, month), figure in months.items()
        ),
        *(
            Measure(
                f"share of {each[0].lower()}s, {each[1].lower()}s",
                share,
                kind.format(*each),
                absolute=0.01,
                scales=False,
            )
            for each, share in shares.items()
        ),
    )


def _registrations() -> tuple[Measure, ...]:
    approved = "from awr where status = 'Approved' and decision_date <= date '2018-06-30'"
    return (
        Measure("AWR before 2017", 145_253, "select count(*) from awr where year < 2017", absolute=2),
        Measure("AWR 2017 and 2018", 68_848, "select count(*) from awr where year >= 2017", absolute=2),
        Measure("AWR approved by June 2018", 12_519, f"select count(*) {approved}", absolute=2),
        Measure(
            "persons approved by June 2018",
            6_213,
            f"select count(distinct drivers_license) {approved}",
            relative=0.05,
        ),
        Measure(
            "AWR weapons per person",
            2.0,
            "select count(*) / count(distinct drivers_license) from awr",
            absolute=0.15,
            scales=False,
        ),
    )


def _orders() -> tuple[Measure, ...]:
    count = "select count(*) from gvro where"
    persons = "select count(distinct drivers_license) from gvro where"
    san_diego = {2019: 397, 2020: 483, 2021: 435}
    figures = {
        **{
            f"GVRO {year}": (int(total), f"{count} year = {year}")
            for year, total in zip(range(2016, 2022), statewide(), strict=True)
        },
        **{
            f"GVRO San Diego {year}": (total, f"{count} year = {year} and county = 'San Diego'")
            for year, total in san_diego.items()
        },
        "GVRO San Francisco 2019": (11, f"{count} year = 2019 and county = 'San Francisco'"),
    }
    people = {
        "GVRO persons 2016 to 2019": (1_076, f"{persons} year <= 2019"),
        "GVRO persons, San Diego, 2019": (267, f"{persons} year = 2019 and county = 'San Diego'"),
        "GVRO persons, San Diego, 2016": (5, f"{persons} year = 2016 and county = 'San Diego'"),
    }
    return (
        *(
            Measure(name, figure, query, absolute=0, scales=False)
            for name, (figure, query) in figures.items()
        ),
        *(
            Measure(name, figure, query, relative=0.02, absolute=0, scales=False)
            for name, (figure, query) in people.items()
        ),
    )


def _roster() -> tuple[Measure, ...]:
    figures = {"Pistol": 468, "Revolver": 268, "Derringer": 27}
    return (
        Measure("Roster listings", 763, "select count(*) from roster", absolute=0, scales=False),
        *(
            Measure(
                f"Roster {kind.lower()}s",
                figure,
                f"select count(*) from roster where gun_type = '{kind}'",  # noqa: S608
                absolute=0,
                scales=False,
            )
            for kind, figure in figures.items()
        ),
    )


def measures() -> tuple[Measure, ...]:
    """Every published figure that the records must show."""
    return (*_permits(), *_sales(), *_registrations(), *_orders(), *_roster())


def check(path: Path, scale: float) -> list[Finding]:
    """Every measure, found in the vault at ``path`` that was made at ``scale``."""
    with duckdb.connect(path, read_only=True) as connection:
        return [_finding(connection, measure, scale) for measure in measures()]


def _finding(connection: duckdb.DuckDBPyConnection, measure: Measure, scale: float) -> Finding:
    try:
        row = connection.execute(measure.query).fetchone()
    except duckdb.Error:
        raise VaultError(f"the vault cannot be compared with the figure {measure.name!r}") from None
    found = float(row[0]) if row else 0.0
    published = measure.published * (scale if measure.scales else 1.0)
    tolerance = measure.relative * published + measure.absolute
    ok = found >= published - measure.absolute if measure.at_least else abs(found - published) <= tolerance
    return Finding(measure.name, published, found, tolerance, ok)
