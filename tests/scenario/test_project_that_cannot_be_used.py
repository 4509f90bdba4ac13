"""Each thing that can be wrong in a declaration: told with file, line and remedy, all at once."""

import shutil
from pathlib import Path

import pytest

from clerestory.errors import InputError
from clerestory.project.problem import Problem, UnusableProject
from clerestory.project.read import read
from clerestory.public.site import plain_pages
from clerestory.public.site.frame import Frame
from tests.fixtures import tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(tiny.DECLARATIONS, tmp_path / "project")
    return tmp_path / "project"


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(UnusableProject) as caught:
        read(folder)
    return caught.value.problems


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert text.count(old) == 1, f"{old!r} must stand once in {file}"
    (folder / file).write_text(text.replace(old, new))


CARDS, TOWN, PAGE = "tables/cards.toml", "hierarchies/town.csv", "pages/cards.toml"
SOURCE, POLICY, PEOPLE = "sources/cards.toml", "policy.toml", "people.toml"

# file, what stands there, what is put instead, words on the line that is told, the problem, the remedy
WRONG = [
    # keys
    (POLICY, "width = 3", "width = 3\nwitdh = 4", "witdh = 4", "unknown key 'witdh'", "did you mean 'width'?"),
    (PAGE, 'kind = "rate"', 'kind = "rate"\ncolour = "red"', "colour", "unknown key 'colour'", "use one of"),
    (PAGE, "[view]\n", "[view]\nat = { year = 2025 }\n", "at = {", "'year' is a whole number", "give text"),
    (CARDS, 'title = "Cards in use, by district"\n', "", '[[table]]', "the key 'title' is missing", "add it (what"),
    (CARDS, 'unit = "cards" }\nminimum', 'units = "cards" }\nminimum', "units", "unknown key 'units'", "'unit'?"),
    # values
    (POLICY, 'recode = "propose"', 'recode = "maybe"', "maybe", "'recode' cannot be 'maybe'", "apply, propose"),
    (POLICY, "seed = 7", 'seed = "7"', "seed", "'seed' is text", "give a whole number"),
    (POLICY, "seed = 7", "seed = true", "seed", "'seed' is true or false", "give a whole number"),
    (SOURCE, 'class = "sensitive"', 'class = "secret"', "secret", "'class' cannot be 'secret'", "use one of"),
    ("project.toml", "published_on = 2026-03-01", 'published_on = "March"', "March", "'published_on' is text", "date"),
    # policy and people
    (POLICY, "minimum = 11", "minimum = 0", "minimum = 0", "the minimum is 0", "give 1 or more"),
    (POLICY, "width = 3", "width = 2", "width = 2", "the width 2 is less", "give 3 or more"),
    (POLICY, "minimum = 11", "minimum = 20", "width = 3", "the width 3 is less than a minimum of 20", "give 4"),
    (POLICY, '"privacy officer", "publisher"', '"publisher", "publisher"', "signatures", "two different roles", "once"),
    (POLICY, "seed = 7", 'seed = 7\nhost = "static"', "host", "a static host takes no reports", "name the https address"),
    (POLICY, "seed = 7", 'seed = 7\nintake = "https://x.example/"', "intake", "takes reports itself", "leave it out"),
    (POLICY, "seed = 7", 'seed = 7\nhost = "static"\nintake = "/report/"', "intake", "is no https address", "https://"),
    (PEOPLE, '["analyst"]', '["analist"]', "analist", "the role 'analist' does not exist", "did you mean 'analyst'?"),
    (PEOPLE, 'id = "camden"', 'id = "dorothea"', 'id = "dorothea"', "the person 'dorothea' is declared twice", "ren"),
    (PEOPLE, '["publisher"]', '["executive"]', "[[person]]", "nobody has the role 'publisher', which signs", "give it"),
    ("project.toml", '"../evidence"', '"../published/evidence"', "evidence", "the place of evidence lies inside", "out"),
    ("project.toml", '"loans"]', '"lones"]', "lones", "the collection 'lones' does not exist", "did you mean 'loans'?"),
    # sources
    (SOURCE, 'collection = "cards"', 'collection = "card"', 'collection = "card"', "in a file named 'cards'", "same"),
    (SOURCE, 'name = "gender"', 'name = "town"', 'name = "town"', "the column 'town' is declared twice", "rename"),
    # tables
    (CARDS, 'by = ["town", "year"]', 'by = ["town", "last_name"]', "last_name", "which no table may (rule R01)", "rem"),
    (CARDS, 'by = ["town", "year"]', 'by = ["town", "yaer"]', "yaer", "the variable 'yaer' does not exist", "'year'?"),
    (CARDS, 'by = ["town", "year"]', 'by = ["town", "town"]', '"town"]', "the variable 'town' is declared twice", "r"),
    (CARDS, 'by = ["town", "year"]', 'by = ["town", "district"]', "district", "by 'town', which holds it", "leave out"),
    (CARDS, 'by = ["town", "year"]', "by = []", "by = []", "table 'cards_by_town' counts by nothing", "name a"),
    (CARDS, 'id = "lapsed"', 'id = "birth_date"', "birth_date", "'birth_date', which no table may (rule R01)", "remove"),
    (CARDS, "minimum = 12", "minimum = 10", "minimum = 10", "is below the 11 it must keep", "give 11 or more"),
    (CARDS, "minimum = 12", "minimum = 16", "minimum = 16", "asks for a width of 4", "raise the width in policy"),
    (CARDS, '{ lapsed = ["false"] }', '{ lapsed = ["no"] }', "lapsed", "category of 'lapsed' 'no' does not", "false, t"),
    (CARDS, '{ lapsed = ["false"] }', '{ year = ["2025"] }', "where", "counts only part of 'year'", "to `by`"),
    (CARDS, '["2023", "2024", "2025"]', '["2023", "2024", "2024"]', "2024", "the category '2024' is declared twice", "r"),
    (CARDS, 'categories = ["north", "south"]', 'categories = ["north", "west"]', "coarsens", "'west' of 'district'", "sa"),
    (CARDS, 'categories = ["north", "south"]', 'categories = ["north"]', "coarsens", "'Freshitt' of 'town' does not", "l"),
    (CARDS, 'coarsens = "town"', 'coarsens = "village"', "village", "the variable 'village' does not exist", "use one"),
    (CARDS, 'id = "cards_in_use"', 'id = "cards/in use"', "cards/in", "cannot be part of an address", "use letters"),
    # hierarchies
    (CARDS, '"town.csv"', '"towns.csv"', "", "the file is missing", "add it"),
    (TOWN, "Tipton,north,", "Tipton,north,\nTipton,south,", "Tipton,south", "'Tipton' stands on line 5 too", "one parent"),
    (TOWN, "Tipton,north,", "Tipton,west,", "Tipton,west", "the parent 'west' of 'Tipton' is no code", "a line of its own"),
    (TOWN, "north,Total,The North", "north,Lowick,The North", "", "go round in a circle", "let every way up end at Total"),
    (TOWN, "code,parent,label", "town,district,label", "town,district", "does not name the columns", "begin with code"),
    (TOWN, "Tipton,north,", "Tipton,north", "Tipton,north", "2 cells", "give 3 cells a line"),
    (TOWN, "Tipton,north,", "Tipton,,", "Tipton,,", "the code 'Tipton' has no parent", "give a code, or Total"),
    ("denominators/residents.csv", "Tipton,3000", "Tipton,many", "Tipton,many", "no number above 0", "give the residents"),
    # pages
    (PAGE, 'collection = "cards"', 'collection = "card"', "card", "the collection 'card' does not exist", "'cards'?"),
    (PAGE, '"year", "gender"]', '"year", "age"]', "age", "the variable 'age' does not exist", "use one of"),
    (PAGE, 'table = "cards_by_person"', 'table = "cards_by_age"', "cards_by_age", "the table 'cards_by_age' does not", "'"),
    (PAGE, 'series = "district"', 'series = "town"', "series", "in table 'cards_by_person' the variable 'town'", "use"),
    (PAGE, 'town = "north"', 'town = "nord"', "nord", "the category of 'town' 'nord' does not exist", "'north'?"),
    (PAGE, '"Lowick", "Tipton"', '"Lowik", "Tipton"', "Lowik", "the category 'Lowik' does not exist", "'Lowick'?"),
    (PAGE, 'columns = "year"', 'columns = "town"', "columns", "'town' stands on both axes", "choose another"),
    (PAGE, 'kind = "rate"\ndenominator = "residents"', 'kind = "rate"', "[[figures]]", "the denominator ''", "use one of"),
    (PAGE, "{change}", "{chang}", "summary", "the placeholder {chang} does not exist", "did you mean 'change'?"),
    (PAGE, 'label = "Cards in 2025"', 'label = "Cards of {figure}"', "Cards of", "the placeholder {figure} does", "year"),
    # values that must be in range
    (POLICY, "seed = 7", "seed = -7", "seed", "the seed is -7", "give 0 or more"),
    (PEOPLE, '["analyst"]', "[]", "roles", "'dorothea' has no role", "give one"),
    (PEOPLE, '["privacy officer"]', '["privacy officer"]\n\n[[person]]\nid = "x"\nname = "X"\nroles = []', "roles = []", "'x' has no role", "give one"),
    (SOURCE, "latest = 2026-03-01", "latest = 1899-03-01", "latest", "'birth_date' is before its earliest", "swap"),
    (SOURCE, 'purpose = "year of issue"', 'purpose = "year"\nearliest = 2020-01-01', "[[column]]", "'year' is of type integer", "leave them out"),
    (CARDS, 'categories = ["2023", "2024", "2025"]', 'categories = ["2023", "Total"]', "Total", "'Total' is no category", "leave it out"),
    (CARDS, 'categories = ["2023", "2024", "2025"]', 'hierarchy = "town.csv"\ncategories = ["1"]', "[[variable]]", "either categories or a", "one of the two"),
    (CARDS, 'categories = ["2023", "2024", "2025"]', "", "[[variable]]", "'year' needs either categories", "one of the two"),
    (CARDS, 'id = "gender"', 'id = "measure"', "measure", "'measure' is no variable's name", "rename the column"),
    (CARDS, '{ lapsed = ["false"] }', "{ lapsed = [] }", "where", "no category of 'lapsed' is left", "name one"),
    (PAGE, 'table = "cards_by_town"\nat = { year = "2025" }\ncompare', 'table = "cards_in_use"\ncompare', "compare", "has no variable 'year' to compare by", "leave `compare` out"),
    (PAGE, 'id = "towns"', 'id = "trend"', 'id = "trend"', "the chart 'trend' is declared twice", "rename"),
    (PAGE, 'id = "cards"', 'id = "card"', 'id = "card"', "stands in a file named 'cards'", "use one name"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "what", "remedy"), WRONG)
