"""Downloads counted from logs of every kind, under the written definition; each test is a rule of it."""

import gzip
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clerestory.cli.main import main

DEFINITION = """
words = "a GET of the data route that gave bytes, parts within five minutes joined"
route = "/data/firearms.csv"
methods = ["GET"]
statuses = [200, 206]
bytes_at_least = 1
window = [2022-06-27T12:00:00-07:00, 2022-06-28T12:00:00-07:00]
outages = [[2022-06-27T20:00:00-07:00, 2022-06-27T21:30:00-07:00]]
object_bytes = 1000
same_download_within_s = 300
trusted_proxies = ["10.0.0.0/8"]
staff = ["192.0.2.0/24"]
bot_agents = ["ExampleBot/1.0"]
probe_agents = ["clerestory"]
probe_addresses = ["198.51.100.9"]
"""
PATH = "/data/firearms.csv"
KINDS = {
    "combined": '[formats.web]\nfiles = "*.log*"\nkind = "combined"\n',
    "nginx": '[formats.web]\nfiles = "*.log*"\nkind = "nginx"\nfields = ["http_x_forwarded_for", "request_id"]\n',
    "json": '[formats.web]\nfiles = "*.log*"\nkind = "json"\n[formats.web.fields]\n'
    'time = "at"\npeer = "from"\nforwarded = "xff"\nmethod = "verb"\npath = "uri"\nstatus = "code"\n'
    'bytes = "size"\nagent = "ua"\nrequest_id = "rid"\n',
    "cloudfront": '[formats.web]\nfiles = "*.log*"\nkind = "cloudfront"\n',
    "iis": '[formats.web]\nfiles = "*.log*"\nkind = "iis"\n',
    "tableau": '[formats.web]\nfiles = "*.log*"\nkind = "tableau"\n',
}


def hit(
    clock="27/Jun/2022:13:00:00 -0700", peer="203.0.113.1", path=PATH, status=200, size=1000, **more
) -> dict:
    """One request, for every kind of log."""
    return {
        "clock": clock, "peer": peer, "path": path, "status": status, "size": size, "method": "GET",
        "agent": "Mozilla/5.0", "forwarded": "-", "rid": "-", **more,
    }  # fmt: skip


def iso(clock: str) -> tuple[str, str]:
    """Date and time in UTC of a clock of California's summer."""
    day, hour, rest = int(clock[:2]), int(clock[12:14]), clock[14:20]
    shift = -int(clock.split()[1][:3])
    return f"2022-06-{day + (hour + shift) // 24:02d}", f"{(hour + shift) % 24:02d}{rest}"


def combined(one: dict) -> str:
    return (
        f'{one["peer"]} - - [{one["clock"]}] "{one["method"]} {one["path"]} HTTP/1.1" {one["status"]} '
        f'{one["size"]} "-" "{one["agent"]}"'
    )


def nginx(one: dict) -> str:
    return f'{combined(one)} "{one["forwarded"]}" {one["rid"]}'


def as_json(one: dict) -> str:
    keys = {
        "peer": "from",
        "forwarded": "xff",
        "method": "verb",
        "path": "uri",
        "status": "code",
        "size": "size",
    }
    day, time = iso(one["clock"])
    held = {theirs: one[ours] for ours, theirs in keys.items()}
    return json.dumps({**held, "at": f"{day}T{time}Z", "ua": one["agent"], "rid": one["rid"]})


def cloudfront(one: dict) -> str:
    day, time = iso(one["clock"])
    cells = [
        day, time, "SFO5-C1", one["size"], one["peer"], one["method"], "d.example", one["path"], one["status"], "-",
        one["agent"].replace(" ", "%20"), "-", "-", "Hit", one["rid"], "d.example", "https", 200, "0.1",
        one["forwarded"].replace(" ", "%20"), "-", "-", "Hit", "HTTP/2.0", "-", "-", 443, "0.1", "Hit", "text/csv",
        one["size"], "-", "-",
    ]  # fmt: skip
    return "\t".join(map(str, cells))


