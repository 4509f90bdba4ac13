"""The files under ``assets/`` that readers' browsers load: style sheets, the font, drawings, scripts."""

import re
from importlib.resources import files

# one style sheet for every page, and one each for pages that need more
STYLES = {
    "site.css": (
        *("tokens.css", "base.css", "controls.css", "charts.css", "tables.css", "panels.css"),
        *("explorer.css", "paper.css"),
    ),
    "landing.css": ("landing.css",),
    "catalog.css": ("catalog.css",),
    "report.css": ("report.css",),
    "steps.css": ("steps.css",),
}
AS_THEY_ARE = (
    "card.png",
    "explorer.js",
    "favicon.svg",
    "search.js",
    "source-sans-3-OFL.txt",
    "source-sans-3-latin.woff2",
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};])\s*")


def served(*, maps: bool) -> dict[str, bytes]:
    """Address -> content."""
    styles = {f"assets/{name}": _style(parts) for name, parts in STYLES.items()}
    names = (*AS_THEY_ARE, *(["california.json"] if maps else []))
    return {**styles, **{f"assets/{name}": read(name) for name in names}}


def read(name: str) -> bytes:
    """One asset of the package."""
    return (files("clerestory.public.site") / "assets" / name).read_bytes()


def is_own(name: str, content: bytes) -> bool:
    """Whether these are the very bytes of an asset of that name."""
    return name in AS_THEY_ARE and read(name) == content


def _style(parts: tuple[str, ...]) -> bytes:
    text = "".join(read(part if part == "explorer.css" else f"styles/{part}").decode() for part in parts)
    return (_AROUND.sub(r"\1", _COMMENT.sub("", text)).replace(";}", "}").strip() + "\n").encode()
