"""What follows a takedown, whoever did it: every address asked for from outside, what stays up proven, copies freed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerestory.acts import copy, takedown
from clerestory.acts.places import Places
from clerestory.acts.takedown import Done
from clerestory.governance.signing import expiry

if TYPE_CHECKING:
    from securesystemslib.signer import Signer


@dataclass(frozen=True)
class Followed:
    """Where it was asked for (nowhere: no server is known), what went down as well, and every copy."""

    site: str
    unproven: tuple[str, ...]
    copied: list[dict[str, object]]


def follow(places: Places, every: Sequence[Done], signers: "Sequence[Signer]", site: str = "") -> Followed:
    """Ask as a stranger would, at ``site`` or where this machine serves it; copies are freed whatever was found."""
    address = site or takedown.served_address(places) or ""
    try:
        unproven = [n for done in every if address for n in _looked(places, done, address, signers)]
    finally:
        copied = copy.copy_to_all(places, (), expiry.now())
    return Followed(address, tuple(unproven), copied)


def _looked(places: Places, done: Done, address: str, signers: "Sequence[Signer]") -> tuple[str, ...]:
    """What could not be proven clean, and went down too; an error if the world is still served what was taken off."""
    from clerestory.acts import proven
    from clerestory.public.watch.fetch import from_site

    fetch = from_site(address)
    takedown.check_done(takedown.verify_outside(done, fetch))
    return proven.take_down_unproven(places, done, fetch, signers, expiry.now())


def sentences(every: Sequence[Done], followed: Followed) -> list[str]:
    """What a person is told of it."""
    paths = {path for done in every for path in done.paths}
    first = "Was down already" if all(done.was_down for done in every) else "Taken down"
    asked = (
        f"asked from outside, {followed.site} serves none of them"
        if followed.site
        else "not checked from outside: no server is known here"
    )
    down = {name for done in every for name in done.down}.union(followed.unproven)
    up = [name for name in every[0].up if name not in down]
    lines = [f"{first}: {', '.join(done.notice.target for done in every)}, {len(paths)} files; {asked}"]
    if followed.unproven:
        lines.append(f"Taken down too, not proven clean: {', '.join(followed.unproven)}")
    if up:
        lines.append(f"Still up: {', '.join(up)}")
    return [*lines, *copy.sentences(followed.copied)]