IIS = "#Fields: date time cs-method cs-uri-stem c-ip cs(User-Agent) sc-status sc-bytes X-Forwarded-For"


def iis(one: dict) -> str:
    day, time = iso(one["clock"])
    agent = one["agent"].replace(" ", "+")
    return (
        f"{day} {time} {one['method']} {one['path']} {one['peer']} {agent} {one['status']} {one['size']} "
        f"{one['forwarded'].replace(' ', '')}"
    )


def tableau(one: dict) -> str:
    day, time = iso(one["clock"])
    xff = "" if one["forwarded"] == "-" else one["forwarded"]
    rid = "" if one["rid"] == "-" else one["rid"]
    return f'{rid},{day} {time}.5,{one["peer"]},"{xff}",{one["path"]},{one["agent"]},{one["status"]},{one["size"]}'


TABLEAU = "id,created_at,remote_ip,user_ip,http_request_uri,http_user_agent,status,bytes"
WRITERS: dict[str, Callable[[dict], str]] = {
    "combined": combined, "nginx": nginx, "json": as_json, "cloudfront": cloudfront, "iis": iis, "tableau": tableau,
}  # fmt: skip
HEADS = {"iis": f"#Software: IIS\n{IIS}\n", "tableau": f"{TABLEAU}\n", "cloudfront": "#Version: 1.0\n"}


class Logs:
    """A folder of logs, a definition, and the command."""

    def __init__(self, folder: Path, capsys) -> None:
        self.folder, self.capsys = folder / "logs", capsys
        self.folder.mkdir()
        self.definition = folder / "d.toml"

    def write(self, kind: str, *hits: dict | str, name: str = "a.log", end: str = "\n") -> None:
        lines = [one if isinstance(one, str) else WRITERS[kind](one) for one in hits]
        text = HEADS.get(kind, "") + end.join(lines) + end
        made = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
        (self.folder / name).write_bytes(made)

    def count(self, kinds: str = "", definition: str = DEFINITION, expect: int = 0) -> dict:
        self.definition.write_text(definition + (kinds if kinds.startswith("[") else KINDS[kinds]))
        code = main(
            ["incident", "exposure", str(self.folder), "--definition", str(self.definition), "--json"]
        )
        said = self.capsys.readouterr()
        assert code == expect, said
        return json.loads(said.out)


@pytest.fixture
def logs(tmp_path: Path, capsys) -> Logs:
    return Logs(tmp_path, capsys)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_log_gives_the_same_count(logs: Logs, kind: str) -> None:
    logs.write(
        kind,
        hit(),
        hit(peer="203.0.113.2", clock="28/Jun/2022:01:00:00 -0700"),
        hit(peer="10.0.0.1", forwarded="203.0.113.3, 10.0.0.2")
        if kind != "combined"
        else hit(peer="203.0.113.3"),
        hit(path="/index.html"),
        hit(peer="203.0.113.4", status=404),
        hit(peer="203.0.113.5", agent="ExampleBot/1.0"),
        hit(peer="203.0.113.6", agent="clerestory probe 1.0"),
        hit(peer="192.0.2.77"),
        hit(peer="198.51.100.9"),
        hit(peer="203.0.113.7", clock="27/Jun/2022:20:30:00 -0700"),
        hit(peer="203.0.113.8", clock="27/Jun/2022:11:59:59 -0700"),
        "this line is no request",
    )
    found = logs.count(kind)
    assert (found["downloads"], found["addresses"], found["hours"], found["malformed"]) == (3, 3, 12.0, 1)


