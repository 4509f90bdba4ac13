"""After a takedown: what stays up must be proven clean, byte for byte what was probed and signed; else it goes too."""

from collections.abc import Sequence
from datetime import datetime

from securesystemslib.signer import Signer

from clerestory.acts import takedown
from clerestory.acts.places import Places
from clerestory.acts.takedown import Done
from clerestory.errors import ClerestoryError, InputError
from clerestory.public.watch.fetch import Fetch
from clerestory.release import layout, pins, trust, verify

WHY = "could not be proven clean after the takedown of {target}"


def unproven(places: Places, done: Done, fetch: Fetch, now: datetime) -> tuple[str, ...]:
    """The dashboards still up of which the world is served a byte that was not signed."""
    if not done.up:
        return ()
    try:
        pinned = pins.read(places.trust)
        with layout.opened(places.published) as folder:
            statement = trust.trusted(layout.read_metadata(folder), pinned.root, now, pinned.seen)
    except ClerestoryError:
        return done.up  # nobody can say what was signed
    return tuple(name for name in done.up if not _is_clean(name, statement, fetch))


def take_down_unproven(
    places: Places, done: Done, fetch: Fetch, signers: Sequence[Signer], now: datetime
) -> tuple[str, ...]:
    """Take those down as well; returns them."""
    names = unproven(places, done, fetch, now)
    for name in names:
        takedown.takedown(places, name, WHY.format(target=done.notice.target), signers, now)
    return names


def _is_clean(name: str, statement: trust.Statement, fetch: Fetch) -> bool:
    for path, signed in statement.targets.items():
        if not path.startswith(f"{name}/"):
            continue
        try:
            content = fetch(path, signed.size)
        except InputError:
            continue  # nobody is served anything there
        except ClerestoryError:
            return False
        if content is not None and verify.judge(content, signed) is not None:
            return False
    return True
