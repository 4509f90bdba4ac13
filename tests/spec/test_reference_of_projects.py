"""Schemas and reference are made from the dataclasses, current, and tell every key."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from clerestory.project import reference, schema
from clerestory.project.decode import members
from tests.fixtures import tiny

REPOSITORY = Path(__file__).parents[2]
FILES = [
    ("project", "project.toml"),
    ("policy", "policy.toml"),
    ("people", "people.toml"),
    ("source", "sources/cards.toml"),
    ("source", "sources/loans.toml"),
    ("tables", "tables/cards.toml"),
    ("tables", "tables/loans.toml"),
    ("home", "pages/home.toml"),
    ("page", "pages/cards.toml"),
    ("page", "pages/loans.toml"),
]


def test_the_schemas_are_current() -> None:
    lying = {path.name: path.read_text() for path in schema.FOLDER.glob("*.json")}
    assert lying == dict(schema.schemas()), "run `just generate`"


def test_the_reference_is_current() -> None:
    lying = (REPOSITORY / "docs/reference/project.md").read_text()
    assert lying == reference.reference(), "run `just generate`"


@pytest.mark.parametrize(("kind", "file"), FILES)
def test_a_project_that_reads_keeps_its_schema_and_an_unknown_key_breaks_it(kind: str, file: str) -> None:
    rules = json.loads((schema.FOLDER / f"{kind}.json").read_text())
    declared = json.loads(json.dumps(tomllib.loads((tiny.DECLARATIONS / file).read_text()), default=str))
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.validate(declared, rules)
    with pytest.raises(jsonschema.ValidationError, match="Additional properties"):
        jsonschema.validate({**declared, "unheard_of": 1}, rules)


def declarations():
    waiting, seen = list(schema.KINDS.values()), []
    while waiting:
        kind = waiting.pop()
        seen.append(kind)
        inner = [reference._inner(member.type)[0] for member in members(kind)]
        waiting += [one for one in inner if one is not None and one not in seen]
    return seen


@pytest.mark.parametrize("kind", declarations())
def test_every_key_is_explained(kind: type) -> None:
    assert [member.key for member in members(kind) if not member.about] == []
