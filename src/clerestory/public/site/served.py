"""The files under ``assets/`` that readers' browsers load: one style sheet, the font, drawings, scripts."""

from importlib.resources import files

STYLES = ("tokens.css", "base.css", "site.css", "explorer.css")
AS_THEY_ARE = (
    "card.png",
    "explorer.js",
    "favicon.svg",
    "search.js",
    "source-sans-3-OFL.txt",
    "source-sans-3-latin.woff2",
)


def served(*, maps: bool) -> dict[str, bytes]:
    """Address -> content."""
    styles = b"".join(read(name) for name in STYLES)
    names = (*AS_THEY_ARE, *(["california.json"] if maps else []))
    return {"assets/site.css": styles, **{f"assets/{name}": read(name) for name in names}}


def read(name: str) -> bytes:
    """One asset of the package."""
    return (files("clerestory.public.site") / "assets" / name).read_bytes()


def is_own(name: str, content: bytes) -> bool:
    """Whether these are the very bytes of an asset of that name."""
    return name in AS_THEY_ARE and read(name) == content