def test_paths_are_compared_decoded_without_query_and_trailing_slash(logs: Logs) -> None:
    spelt = [
        PATH,
        PATH + "?x=1",
        PATH + "/",
        "/data/%66irearms.csv",
        "/d%61ta/f%69rearms%2ecsv?y",
        "/data/Firearms.csv",
    ]
    logs.write("combined", *(hit(peer=f"203.0.113.{at}", path=path) for at, path in enumerate(spelt)))
    assert logs.count("combined")["downloads"] == 5


def test_methods_and_empty_answers_do_not_count(logs: Logs) -> None:
    logs.write("combined", hit(), hit(peer="203.0.113.2", method="HEAD"), hit(peer="203.0.113.3", size="-"))
    assert logs.count("combined")["downloads"] == 1


def test_parts_within_the_time_are_one_download_and_whole_answers_are_several(logs: Logs) -> None:
    logs.write(
        "combined",
        *(hit(clock=f"27/Jun/2022:13:0{minute}:00 -0700", status=206, size=300) for minute in (0, 4, 8)),
        hit(clock="27/Jun/2022:13:30:00 -0700", status=206, size=300),
        *(hit(peer="203.0.113.2", clock=f"27/Jun/2022:13:0{minute}:00 -0700") for minute in (0, 1)),
    )
    found = logs.count("combined")
    assert (found["downloads"], found["full"], found["part"], found["requests"]) == (4, 2, 2, 6)


def test_a_broken_off_answer_is_partial_by_its_bytes(logs: Logs) -> None:
    logs.write("combined", hit(size=400), hit(clock="27/Jun/2022:13:02:00 -0700", size=1000))
    found = logs.count("combined")
    assert (found["downloads"], found["full"]) == (1, 1)


def test_a_forged_forwarded_address_is_not_believed(logs: Logs) -> None:
    logs.write(
        "nginx",
        hit(peer="203.0.113.1", forwarded="8.8.8.8"),  # no proxy of ours: the peer counts
        hit(peer="10.0.0.1", forwarded="192.0.2.5, 203.0.113.1, 10.9.9.9"),  # the forged one stands first
        hit(peer="10.0.0.1", forwarded="203.0.113.1:5050", clock="27/Jun/2022:14:00:00 -0700"),
    )
    found = logs.count("nginx")
    assert (found["downloads"], found["addresses"]) == (3, 1)


def test_lines_of_one_request_count_once(logs: Logs) -> None:
    logs.write("nginx", hit(rid="a1"), hit(rid="a1"), hit(rid="a2"))
    assert logs.count("nginx")["downloads"] == 2


def test_a_rotated_copy_counts_once_and_equal_lines_of_one_file_each(logs: Logs) -> None:
    twice = (hit(), hit(), "no request")
    logs.write("combined", *twice, name="access.log.1")
    logs.write("combined", *twice, hit(peer="203.0.113.9"), name="access.log.2.gz")
    found = logs.count("combined")
    assert (found["downloads"], found["addresses"], found["malformed"]) == (3, 2, 1)


def test_ill_formed_lines_of_files_that_only_begin_alike_are_counted_each(logs: Logs) -> None:
    same = [hit(path=f"/{number}") for number in range(60)]
    logs.write("combined", *same, "no request", hit(peer="203.0.113.1"), name="a.log")
    logs.write("combined", *same, "no request", hit(peer="203.0.113.2"), name="b.log")
    found = logs.count("combined")
    assert (found["downloads"], found["malformed"]) == (2, 2)


def test_order_zones_and_line_ends_do_not_matter(logs: Logs) -> None:
    logs.write(
        "combined",
        hit(clock="27/Jun/2022:22:04:00 +0200", status=206, size=600),
        hit(clock="27/Jun/2022:20:00:00 +0000", status=206, size=400),
        hit(clock="27/Jun/2022:13:02:00 -0700", status=206, size=100),
        end="\r\n",
    )
    found = logs.count("combined")
    assert (found["downloads"], found["malformed"], found["first"]) == (1, 0, "2022-06-27T20:00:00Z")


