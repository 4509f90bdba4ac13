"""Whatever is typed wrong is one sentence and exit 2; so is a reader who leaves."""

import os
import subprocess
import sys

import pytest

from clerestory.cli import main as main_
from clerestory.cli.main import main

WRONG = [
    (("serve", ".", "--port", "99999"), "from 0 to 65535"),
    (("serve", ".", "--port", "²"), "²"),
    (("serve", ".", "--workers", "0"), "from 1 to 256"),
    (("workbench", ".", "--port", "-1"), "from 0 to 65535"),
    (("demo", "new", "--port", "65500"), "from 0 to 65435"),
    (("watch", "http://127.0.0.1:9", "--every", "-1"), "number of seconds"),
    (("watch", "http://127.0.0.1:9", "--every", "nan"), "number of seconds"),
    (("watch", "http://[", "--root", "r"), "not an address"),
    (("watch", "http://127.0.0.1:99999", "--root", "r"), "not an address"),
    (("incident", "alarms", "--days", "-1"), "from 0 to"),
    (("log", "show", ".", "--last", "99999999999999999999"), "from 0 to"),
    (("log", "verify", "log.jsonl", "--key", "junk"), "no public key"),
    (("--", "claim", "list"), "`clerestory --help`"),
    (("--json", "claim", "list"), "unrecognized arguments: --json"),
    (("check", "a" * 5000), "name too long"),
    (("check", "loop"), "loop: no project.toml"),
    (("incident", "obligations", "x.toml", "--now", "0001-01-01T00:00:00+14:00"), "x.toml"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_a_sentence_and_exit_2(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "junk").write_bytes(bytes(range(128, 256)))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "r").write_bytes(b"{}")
    code = main(words)
    told = capsys.readouterr().err
    assert (code, "internal error" in told) == (2, False), told
    assert said in told
    assert told.splitlines()[-1].startswith("clerestory: ")


@pytest.mark.parametrize("words", [("check", "--help"), ("check", "."), ("check", ".", "--json")])
def test_a_reader_who_leaves_is_no_fault(words):
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "clerestory", *words],
        stdout=writes,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writes)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.returncode in (0, 2)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RecursionError(), "nested deeper"),
        (UnicodeEncodeError("utf-8", "\udc80", 0, 1, "surrogates not allowed"), "not UTF-8"),
        (OSError(28, "No space left on device", "x"), "the disk is full"),
        (OSError(13, "Permission denied", "x"), "x: permission denied"),
        (ValueError("a value of a record"), "internal error (ValueError in"),
    ],
)
def test_what_no_act_foresaw_is_said_without_a_value(error, said, monkeypatch, capsys):
    def fails(words):
        raise error

    monkeypatch.setattr(main_, "_outcome", fails)
    assert main(["check", "."]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "a value of a record" not in told


def test_no_output_at_all_is_no_fault():
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m clerestory check . --json >&-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
