"""A file is written whole or not at all, and only a file is ever replaced."""

import os
import threading

import pytest

from clerestory.errors import InputError
from clerestory.release import whole


def test_what_was_there_stays_until_the_new_is_whole(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(b"old")

    def torn():
        yield b"half of the "
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match=r"table\.csv: cannot be written \(No space left on device\)"):
        whole.write(file, torn())
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["table.csv"]
    whole.write(file, [b"new", b"er"])
    assert file.read_bytes() == b"newer"


def test_a_file_for_its_owner_alone_does_not_keep_the_rights_of_the_one_before(tmp_path):
    file = tmp_path / "evidence"
    file.write_bytes(b"")
    file.chmod(0o644)
    whole.write(file, b"counts", whole.OWNER_ONLY)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "here").symlink_to(tmp_path / "there")
    whole.write(tmp_path / "here", b"x")
    assert (tmp_path / "here").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"x"


def test_a_pipe_is_written_through_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    whole.write(pipe, b"x")
    reader.join(10)
    assert (heard, pipe.is_fifo()) == ([b"x"], True)


@pytest.mark.parametrize("place", [".", "no/such/folder/file", "file/below", "a" * 300])
def test_what_cannot_be_written_is_a_sentence(tmp_path, place):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be written"):
        whole.write(tmp_path / place, b"x")
