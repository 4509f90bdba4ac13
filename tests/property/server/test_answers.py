"""Every answer for a signed file, put together again by a browser, is the file or nothing."""

import gzip
import hashlib

import brotli
from hypothesis import given
from hypothesis import strategies as st

from clerestory.public.server import answers, encoding

CONTENT = b"county,count\n" + b"".join(b"%d,%d\n" % (place, place * 7) for place in range(2000))
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FILE = answers.held("data/a.csv", SHA256, CONTENT, "text/csv", encoding.compressed(CONTENT))
TABLE = answers.Table({"/data/a.csv": FILE, "/data": answers.Moved("/data/")})
OPENED = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}

tags = st.sampled_from(
    [
        b"",
        b"*",
        f'"{SHA256}"'.encode(),
        f'W/"{SHA256}"'.encode(),
        f'"{SHA256}-br"'.encode(),
        b'"other"',
        f'"a", "{SHA256}-gzip"'.encode(),
    ]
)
requests = st.builds(
    answers.Asked,
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE", "OPTIONS"]),
    query=st.binary(max_size=5),
    accept_encoding=st.sampled_from([b"", b"br", b"gzip", b"gzip, deflate, br", b"identity", b"*;q=0"]),
    if_none_match=tags,
    if_range=tags,
    range=st.sampled_from(
        [b"", b"bytes=0-9", b"bytes=-5", b"bytes=5-", b"bytes=99999999-", b"bytes=1-2,4-5", b"x"]
    ),
)


@given(asked=requests)
def test_an_answer_is_the_file_a_part_of_it_or_a_reason(asked):
    reply = TABLE.reply("/data/a.csv", asked)
    about = dict(reply.headers)
    match reply.status:
        case 200:
            assert OPENED[about.get(b"content-encoding", b"identity").decode()](reply.body) == CONTENT
        case 206:
            first, last = about[b"content-range"].removeprefix(b"bytes ").split(b"/")[0].split(b"-")
            assert reply.body == CONTENT[int(first) : int(last) + 1]
            assert asked.method == "GET"
            assert b"content-encoding" not in about
        case 304:
            assert asked.if_none_match
            assert about[b"etag"]
            assert reply.body == b""
        case 405:
            assert asked.method not in ("GET", "HEAD")
            assert about[b"allow"] == b"GET, HEAD"
        case 416:
            assert about[b"content-range"] == b"bytes */%d" % len(CONTENT)
        case status:
            raise AssertionError(status)
    if reply.status != 304:
        assert int(about[b"content-length"]) == len(reply.body)
    assert len(about) == len(reply.headers), "no header twice"
    assert {b"content-security-policy", b"x-content-type-options", b"referrer-policy"} <= about.keys()


@given(asked=requests)
def test_each_form_has_a_tag_of_its_own_that_brings_304(asked):
    reply = TABLE.reply("/data/a.csv", asked)
    if reply.status != 200:
        return
    again = answers.Asked(
        "GET",
        accept_encoding=asked.accept_encoding,
        range=asked.range,
        if_none_match=dict(reply.headers)[b"etag"],
    )
    assert TABLE.reply("/data/a.csv", again).status == 304


@given(path=st.text(max_size=30), asked=requests)
def test_an_address_that_is_not_in_the_table_is_not_found(path, asked):
    if path in TABLE.answers:
        return
    assert TABLE.reply(path, asked).status == 404


def test_a_tag_of_another_form_does_not_match():
    asked = answers.Asked("GET", accept_encoding=b"gzip", if_none_match=f'"{SHA256}-br"'.encode())
    assert TABLE.reply("/data/a.csv", asked).status == 200


def test_a_range_of_a_file_that_changed_meanwhile_brings_the_whole_file():
    asked = answers.Asked("GET", range=b"bytes=0-9", if_range=b'"older"')
    assert TABLE.reply("/data/a.csv", asked).status == 200


def test_a_folder_keeps_the_filters_when_it_moves_to_its_slash():
    reply = TABLE.reply("/data", answers.Asked("GET", query=b"county=Alpine"))
    assert (reply.status, dict(reply.headers)[b"location"]) == (308, b"/data/?county=Alpine")


def test_only_a_name_with_its_own_digest_is_kept_for_ever():
    forever = [
        name
        for name in (
            f"app.{SHA256[:8]}.js",
            f"app-{SHA256[:12]}.js",
            f"app.{SHA256[:7]}.js",
            "app.deadbeef.js",
            f"{SHA256[:8]}.js",
        )
        if answers.names_its_content(f"assets/{name}", SHA256)
    ]
    assert forever == [f"app.{SHA256[:8]}.js", f"app-{SHA256[:12]}.js"]