def test_what_is_wrong_is_told_where_it_stands_with_a_remedy(
    folder: Path, file, old, new, line, what, remedy
) -> None:
    edit(folder, file, old, new)
    found = problems_of(folder)
    assert any(what in problem.what and remedy in problem.remedy for problem in found), found
    problem = next(problem for problem in found if what in problem.what)
    if line:
        assert problem.file == file
        assert line in (folder / file).read_text().splitlines()[problem.line - 1]


def test_two_signing_roles_of_one_person_are_told(folder: Path) -> None:
    edit(folder, PEOPLE, '["publisher"]', '["analyst"]')
    edit(folder, PEOPLE, '"privacy officer"]', '"privacy officer", "publisher"]')
    assert [problem.what for problem in problems_of(folder)] == [
        "the roles that sign cannot be held by different people"
    ]


def test_a_denominator_without_a_category_of_the_table_is_told(folder: Path) -> None:
    (folder / "denominators/residents.csv").write_text("code,value\nLoamford,12\n")
    assert any("'residents' has no category of table" in problem.what for problem in problems_of(folder))


def test_everything_that_is_wrong_is_told_at_once(folder: Path) -> None:
    edit(folder, POLICY, "width = 3", "width = 1")
    edit(folder, PEOPLE, '["analyst"]', '["analist"]')
    edit(folder, CARDS, 'by = ["town", "year"]', 'by = ["town", "last_name"]')
    edit(folder, TOWN, "Tipton,north,", "Tipton,west,")
    edit(folder, "pages/home.toml", "lede =", "lead =")
    found = problems_of(folder)
    assert {problem.file for problem in found} == {POLICY, PEOPLE, CARDS, TOWN, "pages/home.toml"}


