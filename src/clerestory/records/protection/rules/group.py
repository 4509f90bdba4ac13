"""Group disclosure: everybody of a group falls in one category, so the group's total tells on each.

All fifteen applicants of a county denied: whoever applied there was denied, however large the
fifteen is. What gives it away is the zero beside it, so it is a zero that must be withheld: the
reader must not be able to rule out that some of the fifteen were granted. Of several zeros the one
in the largest category is chosen, where an alternative is likeliest. For a variable with two
categories nought per cent of one is a hundred per cent of the other, so this rule sees both.
"""

import numpy as np
from numpy.typing import NDArray

from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


def unsafe_zeros_of_groups(count: NDArray[np.int64], hierarchy: Hierarchy, axis: int) -> NDArray[np.bool_]:
    """In every group that is all in one category along ``axis``: the zero that must be withheld."""
    categories = _categories(hierarchy)
    unsafe = np.zeros(count.shape, np.bool_)
    if len(categories) < 2:
        return unsafe
    lying = np.moveaxis(count, axis, 0)
    parts, told = lying[categories], np.moveaxis(unsafe, axis, 0)
    alone = (parts > 0).sum(axis=0) == 1
    size = parts.reshape(len(categories), -1).max(axis=1)
    chosen = np.where(parts == 0, size.reshape(-1, *[1] * (parts.ndim - 1)), -1).argmax(axis=0)
    for at, category in enumerate(categories):
        told[category] |= alone & (chosen == at)
    return unsafe


def _categories(hierarchy: Hierarchy) -> list[int]:
    """Places of the coarsest categories: all in one of theirs is the widest disclosure."""
    at = {code: place for place, code in enumerate(hierarchy.codes)}
    top = hierarchy.children.get(TOTAL, ())
    while len(top) == 1 and top[0] in hierarchy.children:
        top = hierarchy.children[top[0]]
    return [at[code] for code in top]
