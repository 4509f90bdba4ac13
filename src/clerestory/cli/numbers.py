"""Numbers on the command line that have bounds: beyond them is an error of usage, not a fault further in."""

import argparse
import math
from collections.abc import Callable

LAST_PORT = 65_535
YEAR = 365 * 86_400  # seconds


def within(low: int, high: int) -> Callable[[str], int]:
    """What argparse takes as the type of a whole number with bounds."""

    def number(text: str) -> int:
        value = int(text) if text.isascii() else low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {low} to {high}")
        return value

    return number


def seconds(text: str) -> float:
    """A time that somebody can wait."""
    value = float(text)
    if not (math.isfinite(value) and 0 < value <= YEAR):
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds, more than 0 and at most a year")
    return value


port = within(0, LAST_PORT)
count = within(0, 1 << 31)
at_least_one = within(1, 1 << 31)
