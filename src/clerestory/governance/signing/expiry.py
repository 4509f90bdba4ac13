"""How long each part of a release's signatures stays good (why: docs/adr/0003)."""

from datetime import UTC, datetime, timedelta

ROOT = timedelta(days=365)
TARGETS = timedelta(days=365)
SNAPSHOT = timedelta(days=30)
TIMESTAMP = timedelta(days=1)
RENEW_AFTER = timedelta(hours=6)  # of a timestamp's age: three renewals may fail before it expires


def now() -> datetime:
    """The present, in whole seconds, as metadata holds it."""
    return datetime.now(UTC).replace(microsecond=0)
