"""Whatever is asked of ``table protect`` and ``table compare`` and cannot be done is a sentence and exit 2."""

import csv

import pytest

from clerestory.cli.main import main

RECORDS = [
    ("n1", "f", "1", "x", "10", "3"),
    ("n2", "m", "2", "y", "20", "4"),
    ("s", "f", "3", "x", "30", "5"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "records.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("county", "sex", "turnover", "firm", "people", "weight"), *RECORDS])
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


FILES = {
    "cycle.csv": "code,parent\nn1,n2\nn2,n1\ns,Total\n",
    "two.csv": "code,parent\nn1,north\nn1,south\nnorth,Total\nsouth,Total\ns,Total\nn2,Total\n",
    "orphan.csv": "code,parent\nn1,north\nn2,Total\ns,Total\n",
    "short.csv": "code,parent\nn1,Total\n",
    "negative.csv": "county,sex,n\nn1,f,-3\nn2,m,4\n",
    "totals.csv": "county,sex,n\nTotal,f,3\nn2,m,4\n",
    "half.csv": "county,sex,n\nn1,f,1.5\n",
    "blank.csv": "county,sex,n\nn1,f,15\nn1,m,15\nn2,,15\n",
    "quoted.csv": 'county,sex,n\n"n1\nnorth",f,15\n\n"n2",f,many\n',
    "ragged.csv": "county,sex,n\nn1,f,15\nn1,m,1,500\n",
    "latin.csv": "county,sex,n\nn1,f,15\nSão,m,15\n".encode("latin-1"),
    "wide.csv": "county,sex,n\nn1,f,15\n".encode("utf-16"),
    "twice.csv": "county,sex,sex,n\nn1,f,f,15\n",
    "nothing.csv": "",
    "head.csv": "county,sex,n\n",
    "huge.csv": "county,sex,n\nn1,f,9000000000000000\nn2,f,9000000000000000\n",
    "blanks.csv": "county,sex,n\nn1,f,40\nn1, f,40\n",
    "law.csv": "county,sex\nelsewhere,f\n",
    "law2.csv": "region\nnorth\n",
    "empty.csv": "county\n",
    "people.csv": "county,population\nn1,many\n",
    "few.csv": "county,population\nn1,5\n",
    "again.csv": "county,population\nn1,5\nn2,7\nn1,6\n",
    "unnamed.csv": "county,sex,turnover,firm\nn1,f,5,a\nn1,f,6,\nn2,m,7,\n",
    "nobody.csv": "county,n\nn1,5\n",
    "score.toml": '[county]\ncriterion = "Residence Geography"\n',
    "wrong.toml": '[county]\ncriterion = "Weather"\nrange = "rain"\n[sex]\ncriterion = "Weather"\nrange = "x"\n',
    "range.toml": '[county]\ncriterion = "Residence Geography"\nrange = "huge"\n[sex]\ncriterion = "x"\n',
    "broken.toml": "county = ",
    "params.csv": "i,v,p\n0,0,2\n",
    "ledger.txt": "hello\n",
}

SUMS = ("--value", "turnover")
BAD = [
    (("--zeros", "hide"), "invalid choice"),
    (("--unknown",), "unrecognized arguments"),
    (("--min", "11"), "unrecognized arguments"),
    (("--minimum", "0"), "--minimum must be 1 or more"),
    (("--minimum", "few"), "invalid int value"),
    (("--width", "0"), "width is 0"),
    (("--minimum", "3", "--width", "4"), "no count can range so far among so few records"),
    (("--minimum", "9" * 30), "no more than 1,000,000,000"),
    (("--evidence", "e.txt"), "write evidence.json"),
    (("--evidence", "nowhere/e.json"), "nowhere is no folder"),
    (("--out", "nowhere/out.csv"), "give a file in a folder that is there"),
    (("--out", "records.csv"), "are the records; give the table a file of its own"),
    (("--seed", "-1"), "seed is -1"),
    (("--hierarchy", "county=cycle.csv"), "run in a circle"),
    (("--hierarchy", "county=two.csv"), "two.csv:3: this code has a parent already"),
    (("--hierarchy", "county=orphan.csv"), "orphan.csv:2: north is a parent without a parent"),
    (("--hierarchy", "county=short.csv"), "records.csv:3: column county: 2 of its categories are no leaves"),
    (("--hierarchy", "county=none.csv"), "none.csv: cannot be read"),
    (("--hierarchy", "year=cycle.csv"), "is not one of --by"),
    (("--group-disclosure", "outcome"), "outcome is not a variable"),
    (("--force", "law.csv"), "county has no category elsewhere"),
    (("--force", "law2.csv"), "region is not a variable"),
    (("--force", "empty.csv"), "has no rows"),
    (("--force", "none.csv"), "cannot be read"),
    (("--denominator", "people.csv"), "--denominator: is used by --score"),
    (("--score", "score.toml"), "says nothing of sex"),
    (("--score", "wrong.toml"), "no criterion Weather"),
    (("--score", "range.toml"), "has no scored range 'huge'"),
    (("--score", "broken.toml"), "cannot be read as TOML"),
    (("--score", "score.toml", "--denominator", "people"), "needs leaves with --count"),
    (
        ("--score", "score.toml", "--denominator", "people.csv"),
        "people.csv:2: the population is no whole number",
    ),
    (
        ("--score", "score.toml", "--denominator", "again.csv"),
        "again.csv:4: n1 stands on an earlier line too",
    ),
    (("--score", "score.toml", "--denominator", "nobody.csv"), "give columns of variables, and population"),
    (("--dominance", "1,80"), "is a rule of sums; name the column with --value"),
    (("--p-percent", "10"), "is a rule of sums"),
    (("--holding", "firm"), "is a rule of sums"),
    (SUMS, "name a rule of sums"),
    ((*SUMS, "--p-percent", "0"), "give p above 0"),
    ((*SUMS, "--p-percent", "ten"), "invalid float value"),
    ((*SUMS, "--dominance", "80"), "write two numbers"),
    ((*SUMS, "--dominance", "1.5,80"), "a whole number"),
    ((*SUMS, "--dominance", "1,100"), "k between 0 and 100"),
    ((*SUMS, "--dominance", "0,80"), "n of 1 or more"),
    ((*SUMS, "--prior-posterior", "100,10"), "q above p"),
    ((*SUMS, "--dominance", "1,80", "--coalition", "2"), "--coalition: is part of"),
    ((*SUMS, "--p-percent", "10", "--coalition", "0"), "give 1 or more contributors"),
    ((*SUMS, "--p-percent", "10", "--weight", "weight", "--holding", "firm"), "give one"),
    ((*SUMS, "--p-percent", "10", "--zeros", "withhold"), "is a rule of counts"),
    ((*SUMS, "--p-percent", "10", "--group-disclosure", "sex"), "is a rule of counts"),
    ((*SUMS, "--p-percent", "10", "--score", "score.toml"), "is a rule of counts"),
    ((*SUMS, "--p-percent", "10", "--count", "people"), "not both"),
    ((*SUMS, "--p-percent", "10", "--proof", "integer"), "is for counts"),
    ((*SUMS, "--p-percent", "10", "--recode"), "is for counts"),
    ((*SUMS, "--p-percent", "10", "--evidence", "e.npz"), "is written for counts"),
    ((*SUMS, "--p-percent", "10", "--method", "round"), "sums of --value are suppressed"),
    (("--value", "sex", "--p-percent", "10"), "is the column of --value"),
    (("--value", "firm", "--p-percent", "10"), "no number with at most 6 decimals"),
    (("--value", "nothing", "--p-percent", "10"), "has no column nothing"),
    (("--method", "swap"), "invalid choice"),
    (("--base", "5"), "is for --method round and controlled-round, not suppress"),
    (("--method", "round", "--base", "1"), "give 2 or more"),
    (("--method", "round", "--recode"), "is heeded by --method suppress alone"),
    (("--method", "round", "--zeros", "withhold"), "is heeded by --method suppress alone"),
    (("--method", "round", "--epsilon", "1"), "is for --method dp, not round"),
    (("--method", "cell-key", "--parameters", "params.csv"), "do not sum to 1"),
    (("--method", "cell-key", "--record-key", "firm"), "holds something that is no whole number"),
    (("--method", "dp"), "needs --epsilon"),
    (("--method", "dp", "--epsilon", "1"), "--ledger"),
    (("--method", "dp", "--epsilon", "much", "--ledger", "new.txt"), "is no number"),
    (("--method", "dp", "--epsilon", "0", "--ledger", "new.txt"), "above 0"),
    (("--method", "dp", "--epsilon", "1", "--ledger", "new.txt"), "declare its budget"),
    (("--method", "dp", "--epsilon", "1", "--ledger", "ledger.txt"), "is not a ledger"),
    (
        ("--method", "dp", "--epsilon", "1", "--ledger", "new.txt", "--records-per-person", "0"),
        "give 1 or more",
    ),
]


@pytest.mark.parametrize(("more", "said"), BAD, ids=[" ".join(more) for more, _ in BAD])
def test_protect_says_what_is_wrong(folder, capsys, more: tuple[str, ...], said: str) -> None:
    assert main(["table", "protect", "records.csv", "--by", "county,sex", "--out", "out.csv", *more]) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "out.csv").exists()


LEAVES = [
    (("negative.csv", "--count", "n"), "negative.csv:2: column n: a count is missing or negative"),
    (("totals.csv", "--count", "n"), "totals.csv:2: column county: Total is the name of totals"),
    (("half.csv", "--count", "n"), "half.csv:2: column n: holds something that is no whole number"),
    (("blank.csv", "--count", "n"), "blank.csv:4: column sex: 1 rows have no value"),
    (("quoted.csv", "--count", "n"), "quoted.csv:5: column n: holds something that is no whole number"),
    (("ragged.csv", "--count", "n"), "ragged.csv:3: has 4 values where the header names 3 columns"),
    (("latin.csv", "--count", "n"), "latin.csv:3: cannot be read as UTF-8"),
    (("wide.csv", "--count", "n"), "wide.csv: cannot be read as text"),
    (("twice.csv", "--count", "n"), "twice.csv:1: has two columns sex; rename one"),
    (("nothing.csv", "--count", "n"), "nothing.csv:1: has no header"),
    (("head.csv", "--count", "n"), "without records its categories are not known"),
    (("huge.csv", "--count", "n"), "counts more records than 2^53"),
    (("blanks.csv", "--count", "n"), "two categories differ by blanks alone"),
    (("negative.csv", "--count", "sex"), "is one of --by"),
    (("negative.csv", "--count", "n", "--method", "cell-key", "--record-key", "n"), "give one"),
    (("none.csv", "--count", "n"), "cannot be read"),
    (("unnamed.csv", *SUMS, "--p-percent", "10", "--holding", "firm"), "column firm: 2 rows name no holding"),
]


@pytest.mark.parametrize(("words", "said"), LEAVES, ids=[" ".join(words) for words, _ in LEAVES])
def test_leaves_that_are_none_are_a_sentence(folder, capsys, words: tuple[str, ...], said: str) -> None:
    assert main(["table", "protect", *words, "--by", "county,sex", "--out", "out.csv"]) == 2
    assert said in capsys.readouterr().err


def test_a_byte_order_mark_and_quoted_lines_are_read(folder, capsys) -> None:
    text = '"county",sex,n\r\n"n1\r\nnorth",f,15\r\nn2,f,40\r\nn3,f,40\r\n'
    (folder / "excel.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (folder / "tree.csv").write_bytes(b"\xef\xbb\xbfcode,parent\r\nf,Total\r\n")
    words = ("table", "protect", "excel.csv", "--by", "county,sex", "--count", "n", "--out", "out.csv")
    assert main([*words, "--hierarchy", "sex=tree.csv"]) == 0, capsys.readouterr().err
    with (folder / "out.csv").open(newline="") as file:
        assert [row["count"] for row in csv.DictReader(file) if row["county"].startswith("n1")] == [
            "15",
            "15",
        ]


COMPARE = [
    (("--epsilon", "0"), "above 0"),
    (("--base", "1"), "give 2 or more"),
    (("--seed", "-1"), "give 0 or more"),
    (("--minimum", "0"), "must be 1 or more"),
    (("--hierarchy", "county=cycle.csv"), "run in a circle"),
    (("--method", "round"), "unrecognized arguments"),
]


@pytest.mark.parametrize(("more", "said"), COMPARE, ids=[" ".join(more) for more, _ in COMPARE])
def test_compare_says_what_is_wrong(folder, capsys, more: tuple[str, ...], said: str) -> None:
    assert main(["table", "compare", "records.csv", "--by", "county,sex", "--out", "out.html", *more]) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "out.html").exists()
