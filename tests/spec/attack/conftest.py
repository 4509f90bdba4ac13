"""The command on files written by hand."""

import json

import pytest

from clerestory.cli.main import main


@pytest.fixture
def attack(tmp_path, capsys, monkeypatch):
    """Write files, run the command there, return the exit code and the object it prints."""
    monkeypatch.chdir(tmp_path)

    def run(files, *options):
        for name, text in files.items():
            rows = [",".join(line.split()).replace("~", "") for line in text.strip().splitlines()]
            (tmp_path / name).write_text("\n".join(rows) + "\n")
        code = main(
            ["table", "attack", *(name for name in files if name.startswith("t")), *options, "--json"]
        )
        return code, json.loads(capsys.readouterr().out)

    return run
