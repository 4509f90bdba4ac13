"""What the dealers' records of sale should add up to: 8.7 million transactions from 2012 to 2021.

Handguns and long guns of 2019 and 2020 were published, of 2016 and 2021 the sum, and three months.
The years without a figure are interpolated so that the ten years come to 8.7 million, in the rhythm of
background checks. Two figures for 2020 disagree (1,166,836 by kind, 1,168,806 in all): the kinds are
taken, because they add up.
"""

import numpy as np

from clerestory.california import places
from clerestory.california.draw import Floats, Ints, scaled, share_out
from clerestory.california.population import owner_weights

FIRST_YEAR = 2012
GUN_TYPES = ("Handgun", "Long gun")
TRANSACTIONS = (
    707_000,
    830_700,
    805_600,
    761_600,
    1_276_153,
    764_000,
    624_180,
    744_016,
    1_166_836,
    1_019_915,
)
HANDGUNS = (311_000, 374_000, 371_000, 358_000, 561_507, 382_000, 331_000, 414_705, 686_435, 596_650)
MONTHS = {  # transactions of a published month, the rest of its year even
    2016: {11: 164_824, 12: 216_287},
    2020: {3: 128_086},
}
TRANSACTION_TYPES = ("Dealer sale", "Private party transfer", "Pawn redemption", "Other transfer")
TYPE_SHARES = ((0.65, 0.17, 0.06, 0.12), (0.83, 0.09, 0.04, 0.04))
MANUFACTURERS = (
    "Alderpoint", "Bellwether", "Cascabel", "Drumlin", "Eastmark", "Fallbrook", "Granger & Holt",
    "Halcyon", "Ironwood", "Juniper Creek", "Kestrel Works", "Other makers",
)  # fmt: skip
MAKER_SHARES = (
    (0.17, 0.14, 0.12, 0.10, 0.09, 0.07, 0.06, 0.05, 0.04, 0.03, 0.03, 0.10),
    (0.04, 0.06, 0.05, 0.08, 0.07, 0.12, 0.14, 0.10, 0.08, 0.07, 0.05, 0.14),
)
AGE_EDGES = (18, 30, 45, 60, 90)
AGE_GROUPS = ("18 to 29", "30 to 44", "45 to 59", "60 and over")


def transactions(scale: float) -> Ints:
    """Rows by county, year and type of gun; each year and type adds up to its figure."""
    handguns = scaled(HANDGUNS, scale)
    long_guns = scaled(TRANSACTIONS, scale) - handguns
    rural = np.where(owner_weights() / places.residents() > 2.0, 1.0, 0.0)
    handgun_weights = owner_weights() * (1 - 0.15 * rural)
    counts = [
        [share_out(int(hand), handgun_weights), share_out(int(long), owner_weights())]
        for hand, long in zip(handguns, long_guns, strict=True)
    ]
    return np.asarray(np.moveaxis(np.array(counts), 2, 0), dtype=np.int64)


def months(year: int) -> Floats:
    """Shares of the months of a year with published months."""
    known, index = MONTHS[year], year - FIRST_YEAR
    rest = TRANSACTIONS[index] - sum(known.values())
    return np.array([known.get(month, rest / (12 - len(known))) for month in range(1, 13)])


def women(year: Ints) -> Floats:
    """Share of women among buyers: rising."""
    return np.asarray(0.13 + 0.007 * (year - FIRST_YEAR))


def ages() -> Floats:
    """Share of each age group among buyers, by year: more of them young."""
    young = np.linspace(0.20, 0.254, 10)
    return np.column_stack([young, np.full(10, 0.33), np.full(10, 0.27), 0.40 - young])
