"""The page of a comparison: one HTML file with everything in it."""

import base64
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from clerestory.acts.compare import picture
from clerestory.acts.compare.measured import MOST_BY_PROGRAMS, Comparison
from clerestory.acts.compare.recommendation import recommended

STYLES = ("tokens.css", "base.css", "tables.css", "panels.css")


def html(comparison: Comparison) -> bytes:
    """The whole page; it asks for nothing from anywhere."""
    page = Environment(
        loader=PackageLoader("clerestory.acts.compare", "."),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("page.html")
    drawn = [one for one in comparison.methods if not one.refused and any(one.error_by_size)]
    return page.render(
        comparison=comparison,
        recommendation=recommended(comparison),
        styles=Markup(_styles()),  # noqa: S704  (our own style sheets)
        cells=Markup(picture.cells(comparison)),  # noqa: S704  (escaped where it is drawn)
        errors=Markup(picture.errors(comparison)),  # noqa: S704
        lines=[(picture.mark_of(at), at + 1, one.title) for at, one in enumerate(drawn)],
        by_programs=MOST_BY_PROGRAMS,
    ).encode()


def _styles() -> str:
    assets = files("clerestory.public.site").joinpath("assets")
    text = "\n".join(assets.joinpath("styles", name).read_text("utf-8") for name in STYLES)
    font = base64.b64encode(assets.joinpath("source-sans-3-latin.woff2").read_bytes()).decode()
    return text.replace('url("source-sans-3-latin.woff2")', f'url("data:font/woff2;base64,{font}")')
