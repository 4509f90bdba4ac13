"""Pages as a crawler reads them: links, ids, references, and what must not be there."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

LINKS = {"href", "src", "action", "data-page", "data-index"}
REFERENCES = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"}
VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Read(HTMLParser):
    """One page, read."""

    links: list[tuple[str, str, str]] = field(default_factory=list)  # tag, attribute, address
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open_tags.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open_tags.append(tag)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [(tag, name, value or "") for name, value in attrs if name in LINKS]
        for name, value in attrs:
            self.references += (value or "").split() if name in REFERENCES else []
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.forbidden.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            self.unbalanced.append(f"</{tag}> at {self.getpos()}")


def read(file: Path) -> Read:
    """Read a page."""
    page = Read()
    page.feed(file.read_text())
    return page
