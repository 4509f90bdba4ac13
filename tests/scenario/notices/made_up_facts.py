"""Made-up public facts, version by version."""

from pathlib import Path

from clerestory.governance.notices import facts

VERSION = """
[[facts]]
fact = "columns"
version = {version}
at = 2022-06-{day}T12:00:00-07:00
status = "{status}"
columns = {columns}
evidence = "inventory of the exposed object"
question = {{ en = "Which information was involved?", es = "¿Qué información?" }}
answer = {{ en = "{answer}", es = "{answer}" }}
"""
HEAD = """
incident = "2022-0627"
[inventory]
digest = "sha256:00"
columns = ["name", "birth_date", "address"]
[names]
name = ["name", "nombre"]
birth_date = ["date of birth", "fecha de nacimiento"]
address = ["address", "domicilio"]
licence = ["driver's license", "licencia de conducir"]
history = ["criminal history", "antecedentes"]
"""


def fact(version: int, day: int, status: str, answer: str, columns: str = '["name"]') -> str:
    return VERSION.format(version=version, day=day, status=status, answer=answer, columns=columns)


def read(folder: Path, *versions: str) -> facts.Facts:
    (folder / "facts.toml").write_text(HEAD + "".join(versions))
    return facts.read(folder / "facts.toml")