def test_the_message_opens_with_the_place_and_counts_the_others(folder: Path) -> None:
    edit(folder, POLICY, "width = 3", "width = 1")
    with pytest.raises(UnusableProject, match=r"^policy\.toml:3: the width 1 .*; give 3 or more$"):
        read(folder)
    edit(folder, PEOPLE, '["analyst"]', '["analist"]')
    with pytest.raises(UnusableProject, match=r"\(and 1 more: see `clerestory check`\)$"):
        read(folder)


@pytest.mark.parametrize("file", ["policy.toml", "people.toml", "pages/home.toml", "tables/cards.toml"])
def test_a_missing_file_is_told(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert Problem(file, 1, "the file is missing", "add it; see `clerestory new`") in problems_of(folder)


def test_a_table_file_without_a_source_is_told(folder: Path) -> None:
    (folder / "sources/loans.toml").unlink()
    assert any("there is no source of that name" in problem.what for problem in problems_of(folder))


def test_a_table_id_used_in_two_collections_is_told(folder: Path) -> None:
    edit(folder, CARDS, 'id = "cards_in_use"', 'id = "loans_by_kind"')
    assert any("is declared in another collection too" in problem.what for problem in problems_of(folder))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("minimum = = 3\n", 1),
        ("minimum = 11\nwidth = 'a\n", 2),
        ("a = 1\na = 2\n", 2),
        ("[x\n", 1),
        ("a = [1,\n", 1),
    ],
)
def test_text_that_is_no_toml_is_told_with_its_line(folder: Path, text: str, line: int) -> None:
    (folder / POLICY).write_text(text)
    found = [problem for problem in problems_of(folder) if problem.file == POLICY]
    assert [problem.line for problem in found] == [line]
    assert found[0].what.startswith("not TOML: ")


