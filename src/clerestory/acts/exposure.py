"""Count the downloads of what was exposed, from the access logs and a written definition."""

from collections.abc import Sequence
from pathlib import Path

from clerestory.governance.incidents.forensics.definition import read
from clerestory.governance.incidents.forensics.exposure import Exposure, exposure
from clerestory.vocabulary.progress import Progress


def count(places: Sequence[Path], definition: Path, progress: Progress) -> Exposure:
    """The exposure that the logs hold under the definition in a file."""
    return exposure(places, read(definition), progress)
