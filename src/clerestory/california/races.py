"""The department's race codes, and the groups that tables count by."""

import numpy as np

from clerestory.california.draw import Ints
from clerestory.california.people import RACE_GROUPS, People
from clerestory.california.text import Column, words

CODES = (
    "White", "Hispanic", "Black", "American Indian", "Chinese", "Japanese", "Filipino", "Korean", "Vietnamese",
    "Cambodian", "Laotian", "Asian Indian", "Samoan", "Hawaiian", "Guamanian", "Pacific Islander",
    "Other Asian", "Other", "Unknown",
)  # fmt: skip
# Where a group has several codes, the code of a person follows from the person's place among all.
OF_GROUP = ((0,), (1,), (2,), (4, 4, 6, 6, 8, 8, 11, 7, 5, 9, 10, 12, 13, 14, 15, 16), (3,), (17, 17, 18))
_WIDTH = max(len(codes) for codes in OF_GROUP)
_SIZES = np.array([len(codes) for codes in OF_GROUP])
_TABLE = np.array([codes + (0,) * (_WIDTH - len(codes)) for codes in OF_GROUP])


def race(people: People, who: Ints) -> Column:
    """The code as recorded."""
    group = people.race[who]
    return words(_TABLE[group, who * 7 // 3 % _SIZES[group]], CODES)


def race_group(people: People, who: Ints) -> Column:
    """The group that tables count by."""
    return words(people.race[who], RACE_GROUPS)
