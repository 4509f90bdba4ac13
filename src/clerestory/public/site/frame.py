"""What every page shares: head, header, footer, and the words about the release."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from clerestory.project.model import Project
from clerestory.public.site import words

NAV = (
    ("Topics", "#topics", "topics"),
    ("Data", "data/", "data"),
    ("Methods", "protection/", "protection"),
    ("Releases", "releases/", "releases"),
    ("Search", "search/", "search"),
)
FOOTER = (
    ("Report a problem with this data", "report/"),
    ("How we protect people", "protection/"),
    ("Data and dictionary", "data/"),
    ("Corrections", "releases/#h-fix"),
    ("Licence", "about/#licence"),
    ("Accessibility", "about/#accessibility"),
    ("Privacy: no cookies, no tracking", "about/#privacy"),
)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Address:
    """One page: where it lies, what it is called, and which part of the main menu it belongs to."""

    folder: str  # "" is the home page, else "ccw/" or "ccw/table/"
    title: str
    description: str
    here: str = ""
    indexed: bool = True

    @property
    def root(self) -> str:
        """The way from the page up to the web root."""
        return "../" * self.folder.count("/") or "./"


@dataclass(frozen=True)
class Frame:
    """Fills templates for one project."""

    project: Project
    search_for: str
    search_example: str

    def page(self, template: str, address: Address, **context: object) -> bytes:
        """One finished page."""
        return self._fill(template, address, address.root, context)

    def page_anywhere(self, template: str, address: Address, **context: object) -> bytes:
        """A page that is served for any address: its links begin at the web root."""
        return self._fill(template, address, "/", context)

    def _fill(self, template: str, address: Address, root: str, context: Mapping[str, object]) -> bytes:
        text = self._environment.get_template(template).render(
            site=self._site,
            root=root,
            address=address.folder,
            title=address.title,
            description=address.description,
            here=address.here,
            indexed=address.indexed,
            **context,
        )
        return (_without_empty_lines(text) + "\n").encode()

    @cached_property
    def _environment(self) -> Environment:
        return Environment(
            loader=PackageLoader("clerestory.public.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def _site(self) -> dict[str, object]:
        release = self.project.release
        return {
            "title": self.project.title,
            "publisher": self.project.publisher,
            "language": self.project.language,
            "example": self.project.example,
            "banner": _lead(self.project.example),
            "base_url": base_url(self.project),
            "release": release.id,
            "published": words.day(release.published_on),
            "month": words.month(release.published_on),
            "next": release.next,
            "signers": words.joined(self.project.policy.signatures, "and the"),
            "nav": NAV,
            "footer": FOOTER,
            "search_for": self.search_for,
            "search_example": self.search_example,
        }


def base_url(project: Project) -> str:
    """The address of the web root, without the stroke at its end."""
    return project.base_url.rstrip("/")


def _lead(text: str) -> tuple[str, str]:
    """The first sentence, which the banner sets apart, and the rest."""
    first, stop, rest = text.partition(". ")
    return first + stop.strip(), rest


def plain(html: str) -> str:
    """The text of a piece of HTML, as a page's description needs it."""
    return unescape(_TAG.sub("", html)).strip()


def markup(regions: Mapping[str, str]) -> dict[str, Markup]:
    """What the renderer made, which escaped it already."""
    return {name: Markup(html) for name, html in regions.items()}  # noqa: S704


def _without_empty_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())
