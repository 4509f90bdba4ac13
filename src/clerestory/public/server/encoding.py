"""Content encodings: which one a browser takes, and the compressed forms of a file.

A form is kept only where it is smaller than the file. Which form is sent follows the browser's
weights (RFC 9110, section 12.5.3); between equal weights brotli comes before gzip, and either
before none.
"""

import gzip
from collections.abc import Collection, Mapping, Sequence

import brotli

BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
PREFERENCE = (BROTLI, GZIP, IDENTITY)
SMALL = 1 << 17  # up to this size the tighter, slower compression; above it a fast one


def compressed(content: bytes) -> dict[str, bytes]:
    """The forms of these bytes that are smaller than they are."""
    is_small = len(content) <= SMALL
    forms = {
        BROTLI: brotli.compress(content, quality=9 if is_small else 5),
        GZIP: gzip.compress(content, compresslevel=9 if is_small else 6, mtime=0),
    }
    return {name: form for name, form in forms.items() if len(form) < len(content)}


def order(accepted: bytes) -> tuple[str, ...]:
    """The encodings that an ``Accept-Encoding`` header allows, best first; identity always last resort."""
    weights = _weights(accepted)
    wanted = [name for name in PREFERENCE if _weight(weights, name) > 0]
    wanted.sort(key=lambda name: -_weight(weights, name))
    return tuple(wanted) if IDENTITY in wanted else (*wanted, IDENTITY)


def choose(accepted: Sequence[str], forms: Collection[str]) -> str:
    """The first encoding in the browser's order of which there is a form."""
    return next(name for name in accepted if name in forms)


def _weights(accepted: bytes) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            weights["gzip" if name == "x-gzip" else name] = _quality(parameters)
    return weights


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _weight(weights: Mapping[str, float], name: str) -> float:
    """Not named: as ``*`` says; identity is allowed, after all that is named, unless it is refused."""
    if name in weights:
        return weights[name]
    if name == IDENTITY:
        return 0.001 if weights.get("*", 1.0) > 0 else 0.0
    return weights.get("*", 0.0)