def test_bytes_that_are_no_utf8_do_not_hide_a_request(logs: Logs) -> None:
    strange = combined(hit(agent="?")).encode().replace(b"?", b"\xe9\xff")
    (logs.folder / "a.log").write_bytes(
        combined(hit(peer="203.0.113.2")).encode() + b"\n" + strange + b"\n\xff\xfe\n"
    )
    found = logs.count("combined")
    assert (found["downloads"], found["malformed"]) == (2, 1)


def test_the_table_of_sensitivity_says_how_the_count_moves_and_why(logs: Logs) -> None:
    logs.write(
        "combined",
        *(hit(clock=f"27/Jun/2022:13:0{minute}:00 -0700", status=206, size=300) for minute in range(5)),
        hit(peer="203.0.113.3", agent="ExampleBot/1.0"),
        hit(peer="192.0.2.1"),
    )
    found = logs.count("combined")
    by_words = {each["words"]: each for each in found["sensitivity"]}
    assert found["downloads"] == 1
    assert by_words["every request counts"]["downloads"] == 5
    assert by_words["every request counts, staff, probe and robots too"]["differs_by"] == 6
    assert all(each["why"] for each in found["sensitivity"])


def test_intervals_are_the_window_less_the_outages(logs: Logs) -> None:
    logs.write("combined", hit())
    assert logs.count("combined")["intervals"] == [
        ["2022-06-27T19:00:00Z", "2022-06-28T03:00:00Z"],
        ["2022-06-28T04:30:00Z", "2022-06-28T19:00:00Z"],
    ]


def test_an_hour_without_any_line_is_told(logs: Logs) -> None:
    every = [hit(clock=f"27/Jun/2022:{hour}:10:00 -0700", path="/") for hour in range(12, 20) if hour != 15]
    logs.write("combined", *every)
    assert ["2022-06-27T22:00:00Z", "2022-06-27T23:00:00Z"] in logs.count("combined")["gaps"]


OFFSETS = ("-0700", "+0000", "+0530", "+0200", "-0330", "+0545")
IN_ORDER = (
    '[formats.web]\nfiles = "*.log*"\nkind = "nginx"\nfields = ["request_id", "time", "peer", "path"]\n'
)
AS_FORMAT = """[formats.web]
files = "*.log*"
kind = "nginx"
fields = "$remote_addr [$time_iso8601] $request_uri"
"""


def in_zone(hour: int, offset: str) -> datetime:
    """Ten past an hour of the window, on the clock of that offset."""
    return datetime.strptime(f"2022-06-27 19:10 {offset}", "%Y-%m-%d %H:%M %z") + timedelta(
        hours=hour, minutes=int(f"{offset[0]}{offset[3:]}"), seconds=3600 * int(offset[:3])
    )


def line_in_zone(how: str, at: datetime) -> str:
    """A line that asks for nothing, in one of the ways to write its time."""
    if how == "combined":
        return combined(hit(clock=f"{at:%d/%b/%Y:%H:%M:%S %z}", path="/2021-01-01-00"))
    if how == "json":
        offset = at.isoformat()
        return json.dumps({"uri": "/2021-01-01 00", "remote_addr": "203.0.113.1", "time": offset})
    if how == "seconds":
        return json.dumps({"uri": "/", "remote_addr": "203.0.113.1", "time": at.timestamp()})
    if how == "milliseconds":
        return json.dumps({"uri": "/", "remote_addr": "203.0.113.1", "time": int(at.timestamp() * 1000)})
    if how == "format":
        return f"203.0.113.1 [{at.isoformat()}] /"
    if how == "rows":
        return f"/,,{at:%Y-%m-%d %H:%M:%S.25}{at:%z},203.0.113.1"
    return f"2021-01-01-00 {at.isoformat()} 203.0.113.1 /"


