"""The stranger: what confidential content can be reached in anything about to be published, or public already.

Lazy (PEP 562): the reading process loads its readers, not the matcher.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerestory.proof.probe.look import Rules
    from clerestory.proof.probe.report import Report
    from clerestory.proof.probe.run import probe
    from clerestory.proof.probe.targets import search, search_responses

__all__ = ["Report", "Rules", "probe", "search", "search_responses"]

_HOME_OF = {
    "Report": "clerestory.proof.probe.report",
    "Rules": "clerestory.proof.probe.look",
    "probe": "clerestory.proof.probe.run",
    "search": "clerestory.proof.probe.targets",
    "search_responses": "clerestory.proof.probe.targets",
}


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'clerestory.proof.probe' has no attribute {name!r}")
