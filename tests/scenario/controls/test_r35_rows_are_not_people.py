"""R35: rows are put together to people, each row to exactly one, and both totals are told."""

import csv
import json

from clerestory.cli.main import main

ROWS = """row_id,name,dob,lic
1,Ann Miller,1985-04-05,D1234561
2,Miller Ann,1985-04-05,D1234561
3,Bob Miller,1982-04-05,D7654321
4,Ann Miller,1951-01-02,E1112223
"""


def test_four_rows_are_three_people(tmp_path, capsys) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    mapping = tmp_path / "mapping.csv"
    words = [
        "incident",
        "affected",
        str(tmp_path / "rows.csv"),
        "--identify",
        "name=person,dob=date,lic=strong",
    ]
    assert main([*words, "--mapping", str(mapping), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["people"]) == (4, 3)
    with mapping.open() as file:
        person = {row["row_id"]: row["person_id"] for row in csv.DictReader(file)}
    assert person["1"] == person["2"]
    assert len({person["1"], person["3"], person["4"]}) == 3