FORMATS = {
    "combined": KINDS["combined"], "format": AS_FORMAT, "order": IN_ORDER,
    "rows": '[formats.web]\nfiles = "*.log*"\nkind = "tableau"\nfields = "path,x,time,peer"\n',
} | dict.fromkeys(("json", "seconds", "milliseconds"), '[formats.web]\nfiles = "*.log*"\nkind = "json"\n')  # fmt: skip


@pytest.mark.parametrize("how", sorted(FORMATS))
def test_hours_are_those_of_utc_whatever_offset_each_line_has(logs: Logs, how: str) -> None:
    lines = [
        line_in_zone(how, in_zone(hour, OFFSETS[hour % len(OFFSETS)])) for hour in range(24) if hour != 13
    ]
    logs.write(how, *lines)
    found = logs.count(FORMATS[how])
    assert (found["malformed"], found["gaps"]) == (0, [["2022-06-28T08:00:00Z", "2022-06-28T09:00:00Z"]])


def test_a_line_of_a_day_that_no_month_has_is_malformed_and_no_crash(logs: Logs) -> None:
    logs.write("combined", hit(), *(hit(clock=f"{day} -0700", path="/") for day in
               ("31/Jun/2022:13:00:00", "30/Jun/2022:13:00:00", "27/Foo/2022:13:00:00")))  # fmt: skip
    logs.write("combined", hit(clock="31/Jun/2022:13:00:00 -0700"), name="b.log")
    found = logs.count("combined")
    assert (found["downloads"], found["malformed"]) == (1, 3)


def test_logs_of_several_kinds_are_counted_together(logs: Logs) -> None:
    logs.write("combined", hit(), name="web-access.log")
    logs.write("cloudfront", hit(peer="203.0.113.2"), name="E1.2022-06-27.gz")
    both = KINDS["combined"].replace("*.log*", "web-*") + KINDS["cloudfront"].replace(
        "web]", "edge]"
    ).replace("*.log*", "*.gz")
    assert logs.count(both)["downloads"] == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-07:00]", "]", "offset"),
        ('"GET"', '"GET", 7', "methods"),
        ("object_bytes", "object_byte", "object_bytes"),
        ('"10.0.0.0/8"', '"ten"', "no address or network"),
        ("object_bytes = 1000", "object_bytes = -1", "negative"),
        ('route = "/data', 'route = "data', "begin it with /"),
    ],
)
def test_a_wrong_definition_is_told_with_its_line(logs: Logs, old: str, new: str, said: str) -> None:
    logs.write("combined", hit())
    assert old in DEFINITION
    told = logs.count("combined", DEFINITION.replace(old, new), expect=2)["error"]
    assert said in told
    assert "d.toml:" in told


def test_a_log_that_breaks_off_in_its_packing_stops_the_count(logs: Logs) -> None:
    logs.write(
        "combined", *(hit(peer=f"203.0.113.{at}", path=f"/{at * 7919}") for at in range(200)), name="b.log.gz"
    )
    whole = (logs.folder / "b.log.gz").read_bytes()
    (logs.folder / "b.log.gz").write_bytes(whole[: len(whole) - 40])
    assert "b.log.gz" in logs.count("combined", expect=2)["error"]


def test_no_log_at_all_is_no_count_of_zero(logs: Logs) -> None:
    assert "no file" in logs.count("combined", expect=2)["error"]


def test_the_page_shows_the_figures_and_no_address(logs: Logs, tmp_path: Path) -> None:
    logs.write("combined", hit(), hit(peer="203.0.113.250", clock="27/Jun/2022:18:00:00 -0700"))
    logs.definition.write_text(DEFINITION + KINDS["combined"])
    page = tmp_path / "page.html"
    words = ["incident", "exposure", logs.folder, "--definition", logs.definition, "--report", page]
    assert main([str(word) for word in words]) == 0
    text = page.read_text()
    assert "2 downloads in 5 hours" in text
    assert "203.0.113" not in text
