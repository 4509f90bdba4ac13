"""R01: a table that names a direct identifier is refused by name; what is published holds no record."""

import re

import pytest

from clerestory.project.problem import UnusableProject
from clerestory.project.read import read
from tests.fixtures import tiny


@pytest.mark.parametrize("column", ["last_name", "birth_date"])
def test_a_table_by_a_direct_identifier_is_refused_with_its_name(tmp_path, column):
    folder = tiny.make(tmp_path)
    file = folder / "project/tables/cards.toml"
    file.write_text(re.sub(r'"gender"', f'"{column}"', file.read_text()))
    with pytest.raises(UnusableProject) as refused:
        read(folder)
    assert any(column in str(each) and "direct identifier" in str(each) for each in refused.value.problems)
