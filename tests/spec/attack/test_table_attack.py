"""``clerestory table attack`` on tables that anyone may have published, worked by hand."""

import pytest

from clerestory.cli.main import main

# ~ is an empty word: a blank
BY_SEX = """
    county sex   count
    Total  Total   60
    Total  F       40
    Total  M       20
    a      Total   25
    a      F       {a_f}
    a      M       {a_m}
    b      Total   35
    b      F       {b_f}
    b      M       {b_m}
"""
BY = ("--by", "county,sex")


def with_gaps(**gaps):
    return BY_SEX.format(**({"a_f": 20, "a_m": 5, "b_f": 20, "b_m": 15} | gaps))


@pytest.mark.parametrize("mark", ["~", "*", "[c]", "(D)", "<11"])
def test_one_gap_is_its_total_less_the_rest_whatever_it_is_marked_with(attack, mark):
    code, found = attack({"t.csv": with_gaps(a_m=mark)}, *BY)
    assert code == 1
    assert (found["cells"], found["withheld"]) == (9, 1)
    [entry] = found["recoverable"]
    assert entry["cell"] == {"county": "a", "sex": "M"}
    assert (entry["table"], entry["value"], entry["by"], entry["unsafe"]) == ("t", 25 - 20, "equations", True)
    terms = {tuple(cell.values()): weight for weight, cell in entry["formula"]}
    assert terms in ({("a", "Total"): 1, ("a", "F"): -1}, {("Total", "M"): 1, ("b", "M"): -1})


def test_a_table_without_gaps_has_nothing_to_recover(attack):
    code, found = attack({"t.csv": with_gaps()}, *BY)
    assert (code, found["recoverable"], found["withheld"]) == (0, [], 0)


def test_a_rectangle_of_gaps_keeps_its_counts(attack):
    code, found = attack({"t.csv": with_gaps(a_f="*", a_m="*", b_f="*", b_m="*")}, *BY)
    assert (code, found["recoverable"], found["proof"]["wide"]) == (0, [], 4)


def test_what_a_mark_says_narrows_the_others(attack):
    # a,M is at least 1 and b,M at most 20 - 1; a,F = 25 - a,M; the mark 18..19 leaves b,M two values
    code, found = attack({"t.csv": with_gaps(a_f="*", a_m="<3", b_f="*", b_m="*").replace(" 5", " 2")}, *BY)
    assert code == 1
    told = {tuple(entry["cell"].values()): entry["interval"] for entry in found["recoverable"]}
    assert told == {("a", "M"): [1, 2], ("a", "F"): [23, 24], ("b", "M"): [18, 19], ("b", "F"): [16, 17]}
    assert {entry["by"] for entry in found["recoverable"]} == {"bounds"}


def test_nothing_is_negative_so_a_total_of_zero_opens_what_it_sums(attack):
    table = """
        county sex   count
        Total  Total   35
        Total  F        *
        Total  M        *
        a      Total    0
        a      F        *
        a      M        *
        b      Total   35
        b      F        *
        b      M        *
    """
    _, found = attack({"t.csv": table}, *BY)
    assert {tuple(entry["cell"].values()): entry["value"] for entry in found["recoverable"]} == {
        ("a", "F"): 0,
        ("a", "M"): 0,
    }


def test_hierarchies_that_overlap_are_both_used(attack):
    # z = Total - xy, x = Total - yz, y = xy - x
    rows = "code parent\nxy Total\nz Total\nx xy\ny xy"
    other = "code parent\nyz Total\nx Total\ny yz\nz yz"
    table = """
        g     count
        Total   9
        xy      5
        yz      7
        x       *
        y       *
        z       *
    """
    _, found = attack(
        {"t.csv": table, "one.csv": rows, "other.csv": other},
        "--by",
        "g",
        "--hierarchy",
        "g=one.csv",
        "--hierarchy",
        "g=other.csv",
    )
    assert {entry["cell"]["g"]: entry["value"] for entry in found["recoverable"]} == {"x": 2, "y": 3, "z": 4}


def test_who_knows_that_zeros_are_shown_learns_more(attack):
    # a,F + a,M = 3: each is 0 to 3; without zeros 1 or 2
    gaps = with_gaps(a_f="*", a_m="*", b_f="*", b_m="*").replace("25", "3").replace("35", "57")
    assert attack({"t.csv": gaps}, *BY)[0] == 0
    _, found = attack({"t.csv": gaps}, *BY, "--zeros-shown")
    told = {tuple(entry["cell"].values()): entry["interval"] for entry in found["recoverable"]}
    assert told == {("a", "F"): [1, 2], ("a", "M"): [1, 2], ("b", "F"): [38, 39], ("b", "M"): [18, 19]}


def test_a_contributor_knows_that_they_are_counted(attack):
    # a,F + a,M = 3; to a man of county a, a,M is 1 to 3, so a,F is 0 to 2
    gaps = with_gaps(a_f="*", a_m="*", b_f="*", b_m="*").replace("25", "3").replace("35", "57")
    _, found = attack({"t.csv": gaps}, *BY, "--contributor", "county=a,sex=M")
    told = {tuple(entry["cell"].values()): entry["interval"] for entry in found["recoverable"]}
    assert told == {("a", "F"): [0, 2], ("a", "M"): [1, 3], ("b", "F"): [38, 40], ("b", "M"): [17, 19]}


