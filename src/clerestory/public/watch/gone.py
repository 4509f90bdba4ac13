"""Is what was taken off really gone? Ask as a stranger, until it is or patience ends."""

import time
from collections.abc import Sequence

from clerestory.errors import ClerestoryError
from clerestory.public.watch.fetch import Fetch

PATIENCE = 5.0  # seconds
PAUSE = 0.1


def still_there(fetch: Fetch, paths: Sequence[str], patience: float = PATIENCE) -> tuple[str, ...]:
    """The paths that the site still serves after ``patience`` seconds."""
    until = time.monotonic() + patience
    left = tuple(paths)
    while True:
        left = tuple(path for path in left if _is_served(fetch, path))
        if not left or time.monotonic() > until:
            return left
        time.sleep(PAUSE)


def _is_served(fetch: Fetch, path: str) -> bool:
    """A site that does not answer, or answers with a refusal, or a way elsewhere, serves nothing."""
    try:
        return fetch(path, 1) is not None
    except ClerestoryError:
        return False