def test_a_byte_order_mark_is_no_text(folder: Path) -> None:
    for file in (POLICY, TOWN):
        (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert read(folder).policy.seed == 7


def test_an_address_has_no_sign_that_only_looks_like_a_letter(folder: Path) -> None:
    edit(folder, CARDS, 'id = "cards_in_use"', 'id = "\u212aards"')
    assert any("cannot be part of an address" in problem.what for problem in problems_of(folder))


def test_bytes_that_are_no_text_are_told(folder: Path) -> None:
    (folder / POLICY).write_bytes(b"minimum = 11 # \xff\xfe")
    assert any("not UTF-8" in problem.what for problem in problems_of(folder))


def test_a_folder_without_a_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no project\.toml there"):
        read(tmp_path)


def test_a_project_is_found_in_its_folder_and_in_the_one_around_it(folder: Path) -> None:
    assert read(folder) == read(folder.parent)
    assert [page.id for page in read(folder).pages] == ["cards", "loans"]
    assert read(folder).collections == ("cards", "loans")


def test_a_table_about_things_may_go_below_the_minimum(folder: Path) -> None:
    edit(folder, "sources/loans.toml", 'class = "sensitive"', 'class = "plain"')
    edit(folder, "sources/loans.toml", 'class = "direct identifier"', 'class = "plain"')
    edit(folder, "tables/loans.toml", 'title = "Loans, by', 'minimum = 1\ntitle = "Loans, by')
    assert read(folder).tables_of("loans")[0].minimum == 1


def test_the_form_of_a_static_host_posts_to_the_intake_address_and_any_other_to_its_server(
    folder: Path,
) -> None:
    frame = Frame(read(folder), "a district", "North")
    assert b'action="../report/"' in plain_pages.report(frame.project, frame)
    edit(folder, POLICY, "seed = 7", 'seed = 7\nhost = "static"\nintake = "https://reports.example/report/"')
    frame = Frame(read(folder), "a district", "North")
    assert b'action="https://reports.example/report/"' in plain_pages.report(frame.project, frame)
