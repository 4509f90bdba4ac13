"""R19: what shares a dataset comes off together; what is clean stays up."""

from clerestory.release.withdrawal import reached

SIX = {
    "ccw/": ("ccw",), "carry/": ("ccw", "fsc"), "map/": ("ccw",), "joined/": ("ccw", "dros"),
    "gvro/": ("gvro",), "roster/": ("roster",),
}  # fmt: skip


def test_the_four_siblings_come_off_and_the_two_clean_ones_stay():
    assert set(reached(SIX, "ccw")) == {"ccw/", "carry/", "map/", "joined/"}