def test_two_files_are_one_system(attack):
    one = with_gaps(a_f="*", a_m="*", b_f="*", b_m="*")
    two = """
        county race count
        Total  Total  60
        Total  white  60
        a      Total  25
        a      white  25
        b      Total  35
        b      white  35
    """
    assert attack({"t1.csv": one, "t2.csv": two}, "--by", "county,sex,race")[0] == 0
    hidden = one.replace("a      Total   25", "a      Total    *")
    _, found = attack({"t1.csv": hidden, "t2.csv": two}, "--by", "county,sex,race")
    [entry] = found["recoverable"]
    assert (entry["table"], entry["cell"], entry["value"]) == ("t1", {"county": "a", "sex": "Total"}, 25)
    assert entry["formula_tables"] in (["t2"], ["t1", "t1"])


def test_a_revision_is_told_by_differencing(attack):
    before, after = (
        with_gaps(),
        with_gaps().replace("60", "63").replace("40", "43").replace("20", "23").replace("25", "28"),
    )
    after = after.replace("M       23", "M       20").replace("b      F       23", "b      F       20")
    code, said = attack({"t_old.csv": before, "t_new.csv": after}, *BY)
    assert code == 2
    assert "--within" in said["error"]
    code, found = attack({"t_old.csv": before, "t_new.csv": after}, *BY, "--within", "t_old=t_new")
    assert code == 1
    told = {tuple(entry["cell"].values()): entry["value"] for entry in found["recoverable"]}
    assert told == {("Total", "Total"): 3, ("Total", "F"): 3, ("a", "Total"): 3, ("a", "F"): 3}
    assert {entry["table"] for entry in found["recoverable"]} == {"t_new less t_old"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("60", "61"), "is not the sum"),
        (("b      M       15", "b      M      -15"), "negative"),
        (("b      M       15", "b      M      many"), "neither a count nor a known mark"),
        (("b      M       15", "b      F       20"), "two rows"),
        (("b      M       15", ""), "no row"),
        (("Total", "All"), "no category Total"),
        (("sex   count", "sex   number"), None),
        (("sex   count", "sex   sex"), "the same name"),
        (("b      M       15", "b      M       99999999999999999999"), "beyond 2^53"),
        (("b      M       15", "b      M       >99999999999999999999"), "no count possible"),
        (("b      M       15", "b      ~       15"), "leaves sex empty"),
        (("b      M       15", "b      M"), "has 2 values where the header names 3"),
        (("county sex   count", "county sex   n1"), None),
    ],
)
def test_bad_tables_are_said_in_a_sentence(attack, change, sentence):
    code, said = attack({"t.csv": with_gaps().replace(*change)}, *BY)
    assert code == (0 if sentence is None else 2)
    assert sentence is None or sentence in said["error"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("a b\nb a", "below itself"),
        ("a N\na S\nN Total\nS Total\nb N", "two parents"),
        ("a N\nb N", "no parent"),
        ("a Total", "not in its hierarchy"),
        ("Total a\na b", "the root"),
        ("a Total\nb Total\nc", "a code and its parent"),
        ("a Total\nb N\nc N\nN Total", "not whole without c"),
    ],
)
def test_broken_hierarchies_are_said_in_a_sentence(attack, rows, sentence):
    code, said = attack(
        {"t.csv": with_gaps(), "h.csv": "code parent\n" + rows}, *BY, "--hierarchy", "county=h.csv"
    )
    assert code == 2
    assert sentence in said["error"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--by", ""), "--by"),
        (("--by", "county,sex", "--width", "0"), "1 or more"),
        (("--by", "county,sex,age"), "no file has a column"),
        (("--by", "county,sex", "--contributor", "county=z"), "no such category"),
        (("--by", "county,sex", "--hierarchy", "age=h.csv"), "not one of the variables"),
        (("--by", "county,sex", "--count", "n"), "--count"),
        (("--by", "county,sex", "--mark", "s=9..2"), "--mark"),
        (("--by", "county,sex", "--within", "t=u"), "no table is called"),
        (("--by", "county,sex", "--within", "t=t"), "within itself"),
        (("--by", "county,sex", "--within", "t"), "two names"),
        (("--by", "county,sex", "--within", "t=u", "--within", "t=v"), "given twice"),
        (("--by", "county,sex", "--minimum", "0"), "1 or more"),
        (("--by", "county,county"), "each once"),
        (("--by", "county"), "two rows"),
        (("--by", "county,sex", "--contributor", "age=1"), "not one of the variables"),
        (("--by", "county,sex", "--contributor", "county"), "two names"),
        (("--by", "county,sex", "--contributor", "county=a,county=b"), "given twice"),
        (("--by", "county,sex", "--hierarchy", "county"), "VARIABLE=FILE"),
        (("--by", "county,sex", "--hierarchy", "county=gone.csv"), "cannot be read"),
        (("--by", "county,sex", "--hierarchy", "county=t.csv"), "code,parent"),
        (("--by", "county,sex", "--count", "sex"), "is one of --by"),
        (("--by", "county,sex", "--mark", "1..3"), "--mark"),
        (("--by", "county,sex", "--mark", "s=1..3", "--mark", "s=withheld"), "given twice"),
        (("--by", "county,sex", "--total", "age=All"), "not one of the variables"),
        (("--by", "county,sex", "--total", "All", "--total", "Every"), "given twice"),
        (("--by", "county,sex", "--no-total", "age"), "not one of the variables"),
    ],
)
def test_bad_options_are_said_in_a_sentence(attack, options, sentence):
    code, said = attack({"t.csv": with_gaps()}, *options)
    assert code == 2
    assert sentence in said["error"]


