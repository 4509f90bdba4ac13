"""Clerestory: publish statistics from confidential records so that nobody can look in.

The package is lazy (PEP 562): a name is loaded when it is first used, so that the public
side never loads a library that opens records.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME_OF: dict[str, str] = {
    "attack": "clerestory.acts.frame",
    "probe": "clerestory.proof.probe.run",
    "protect": "clerestory.acts.frame",
    "report": "clerestory.acts.frame",
}


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'clerestory' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
