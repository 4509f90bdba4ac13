"""After a takedown, whoever pressed it: ask from outside, take down what is not proven clean, take it off every copy.

The notice stands before any of this begins. What is found still served, or a copy that cannot be reached, is said
and undoes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from securesystemslib.signer import Signer

from clerestory.acts import copy, proven, takedown
from clerestory.acts.places import Places
from clerestory.acts.takedown import Done
from clerestory.errors import ClerestoryError
from clerestory.governance.signing import expiry
from clerestory.public.watch.fetch import from_site


@dataclass(frozen=True)
class Gone:
    """What became of it: where it was asked for, what went down beside it, the copies, and what is wrong."""

    site: str
    unproven: tuple[str, ...]
    copies: tuple[dict[str, object], ...]
    still_served: str = ""

    @property
    def wrong(self) -> tuple[str, ...]:
        """What somebody has to do something about."""
        copies = (f"not copied: {each['error']}" for each in self.copies if "error" in each)
        return tuple(filter(None, (self.still_served, *copies)))

    @property
    def sentence(self) -> str:
        """For people, beside what was taken down."""
        asked = (
            f"Asked from outside, {self.site} serves none of it"
            if self.site and not self.still_served
            else "Not checked from outside: no server on this machine says that it serves this"
        )
        beside = f"taken down too, not proven clean: {', '.join(self.unproven)}" if self.unproven else ""
        first = "" if self.still_served else asked
        said = "; ".join(filter(None, (first, beside, *self.wrong)))
        return f"{said[:1].upper()}{said[1:]}."


def everywhere(places: Places, done: Sequence[Done], signers: Sequence[Signer], site: str = "") -> Gone:
    """See to it that what these takedowns took off is gone everywhere; a site that still serves it is told."""
    asked = site or takedown.served_address(places) or ""
    unproven: tuple[str, ...] = ()
    still = ""
    try:
        unproven = _asked(places, _together(done), signers, asked) if asked else ()
    except ClerestoryError as error:
        still = str(error)
    return Gone(asked, unproven, tuple(copy.copy_to_all(places, (), expiry.now())), still)


def _asked(places: Places, done: Done, signers: Sequence[Signer], site: str) -> tuple[str, ...]:
    fetch = from_site(site)
    takedown.check_done(takedown.verify_outside(done, fetch))
    return proven.take_down_unproven(places, done, fetch, signers, expiry.now())


def _together(done: Sequence[Done]) -> Done:
    """Several takedowns of one moment as one: what stays up does so in all of them."""
    return replace(
        done[-1],
        paths=tuple(dict.fromkeys(path for each in done for path in each.paths)),
        down=tuple(dict.fromkeys(name for each in done for name in each.down)),
        up=tuple(name for name in done[-1].up if all(name in each.up for each in done)),
    )
