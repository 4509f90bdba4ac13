"""How much a visitor asks, and how fast."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Manners:
    """Limits that block: what is beyond one is told and is inconclusive."""

    pages: int = 5_000  # addresses that are linked
    guesses: int = 20_000  # addresses that are guessed
    opened: int = 300  # pages opened in the browser
    bytes: int = 2 << 30
    one: int = 256 << 20  # bytes of one answer
    pause: float = 0.02  # at least; never less than the server took for its last answer, up to a second
    stall: float = 20.0  # seconds without a byte
    deadline: float = 120.0  # seconds for one answer
    guess_deadline: float = 10.0  # seconds for the answer to a guess
    hops: int = 10  # redirects
    variants: int = 60  # addresses that differ in their query alone
    guessed_variants: int = 12
    rows: int = 400  # pages of rows of one table
    patience: float = 30.0  # the longest Retry-After that is waited for
    settle: float = 15.0  # seconds until a page in the browser is taken as it is
