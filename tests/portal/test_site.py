"""The built site: whole, the same each time, no dead link, nothing inline, nobody else asked."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from clerestory.errors import ClerestoryError, InputError, ProjectError
from clerestory.project.model import Project
from clerestory.project.pages import Chart, Figure, View
from clerestory.public.site import words
from clerestory.public.site.build import build
from tests.portal.made_up import evidence_of
from tests.portal.pages_read import read
from tests.portal.small import MODELS, PERMITS, PROJECT

PAGES = ["", "permits/", "permits/table/", "models/", "models/table/", "places/", "data/", "protection/"]
PAGES += ["releases/", "report/", "about/", "search/"]
HERE = "https://site.test/"


def html(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }


def test_every_page_is_there(site: Path) -> None:
    assert [page for page in PAGES if not (site / page / "index.html").is_file()] == []
    assert len(html(site)) == len(PAGES) + 1
    for other in ("404.html", "robots.txt", "sitemap.xml", ".well-known/security.txt", "data/evidence.json"):
        assert (site / other).is_file()


def test_the_same_input_gives_the_same_bytes(site: Path, data: Path, tmp_path: Path) -> None:
    build(PROJECT, data, tmp_path / "again", evidence_of(PROJECT))
    assert digests(tmp_path / "again") == digests(site)


def test_every_link_leads_somewhere(site: Path) -> None:
    dead = []
    for file in html(site):
        base = HERE + str(file.relative_to(site)).removesuffix("index.html")
        for _, _, link in read(file).links:
            target = urlsplit(urljoin(base, link))
            if f"{target.scheme}://{target.netloc}/" == HERE and not found(
                site, target.path, target.fragment
            ):
                dead.append((base, link))
            if link in {"", "#"}:
                dead.append((base, link))
    assert dead == []


def found(site: Path, path: str, fragment: str) -> bool:
    file = site / unquote(path).lstrip("/")
    file = file / "index.html" if path.endswith("/") else file
    return file.is_file() and (not fragment or fragment in read(file).ids)


def test_what_search_finds_is_there(site: Path) -> None:
    index = json.loads((site / "search/index.json").read_text())
    addresses = [thing["address"] for kind in ("topics", "places", "more") for thing in index[kind]]
    assert len(addresses) == 2 + 6 + 5
    assert [address for address in addresses if not found(site, *_parted(address))] == []


def _parted(address: str) -> tuple[str, str]:
    path, _, fragment = address.partition("#")
    return path, fragment


def test_no_page_asks_anybody_else(site: Path) -> None:
    own = "https://numbers.example.gov/"
    for file in html(site):
        outside = [
            (tag, name, link)
            for tag, name, link in read(file).links
            if urlsplit(link).netloc and not (tag == "link" and link.startswith(own))
        ]
        assert outside == [], file
    styles = (site / "assets/site.css").read_text()
    assert re.findall(r"url\((?!\"source-sans-3-latin\.woff2\"\)|#hatch\))[^)]*\)", styles) == []
    assert "@import" not in styles


def test_nothing_stands_inline_and_every_tag_is_closed(site: Path) -> None:
    for file in html(site):
        page = read(file)
        assert page.forbidden == [], file
        assert (page.unbalanced, page.open_tags) == ([], []), file


def test_ids_are_unique_and_references_find_them(site: Path) -> None:
    for file in html(site):
        page = read(file)
        assert sorted(set(page.ids)) == sorted(page.ids), file
        assert set(page.references) - set(page.ids) == set(), file


def test_headings_begin_with_one_and_skip_no_level(site: Path) -> None:
    for file in html(site):
        levels = read(file).headings
        assert levels.count(1) == 1, file
        assert all(below - above <= 1 for above, below in zip([0, *levels], levels, strict=False)), file


def test_what_the_project_says_is_escaped(site: Path) -> None:
    page = (site / "models/index.html").read_text()
    assert "Models &lt;of&gt; &amp; things" in page
    assert "Bureau of &lt;Numbers&gt;" in page
    assert "<of>" not in page
    assert "<Numbers>" not in page


def test_sizes_shown_are_the_sizes_of_the_files(site: Path) -> None:
    page = (site / "permits/index.html").read_text()
    shown = re.findall(r'href="\.\./(data/[^"]+)"[^>]*>[^<]*</a>(?:</?span[^>]*>|\s)*([\d.]+ [KM]B)', page)
    assert len(shown) == 13
    assert [(file, size) for file, size in shown if words.size((site / file).stat().st_size) != size] == []


def test_tables_are_copied_byte_for_byte(site: Path, data: Path) -> None:
    assert digests(site / "data").items() >= digests(data).items()


def test_a_page_arrives_drawn_and_written_out(site: Path) -> None:
    page = (site / "permits/index.html").read_text()
    assert page.count("<svg") > 5
    assert '<th scope="row">Orange</th>' in page
    assert "[c]" in page


def test_the_zip_holds_what_its_checksums_say(site: Path) -> None:
    with zipfile.ZipFile(site / "data/permits/permits.zip") as held:
        inside = {name.removeprefix("permits-2026-09/"): held.read(name) for name in held.namelist()}
    sums = dict(reversed(line.split("  ")) for line in inside.pop("SHA256SUMS.txt").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in inside.items()}
    assert set(inside) == {"README.txt", "CITATION.txt", "LICENCE.txt", "dictionary.csv"} | {
        "permits_county.csv",
        "permits_gender.csv",
        "permits_women.csv",
    }
    readme = inside["README.txt"].decode()
    assert all(part in readme for part in ("Two counties were late.", "A permit is not a person", "1 to 10"))


def test_the_dictionary_has_every_category_of_every_variable(site: Path) -> None:
    whole = json.loads((site / "data/dictionary.json").read_text())
    county = whole["collections"][0]["variables"][0]
    assert county["id"] == "county"
    assert {"code": "Alpine", "label": "Alpine", "parent": "Sierra Nevada"} in county["categories"]
    rows = (site / "data/dictionary.csv").read_text().splitlines()
    assert len(rows) == 1 + 10 + 6 + 4 + 3 + 3
    assert "models,kind,Kind,,Pistol,Pistols,Total,models_kind" in rows


def test_the_model_says_which_table_has_fewer_categories(site: Path) -> None:
    model = json.loads((site / "permits/page.json").read_text())
    assert model["variables"]["gender"]["codes"] == ["Total", "Female", "Male"]
    assert {cube["table"]: cube["codes"] for cube in model["cubes"]} == {
        "permits_county": {},
        "permits_gender": {},
        "permits_women": {"gender": ["Total", "Female"]},
    }
    assert model["time"] == "year"
    assert model["place"] == {"variable": "county", "suffix": " County"}
    assert model["defaults"] == {"county": "Total", "year": "2021", "gender": "Total"}


def test_the_sitemap_lists_every_page_and_nothing_else(site: Path) -> None:
    listed = re.findall(
        r"<loc>https://numbers\.example\.gov/([^<]*)</loc>", (site / "sitemap.xml").read_text()
    )
    assert listed == sorted(PAGES)


def test_where_to_report_is_told_to_people_and_programs(site: Path) -> None:
    told = (site / ".well-known/security.txt").read_text()
    assert "Contact: mailto:numbers@example.gov\n" in told
    assert "Expires: 2027-09-15T00:00:00Z\n" in told
    assert 'href="mailto:numbers@example.gov"' in (site / "report/index.html").read_text()


def test_a_page_not_found_links_from_the_root(site: Path) -> None:
    page = read(site / "404.html")
    assert [link for tag, _, link in page.links if not link.startswith(("/", "#"))] == []


WRONG = {
    "figure 1 names table sales, which is not a table of permits": replace(
        PERMITS, figures=(Figure("Sales", "sales", {}),)
    ),
    "the table names table models_kind, which is not a table of permits": replace(
        PERMITS, view=View("models_kind", "kind", "kind")
    ),
    "chart trend names variable gender, which table permits_county does not count by": replace(
        PERMITS, charts=(Chart("trend", "line", "permits_county", "year", "gender"),)
    ),
    "figure 1 names category 1999, which year does not have": replace(
        PERMITS, figures=(Figure("Old", "permits_county", {"year": "1999"}),)
    ),
    "filter race is in no table of permits": replace(PERMITS, filters=("race",)),
}


@pytest.mark.parametrize("reason", WRONG)
def test_a_page_that_names_what_no_table_holds_stops_the_build(
    reason: str, data: Path, tmp_path: Path
) -> None:
    wrong: Project = replace(PROJECT, pages=(WRONG[reason], MODELS))
    with pytest.raises(ProjectError, match=re.escape(f"page permits: {reason}; correct pages/permits.toml")):
        build(wrong, data, tmp_path / "out", evidence_of(PROJECT))
    assert not (tmp_path / "out").exists()


@pytest.fixture
def spoiled(data: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    for file in data.rglob("*.*"):
        target = copy / file.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return copy


@pytest.mark.parametrize("kind", ["json", "csv", "parquet", "xlsx"])
def test_a_file_that_is_not_there_stops_the_build(kind: str, spoiled: Path, tmp_path: Path) -> None:
    (spoiled / f"permits/permits_gender.{kind}").unlink()
    with pytest.raises(
        InputError, match=f"table permits_gender: permits_gender.{kind} is not among the data"
    ):
        build(PROJECT, spoiled, tmp_path / "out", evidence_of(PROJECT))


def test_a_table_cut_short_stops_the_build(spoiled: Path, tmp_path: Path) -> None:
    file = spoiled / "permits/permits_gender.json"
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(InputError, match=r"permits_gender\.json: not a JSON-stat cube"):
        build(PROJECT, spoiled, tmp_path / "out", evidence_of(PROJECT))


def test_a_table_under_another_name_stops_the_build(spoiled: Path, tmp_path: Path) -> None:
    wrong = (spoiled / "permits/permits_gender.json").read_bytes()
    (spoiled / "permits/permits_county.json").write_bytes(wrong)
    with pytest.raises(InputError, match="holds another table than permits_county"):
        build(PROJECT, spoiled, tmp_path / "out", evidence_of(PROJECT))


@pytest.mark.parametrize("evidence", [{}, {"collections": {"permits": {"determined": 0}}}])
def test_a_collection_that_nobody_attacked_stops_the_build(
    evidence: dict[str, object], data: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="the public evidence has no trial of collection"):
        build(PROJECT, data, tmp_path / "out", evidence)


def test_a_folder_in_use_is_left_alone(data: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        build(PROJECT, data, tmp_path, evidence_of(PROJECT))
    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]


def test_a_sentence_with_an_unknown_placeholder_stops_the_build(data: Path, tmp_path: Path) -> None:
    wrong = replace(PROJECT, pages=(replace(PERMITS, summary="{nonsense} permits."), MODELS))
    with pytest.raises(ClerestoryError, match="page permits cannot be drawn"):
        build(wrong, data, tmp_path / "out", evidence_of(PROJECT))


def test_a_project_without_places_has_no_page_of_places(data: Path, tmp_path: Path) -> None:
    lean = replace(PROJECT, pages=(MODELS,))
    build(lean, data, tmp_path / "out", evidence_of(PROJECT))
    assert not (tmp_path / "out/places").exists()
    assert not (tmp_path / "out/assets/california.json").exists()
    assert "county" not in (tmp_path / "out/search/index.html").read_text().lower()


def test_a_site_that_is_no_example_says_nothing_of_examples(data: Path, tmp_path: Path) -> None:
    build(replace(PROJECT, example=""), data, tmp_path / "out", evidence_of(PROJECT))
    told = "".join(file.read_text() for file in html(tmp_path / "out"))
    assert "xample site" not in told
    assert "xample data" not in told


def test_zips_read_back_whole(site: Path) -> None:
    for file in site.rglob("*.zip"):
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as held:
            assert held.testzip() is None
