"""What the carry-permit records should add up to.

Published figures are met exactly: permits issued in ten years in Orange (65,171), more than 45,000 in
Fresno and in Sacramento, more than 16,000 in Tulare, 11 in San Francisco; 2,891 standard licences in
Los Angeles County; permits valid at the end of 2014 in Sacramento and in 2019 in Orange (issued within
two years). 240,000 rows in all. The shares of the other counties, and of women, ages and races, are made
up: plausible, and even enough for regions to be shown by year at a tenth of the size.
"""

import numpy as np

from clerestory.california import places
from clerestory.california.draw import Floats, Ints, scaled, share_out, spread

FIRST_YEAR = 2012
ROWS = 240_000
AGE_EDGES = (21, 30, 45, 60, 86)
AGE_GROUPS = ("21 to 29", "30 to 44", "45 to 59", "60 and over")
PERMIT_TYPES = ("Standard", "Reserve", "Judicial", "Employment", "Custodial")
OUTCOMES = ("Issued", "Not issued")

# Permits issued by year where figures were published.
ISSUED = {
    "Orange": (3200, 4000, 7900, 7600, 7000, 6300, 5900, 6108, 7900, 9263),
    "Fresno": (3600, 3900, 4100, 4300, 4900, 4500, 4400, 4500, 4800, 6217),
    "Sacramento": (2400, 2800, 2969, 3900, 4600, 4900, 5000, 5200, 6000, 7339),
    "Tulare": (1210, 1300, 1400, 1480, 1640, 1540, 1600, 1650, 1900, 2385),
    "San Francisco": (1, 1, 1, 1, 1, 1, 1, 1, 1, 2),
    "Los Angeles": (300, 310, 320, 320, 330, 330, 330, 340, 360, 400),
}
REFUSED_SHARE = {"Orange": 0.025, "Fresno": 0.025, "Sacramento": 0.025, "Tulare": 0.025}
STANDARD_IN_LOS_ANGELES = 2891
NOT_ISSUED = {"San Francisco": 229, "Los Angeles": 1100}
# Applications in ten years, elsewhere, before they are brought to the total.
ELSEWHERE = {
    "Alameda": 420, "Contra Costa": 1800, "Marin": 280, "Napa": 300, "San Mateo": 330,
    "Santa Clara": 1800, "Solano": 1750, "Sonoma": 1750,
    "Monterey": 1680, "San Benito": 380, "San Luis Obispo": 1680, "Santa Barbara": 480,
    "Santa Cruz": 360, "Ventura": 1900,
    "El Dorado": 1600, "Placer": 1750, "Sutter": 1400, "Yolo": 430, "Yuba": 560,
    "Riverside": 2900, "San Bernardino": 3100,
    "Butte": 1650, "Colusa": 270, "Del Norte": 280, "Glenn": 340, "Humboldt": 600, "Lake": 400,
    "Lassen": 380, "Mendocino": 420, "Modoc": 230, "Plumas": 320, "Shasta": 1750, "Siskiyou": 1490,
    "Tehama": 1490, "Trinity": 240,
    "Imperial": 1800, "San Diego": 3700,
    "Kern": 2000, "Kings": 1420, "Madera": 1420, "Merced": 1420, "San Joaquin": 1530, "Stanislaus": 1560,
    "Alpine": 150, "Amador": 1500, "Calaveras": 1500, "Inyo": 480, "Mariposa": 440, "Mono": 300,
    "Nevada": 1550, "Sierra": 190, "Tuolumne": 1500,
}  # fmt: skip
TREND = np.array([0.93, 0.94, 0.96, 0.98, 1.0, 0.99, 0.99, 1.0, 1.06, 1.15])
REFUSED_BY_REGION = {
    "Bay Area": 0.30,
    "Central Coast": 0.25,
    "Greater Sacramento": 0.10,
    "Inland Empire": 0.28,
    "North State": 0.15,
    "San Diego and Imperial": 0.28,
    "San Joaquin Valley": 0.12,
    "Sierra Nevada": 0.18,
}

RACES = {  # White, Hispanic, Black, Asian or Pacific Islander, American Indian, other or unknown
    "Los Angeles and Orange": (0.64, 0.16, 0.04, 0.11, 0.012, 0.038),
    "San Joaquin Valley": (0.60, 0.27, 0.03, 0.05, 0.018, 0.032),
    "Greater Sacramento": (0.69, 0.12, 0.06, 0.08, 0.015, 0.035),
}
RACES_ELSEWHERE = (0.76, 0.12, 0.03, 0.04, 0.02, 0.03)


def outcomes(scale: float) -> Ints:
    """Rows by county, year and outcome (issued first)."""
    known = {county: float(sum(years)) for county, years in ISSUED.items()}
    issued = places.by_county(known, 0.0)
    refused = places.by_county(
        NOT_ISSUED | {county: known[county] * share for county, share in REFUSED_SHARE.items()}, 0.0
    )
    elsewhere = places.by_county(ELSEWHERE, 0.0)
    elsewhere *= (ROWS - issued.sum() - refused.sum()) / elsewhere.sum()
    refusing = places.by_region(REFUSED_BY_REGION, 0.0)
    issued = issued + elsewhere * (1 - refusing)
    refused = refused + elsewhere * refusing
    return _by_year(issued, refused, scale)


def _by_year(issued: Floats, refused: Floats, scale: float) -> Ints:
    total = round(ROWS * scale)
    granted = scaled(issued, scale)
    denied = share_out(total - int(granted.sum()), refused)
    profile = np.tile(TREND, (len(issued), 1))
    for county, years in ISSUED.items():
        profile[places.counties().index(county)] = years
    flat = np.tile(TREND, (len(issued), 1))
    return np.stack([spread(granted, profile), spread(denied, flat)], axis=2)


def standard_in_los_angeles(scale: float) -> int:
    """Standard licences issued in Los Angeles County."""
    return round(STANDARD_IN_LOS_ANGELES * scale)


def women() -> Floats:
    """Share of women by region and year: rising, and higher where few apply."""
    many = np.array([region in RACES for region in places.regions()])
    start = np.where(many, 0.14, 0.33)[:, None]
    return np.asarray(start + np.linspace(0.0, 0.05, 10)[None, :])


def races() -> Floats:
    """Share of each race group by county."""
    return np.array([RACES.get(region, RACES_ELSEWHERE) for region in places.parents().values()])


def ages_by_year() -> Floats:
    """Share of each age group by year: those under 30 rise most."""
    young = np.linspace(0.08, 0.14, 10)
    middle = np.linspace(0.25, 0.31, 10)
    older = np.linspace(0.38, 0.30, 10)
    return np.column_stack([young, middle, older, 1 - young - middle - older])


def permit_types() -> Floats:
    """Share of each permit type, Los Angeles apart."""
    return np.array([0.943, 0.016, 0.014, 0.013, 0.014])