def test_numbers_that_no_counts_agree_with_are_refused(attack):
    # the gap would be 20 - 35 = -15
    code, _ = attack({"t.csv": with_gaps(a_m="*").replace("b      M       15", "b      M       35")}, *BY)
    assert code == 2


@pytest.mark.parametrize(
    "option", [("--width", "three"), ("--absent", "maybe"), ("--shade", "1"), ("--wid", "3")]
)
def test_options_that_do_not_exist_are_one_sentence(attack, option):
    code, told = attack({"t.csv": with_gaps()}, *BY, *option)
    assert code == told["exit_code"] == 2
    assert told["error"].endswith("`clerestory table attack --help` says what it takes")


def test_a_total_that_is_withheld_without_bound_leaves_its_parts_wide(attack):
    rows = [line.split()[:2] for line in BY_SEX.strip().splitlines()[1:]]
    table = "county sex count\n" + "\n".join(" ".join([*row, "*"]) for row in rows)
    code, found = attack({"t.csv": table}, *BY)
    assert (code, found["recoverable"], found["proof"]["undecided"]) == (0, [], 0)
    assert found["proof"]["wide"] == 9


def test_a_mark_that_is_narrow_by_itself_is_told(attack):
    gaps = with_gaps(a_f="*", a_m="4-5", b_f="*", b_m="*")
    _, found = attack({"t.csv": gaps}, *BY)
    told = {tuple(entry["cell"].values()): entry["interval"] for entry in found["recoverable"]}
    assert told[("a", "M")] == [4, 5]


def test_people_are_told_both_ends_of_an_interval(attack, tmp_path, capsys):
    attack({"t.csv": with_gaps(a_f="*", a_m="<3", b_f="*", b_m="*").replace(" 5", " 2")}, *BY)
    assert main(["table", "attack", str(tmp_path / "t.csv"), *BY]) == 1
    told = capsys.readouterr().out
    assert (
        "t: county a, sex F = 23 to 24, by bounds: at least [county a, sex Total] - 2; at most [county a, sex Total] - 1"
        in told
    )


@pytest.mark.parametrize(
    ("other", "sentence"), [("t.csv", "given twice"), ("gone.csv", "cannot be read"), (".", "one kind")]
)
def test_files_that_cannot_be_tried_are_said_in_a_sentence(attack, capsys, other, sentence):
    attack({"t.csv": with_gaps()}, *BY)
    assert main(["table", "attack", "t.csv", other, *BY]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.csv:1: has no header"),
        (
            "county,sex,count\nTotal,Total,9\na,Total,1,000\n",
            "t.csv:3: has 4 values where the header names 3",
        ),
        (
            "county,sex,count\nTotal,Total,9\na,Total,9\n\na,Total,9\n",
            "t.csv:5: the cell county a, sex Total stands",
        ),
        ("county,sex,count\nTotal,Total,9\n,Total,9\n", "t.csv:3: a row leaves county empty"),
        ('county,sex,count\nTotal,Total,9\n"a\nb",Total,9\nc,Total,many\n', "t.csv:5: neither a count nor"),
        (
            "county,sex,count\nTotal,Total,9\nS\xe3o,Total,9\n".encode("latin-1"),
            "t.csv:3: cannot be read as UTF-8",
        ),
        ("county,sex,count\n".encode("utf-16"), "t.csv:1: cannot be read as text"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(
    tmp_path, capsys, text: str | bytes, said: str
) -> None:
    (tmp_path / "t.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["table", "attack", str(tmp_path / "t.csv"), *BY]) == 2
    assert said in capsys.readouterr().err


def test_a_hierarchy_that_is_broken_is_told_with_its_line(attack):
    for rows, said in (
        ("code parent\na N\nb Total", "h.csv:2: code N has no parent"),
        ("code parent\nb Total\na N\nN a", "h.csv:3: code a is below itself"),
        ("code parent", "h.csv: has no rows"),
    ):
        code, told = attack({"t.csv": with_gaps(), "h.csv": rows}, *BY, "--hierarchy", "county=h.csv")
        assert (code, said in told["error"]) == (2, True), told
