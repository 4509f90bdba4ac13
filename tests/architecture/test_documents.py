"""The documents agree with the repository: links lead somewhere, every page is found, every quoted command exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "web/explorer/README.md"])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?\n(.*?)```|`([^`\n]+)`|^ {4,}(\S.*)$", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"(?<!import )(?<![\w/.-])(?:\./)?clerestory ((?:[a-z][a-z-]*)(?: [^\n|>#;]*)?)")
OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]*")
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|tmp)/\w")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def links(page: Path) -> list[str]:
    return [link for link in LINK.findall(page.read_text()) if not link.startswith(("http", "mailto:"))]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def reference() -> dict[str, str]:
    """Command -> its part of the reference, which is made from the code."""
    parts = re.split(
        r"^## clerestory ", (ROOT / "docs/reference/commands.md").read_text(), flags=re.MULTILINE
    )
    return {part.partition("\n")[0].strip(): part for part in parts[1:]}


def quoted(page: Path) -> list[str]:
    """The commands in the code of a page, each in one line."""
    code = "\n".join(next(filter(None, found)) for found in CODE.findall(page.read_text()))
    return QUOTED.findall(code.replace("\\\n", " "))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_found_from_the_readme() -> None:
    found, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        found.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links(page)}
        left += [target for target in targets if target.suffix == ".md" and target not in found]
    assert sorted(map(named, set(ROOT.glob("docs/**/*.md")) - found)) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_quoted_command_exists_with_the_options_it_is_given(page: Path) -> None:
    known = reference()
    for words in quoted(page):
        first, _, rest = words.partition(" ")
        command = next((name for name in (f"{first} {rest.partition(' ')[0]}", first) if name in known), None)
        if command is None:
            assert any(name.startswith(f"{first} ") for name in known), f"no command: clerestory {words}"
            continue
        for option in OPTION.findall(words):
            assert option in {"--json", "--help"} or f"`{option}" in known[command], f"{command}: {option}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_path_of_one_machine(page: Path) -> None:
    assert MACHINE.search(page.read_text()) is None
