"""What readers meet: withheld numbers stay withheld, choices show in words, nothing needs a style or a script inside."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from tests.spec.explorer import sample
from tests.spec.explorer.engine import Renderer

VOID = {"input", "br", "hr", "img"}
CHOICES = ("", "?place=Orange", "?place=Bay+Area&year=2015", "?gender=Female&age_group=60%2B", "?place=Marin&show=rate", "?race=Asian&show=rate", "?year=Total")  # fmt: skip


class _Checked(HTMLParser):
    """Collects what a region holds; tags must close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [name for name, _ in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += [name for name, _ in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _checked(markup: str) -> _Checked:
    parser = _Checked()
    parser.feed(markup)
    assert parser.open == []
    return parser


@pytest.mark.parametrize("state", CHOICES)
def test_markup_is_whole_and_carries_no_style_no_handler_and_no_id_twice(
    engine: Renderer, cubes, state: str
) -> None:
    regions = engine.page(sample.model(), cubes, state)
    ids = [id for region, markup in regions.items() if region != "status" for id in _checked(markup).ids]  # noqa: A001
    names = {name for markup in regions.values() for name in _checked(markup).attributes}
    assert len(ids) == len(set(ids))
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert not any(word in "".join(regions.values()) for word in ("NaN", "undefined", "Infinity", "[object"))


def test_the_page_says_its_answer_first(opened: Mapping[str, str]) -> None:
    assert opened["summary"] == (
        "California\u2019s sheriffs and police chiefs took <b>42,929</b> applications to carry a concealed weapon"
        " in 2021, <b>22% more</b> than in 2020."
    )
    assert "7,707 more than in 2020, and the most in the ten years covered." in opened["figures"]


def test_a_summary_that_names_no_place_stays_as_it_opens(
    engine: Renderer, cubes, opened: Mapping[str, str]
) -> None:
    assert engine.page(sample.model(), cubes, "?place=Orange")["summary"] == opened["summary"]


def test_a_withheld_cell_is_a_button_that_tells_why_and_never_blank_or_zero(
    opened: Mapping[str, str],
) -> None:
    marin = re.search(r'<tr><th scope="row">Marin</th>.*', opened["table"])
    assert marin
    assert marin.group().count('<button type="button" class="c" popovertarget="why">') == 6
    assert "<td></td>" not in opened["table"]
    assert "1 to 10" in opened["why"]


def test_no_rate_is_made_from_a_withheld_number(engine: Renderer, cubes) -> None:
    table = engine.page(sample.model(), cubes, "?show=rate")["table"]
    marin = re.search(r'<tr><th scope="row">Marin</th>.*', table)
    assert marin
    assert marin.group().count("[c]") == 5


def test_a_line_breaks_at_a_withheld_number_and_says_so(engine: Renderer, cubes) -> None:
    values = json.loads(json.dumps(cubes))
    cube = values["ccw_county"]
    years = cube["dimension"]["year"]["category"]["index"]
    places = cube["dimension"]["county"]["category"]["index"]
    at = (places.index("Fresno") * len(years) + years.index("2016")) * 3 + 1
    cube["value"][at], cube["status"][at] = None, "c"
    card = engine.page(sample.model(), values, "?place=Fresno")["chart-total"]
    line = re.search(r'class="ln k1" d="([^"]*)"', card)
    assert line
    assert line.group(1).count("M") == 2
    assert 'aria-label="2016: withheld"' in card
    assert "Withheld: 2016." in card
    assert ">[c]</text>" in card


def test_a_merged_category_is_shown_alone_and_its_parts_are_not(opened: Mapping[str, str]) -> None:
    assert '<th scope="row">Alpine and Amador</th>' in opened["table"]
    assert '<th scope="row">Alpine</th>' not in opened["table"]
    assert '<option value="Alpine">' not in opened["filters"]


def test_the_rest_of_a_ranking_is_withheld_where_it_would_be_a_small_number(
    opened: Mapping[str, str],
) -> None:
    assert "Other 40" in opened["chart-ranking"]
    assert "The sum of the other counties would be a withheld number" in opened["chart-ranking"]


def test_the_rest_of_a_ranking_is_the_published_total_less_the_bars(engine: Renderer, cubes) -> None:
    values = json.loads(json.dumps(cubes))
    _withhold(values["ccw_county"], "Kings")
    card = engine.page(sample.model(), values)["chart-ranking"]
    assert "their sum is published" in card
    assert re.search(r"Other 40</text>.*?<text class=\"big\"[^>]*>[\d,]+</text>", card)


def _withhold(cube, county: str) -> None:
    codes = cube["dimension"]["county"]["category"]["index"]
    size = len(cube["value"]) // len(codes)
    for at in range(codes.index(county) * size, (codes.index(county) + 1) * size):
        cube["value"][at], cube["status"][at] = None, "c"


def test_a_withheld_part_of_a_stack_has_no_size_of_its_own(engine: Renderer, cubes) -> None:
    values = json.loads(json.dumps(cubes))
    cube = values["ccw_people"]
    sizes = [len(cube["dimension"][name]["category"]["index"]) for name in ("year", "gender", "age_group")]
    at = ((0 * sizes[0] + 10) * sizes[1] + 3) * sizes[2]  # California, 2021, gender Unknown
    cube["value"][at], cube["status"][at] = None, "c"
    card = engine.page(sample.model(), values)["chart-gender"]
    hatched = re.findall(r'<rect class="qc part"[^>]*height="([\d.]+)"', card)
    assert len(hatched) == 2
    assert "unknown withheld" in card.lower()
    cube["value"][at - sizes[2]], cube["status"][at - sizes[2]] = None, "c"
    both = re.findall(
        r'<rect class="qc part"[^>]*height="([\d.]+)"', engine.page(sample.model(), values)["chart-gender"]
    )
    assert float(both[0]) > 5 * float(hatched[0])


def test_headings_are_made_from_the_numbers(opened: Mapping[str, str]) -> None:
    assert "Permits issued rose by 22% in 2021, to the highest in ten years" in opened["chart-total"]
    assert "Orange and Sacramento account for half of permits issued" in opened["chart-ranking"]
    assert "The sharpest rise since 2012: 21 to 29" in opened["chart-age"]


def test_a_map_calls_a_county_the_lowest_only_where_none_is_lower(engine: Renderer, cubes, model) -> None:
    assert ", lowest in Los Angeles" in engine.page(model, cubes)["chart-map"]
    fewer = json.loads(json.dumps(cubes))
    _set(fewer["ccw_county"], "San Diego", 1)  # too few for a rate to be named, but a lower one
    heading = engine.page(model, fewer)["chart-map"].partition("</h2>")[0]
    assert "Highest in" in heading
    assert "lowest" not in heading
    for county in ("San Diego", "Lake"):
        _set(fewer["ccw_county"], county, 0)
    assert ", none in two counties" in engine.page(model, fewer)["chart-map"]


def _set(cube, county: str, count: int) -> None:
    codes = cube["dimension"]["county"]["category"]["index"]
    size = len(cube["value"]) // len(codes)
    for at in range(codes.index(county) * size, (codes.index(county) + 1) * size):
        cube["value"][at], cube["status"][at] = count, "p"


def test_a_declared_heading_stands_only_while_the_page_is_as_it_opened(
    engine: Renderer, cubes, model
) -> None:
    model["charts"][0]["heading"] = "Permits doubled in {place}"
    assert '<h2 id="h-trend">Permits doubled in California</h2>' in engine.page(model, cubes)["chart-trend"]
    assert "Permits doubled" not in engine.page(model, cubes, "?place=Orange")["chart-trend"]


def test_the_texts_of_a_chart_may_hold_the_figures_too(engine: Renderer, cubes, model) -> None:
    model["charts"][0].update(
        heading="{4} of {1} applications came from women", note="{2.change} than in {previous_year}."
    )
    card = engine.page(model, cubes)["chart-trend"]
    assert ">22% of 42,929 applications came from women</h2>" in card
    assert "22% more than in 2020." in card


def test_the_full_table_may_open_with_a_view_of_its_own(engine: Renderer, cubes, model) -> None:
    model["full"] = {**model["view"], "table": "ccw_people", "rows": "age_group", "columns": "year", "at": {}}
    table = engine.table_page(model, cubes)["table"]
    assert '<th scope="row">21 to 29</th>' in table
    assert '<th scope="row">Fresno</th>' in engine.page(model, cubes)["table"]


def test_a_table_of_regions_says_so_and_pins_the_chosen_county(engine: Renderer, cubes, model) -> None:
    model["view"]["row_codes"] = list(sample.REGIONS)
    assert '<th scope="col">Region</th>' in engine.page(model, cubes)["table"]
    chosen = engine.page(model, cubes, "?place=Orange")["table"]
    rows = re.findall(r'<th scope="row">([^<]+)', chosen)
    assert rows[:3] == ["California", "Orange County", "Bay Area"]
    assert chosen.count('<tr class="on">') == 1


def test_a_summary_follows_the_place_where_its_own_figures_can(engine: Renderer, cubes, model) -> None:
    model["summary"] = "In {place}, {2} permits in {year}, {2.change} than before."
    assert engine.page(model, cubes, "?place=Orange")["summary"].startswith("In Orange County, <b>10,248</b>")


def test_a_full_table_with_many_withheld_numbers_opens_by_region(engine: Renderer, cubes, model) -> None:
    model["view"]["row_codes"] = list(sample.REGIONS)
    assert engine.full(model, cubes)["rows"] == "region"
    model["view"]["row_codes"] = []
    assert engine.full(model, cubes) is None


def test_the_map_has_at_most_five_classes_a_hatch_and_names_the_notable(opened: Mapping[str, str]) -> None:
    card = opened["chart-map"]
    assert len(set(re.findall(r'<path class="(q[1-5]) ', card))) <= 5
    assert 'class="qc area"' in card
    assert "Sacramento <tspan" in card
    assert "Marin <tspan" in card


def test_a_colour_of_the_map_means_the_same_in_every_year(
    engine: Renderer, cubes, opened: Mapping[str, str]
) -> None:
    key = re.compile(r'<ul class="key">.*?</ul>')
    then = engine.page(sample.model(), cubes, "?year=2013")["chart-map"]
    assert _classes(key.search(opened["chart-map"])) == _classes(key.search(then))


def _classes(found) -> list[str]:
    assert found
    return re.findall(r'class="q[1-5]".*?</svg>([^<]+)', found.group())


def test_without_a_map_or_a_denominator_places_are_ranked(engine: Renderer, cubes, model) -> None:
    model["charts"][1]["denominator"] = ""
    assert 'class="map"' not in engine.page(model, cubes)["chart-map"]
    assert 'class="map"' not in engine.page(sample.model(), cubes, land="null")["chart-map"]


def test_what_is_not_published_together_is_greyed_and_said(engine: Renderer, cubes) -> None:
    regions = engine.page(sample.model(), cubes, "?gender=Female")
    assert '<option value="Orange" disabled>' in regions["filters"]
    assert '<option value="Bay Area">' in regions["filters"]
    assert "not published together" in regions["filters"]
    assert "Gender is not published together with county and year" in regions["table"]


def test_a_county_that_is_not_published_with_age_falls_back_to_its_region_and_says_so(
    engine: Renderer, cubes
) -> None:
    card = engine.page(sample.model(), cubes, "?place=Orange")["chart-age"]
    assert "Southern California, 2012 to 2021" in card
    assert "County is not published together with" in card


def test_the_default_view_has_an_empty_query_and_others_are_read_back(engine: Renderer, model) -> None:
    assert engine.query(model, "") == ""
    assert (
        engine.query(model, "?place=Orange&year=2021&gender=Female&show=rate")
        == "?place=Orange&gender=Female&show=rate"
    )
    assert engine.query(model, "?place=Nowhere&year=3021&x=<script>&show=all&age_group=%zz") == ""


def test_nothing_of_an_address_reaches_the_markup_unescaped(engine: Renderer, cubes) -> None:
    page = engine.table_page(sample.model(), cubes, "?find=%22%3E%3Cscript%3E&sort=%3Cb%3E&place=%3Ci%3E")
    assert "<script>" not in "".join(page.values())
    assert "&lt;script&gt;" in page["filters"]


def test_the_cubes_that_a_view_needs_are_only_those_it_draws_from(engine: Renderer, model) -> None:
    model["charts"] = model["charts"][:1]
    model["figures"] = model["figures"][:1]
    assert engine.needed(model) == ["ccw_county"]


def test_another_cube_answers_only_if_it_counts_the_same(engine: Renderer, model) -> None:
    model["charts"] = [chart for chart in model["charts"] if chart["id"] == "trend"]
    model["cubes"][1]["measure"]["id"] = "permits"
    model["figures"] = []
    assert "ccw_people" not in engine.needed(model, "?gender=Female")


def test_an_unknown_placeholder_is_an_error_of_the_page(engine: Renderer, cubes, model) -> None:
    model["summary"] = "{nothing}"
    with pytest.raises(Exception, match="unknown placeholder"):
        engine.page(model, cubes)


def test_nothing_recorded_is_said_and_not_drawn(engine: Renderer, cubes) -> None:
    values = json.loads(json.dumps(cubes))
    cube = values["ccw_race"]
    cube["value"] = [0] * len(cube["value"])
    cube["status"] = ["p"] * len(cube["status"])
    assert (
        "Nothing was recorded for this choice. Zero is a real zero."
        in engine.page(sample.model(), values)["chart-race"]
    )


def test_the_full_table_can_be_turned_sorted_and_searched(engine: Renderer, cubes) -> None:
    turned = engine.table_page(sample.model(), cubes, "?rows=year&columns=county")
    assert '<th scope="row">2012</th>' in turned["table"]
    ranked = engine.table_page(sample.model(), cubes, "?sort=2021")["table"]
    assert ranked.index(">Orange<") < ranked.index(">Sacramento<") < ranked.index(">Fresno<")
    found = engine.table_page(sample.model(), cubes, "?find=san")["table"]
    assert "San Diego" in found
    assert "Fresno" not in found


def test_links_of_the_full_table_read_from_its_own_folder(engine: Renderer, cubes) -> None:
    assert 'href="../../protection/"' in engine.table_page(sample.model(), cubes)["table"]


def test_a_card_has_the_figure_its_change_and_a_small_drawing(engine: Renderer, cubes, model) -> None:
    card = engine.card(model, cubes)
    assert (card["figure"], card["sentence"]) == ("42,929", "22% more than in 2020.")
    assert card["spark"].startswith('<svg class="spark"')
    assert "2012 <b>" in card["ends"]
