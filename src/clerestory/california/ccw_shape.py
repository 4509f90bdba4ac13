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
    "Alameda": 900, "Contra Costa": 1300, "Marin": 280, "Napa": 330, "San Mateo": 380,
    "Santa Clara": 1300, "Solano": 1350, "Sonoma": 1250,
    "Monterey": 1250, "San Benito": 390, "San Luis Obispo": 1350, "Santa Barbara": 1250,
    "Santa Cruz": 380, "Ventura": 1700,
    "El Dorado": 2200, "Placer": 2500, "Sutter": 1300, "Yolo": 500, "Yuba": 1300,
    "Riverside": 3100, "San Bernardino": 3700,
    "Butte": 1700, "Colusa": 300, "Del Norte": 320, "Glenn": 420, "Humboldt": 700, "Lake": 450,
    "Lassen": 480, "Mendocino": 520, "Modoc": 260, "Plumas": 380, "Shasta": 2000, "Siskiyou": 1250,
    "Tehama": 1300, "Trinity": 280,
    "Imperial": 1300, "San Diego": 4300,
    "Kern": 3500, "Kings": 1300, "Madera": 1300, "Merced": 1300, "San Joaquin": 2100, "Stanislaus": 1900,
    "Alpine": 130, "Amador": 1250, "Calaveras": 1250, "Inyo": 520, "Mariposa": 480, "Mono": 330,
    "Nevada": 1500, "Sierra": 180, "Tuolumne": 1300,
}  # fmt: skip
TREND = np.array([0.90, 0.92, 0.96, 0.98, 1.02, 0.98, 0.97, 0.98, 1.08, 1.21])
REFUSED_ELSEWHERE = 0.29

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
    issued = issued + elsewhere * (1 - REFUSED_ELSEWHERE)
    refused = refused + elsewhere * REFUSED_ELSEWHERE
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
    start = np.where(many, 0.15, 0.29)[:, None]
    return np.asarray(start + np.linspace(0.0, 0.06, 10)[None, :])


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
