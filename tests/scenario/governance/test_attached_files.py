"""Files that staff attach to a message: sealed in memory, so there is a most."""

import os

from clerestory.cli.claim_receive import MOST
from clerestory.cli.main import main
from clerestory.errors import COULD_NOT_LOOK


def test_files_too_large_to_be_sealed_are_refused_with_what_to_do_instead(tmp_path, capsys):
    (tmp_path / "words.txt").write_text("I can see people")
    (tmp_path / "export.csv").touch()
    os.truncate(tmp_path / "export.csv", MOST + 1)
    told = ["--words", str(tmp_path / "words.txt"), "--attach", str(tmp_path / "export.csv")]
    assert (
        main(["claim", "receive", str(tmp_path), "--officer", "ruth", "--channel", "phone", *told])
        == COULD_NOT_LOOK
    )
    assert "more than 200 MB" in capsys.readouterr().err
