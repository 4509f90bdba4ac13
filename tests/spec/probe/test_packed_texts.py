"""Packed texts of Office: the worked examples of [MS-OVBA] 3.2 and [MS-OXRTFCP] 4.1 and 4.2."""

import pytest

from clerestory.proof.probe.readers import macros, rtf_packed

MACROS = {
    "no compression": (
        "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E",
        b"abcdefghijklmnopqrstuv.",
    ),
    "normal compression": (
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 "
        "71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C",
        b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    ),
    "maximum compression": ("01 03 B0 02 61 45 00", b"a" * 73),
}
MESSAGES = {
    "a simple message": (
        "2d 00 00 00 2b 00 00 00 4c 5a 46 75 f1 c5 c7 a7 03 00 0a 00 72 63 70 67 31 32 35 42 32 0a f3 20 68 65 6c "
        "09 00 20 62 77 05 b0 6c 64 7d 0a 80 0f a0",
        b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
    ),
    "a reference that reads what it writes": (
        "1a 00 00 00 1c 00 00 00 4c 5a 46 75 e2 d4 4b 51 41 00 04 20 57 58 59 5a 0d 6e 7d 01 0e b0",
        b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
    ),
}


@pytest.mark.parametrize("name", MACROS)
def test_macros(name):
    packed, text = MACROS[name]
    assert macros.unpacked(bytes.fromhex(packed)) == text


@pytest.mark.parametrize("name", MESSAGES)
def test_messages(name):
    packed, text = MESSAGES[name]
    assert rtf_packed.unpacked(bytes.fromhex(packed)) == text


def test_a_chunk_that_claims_more_than_a_chunk_holds_is_read_all_the_same():
    many = b"\x02a" + b"\xff\x0f" + b"\xff\xff\xff" * 600
    chunk = (len(many) - 1 | 0xB000).to_bytes(2, "little") + many
    assert macros.unpacked(b"\x01" + chunk).startswith(b"aaaa")
