"""Files that pages need: our own, and those that the public pages have too (given from outside, never fetched)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from clerestory.errors import InputError

OWN = ("workbench.css", "workbench.js", "htmx.min.js", "htmx-LICENSE.txt")
SHARED = (
    "tokens.css", "base.css", "controls.css", "tables.css", "panels.css", "charts.css", "favicon.svg",
    "source-sans-3-latin.woff2", "source-sans-3-OFL.txt",
)  # fmt: skip
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    content: bytes
    media_type: str

    @property
    def mark(self) -> str:
        """Changes when the content does."""
        return f'"{sha256(self.content).hexdigest()[:32]}"'


def assets(shared: Mapping[str, bytes]) -> Mapping[str, Asset]:
    """Every file of the pages, by name."""
    if missing := set(SHARED) - shared.keys():
        raise InputError(
            f"the pages' files are not whole: {min(missing)} is missing; install the program again"
        )
    found = {**_own(), **{name: shared[name] for name in SHARED}}
    return {name: Asset(content, TYPES["." + name.rpartition(".")[2]]) for name, content in found.items()}


@cache
def _own() -> Mapping[str, bytes]:
    folder = files("clerestory.governance.workbench") / "static"
    return {name: (folder / name).read_bytes() for name in OWN}
