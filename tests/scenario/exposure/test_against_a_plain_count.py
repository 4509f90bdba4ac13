"""Logs of all kinds at once, made from known requests, against a plain count of those requests.

The plain count never sees a line: it knows each request as it was made. What the logs add (rotation, packing, copies,
three time zones, forged addresses, other spellings of a path, ill-formed lines) must not change it.
"""

import gzip
import json
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from clerestory.cli.main import main

BEGINS = datetime(2022, 6, 27, 19, 0, tzinfo=UTC)
OUT, BACK = 5 * 3600, 6 * 3600  # of the window's seconds
LENGTH, OBJECT, TOGETHER = 14 * 3600, 90_000, 300
ROUTE = "/views/firearms/underlying data.csv"
BOT = "ExampleBot/1.0 (+https://bot.example)"
FORMATS = """
[formats.front]
files = "front/access.log*"
kind = "nginx"
fields = ["remote_addr", "remote_user", "time_local", "request", "status", "body_bytes_sent", "http_referer",
    "http_user_agent", "http_x_forwarded_for", "request_id"]
[formats.old]
files = "old/*"
kind = "combined"
[formats.shipped]
files = "*.jsonl*"
kind = "json"
fields = { time = "ts", client = "ip", forwarded = "xff", method = "verb", path = "url", status = "code", bytes = "sent", agent = "ua", request_id = "rid" }
[formats.edge]
files = "E2*.gz"
kind = "cloudfront"
[formats.iis]
files = "u_ex*.log"
kind = "iis"
[formats.tableau]
files = "http_requests*.csv"
kind = "tableau"
"""
DEFINITION = f"""
words = "a GET of the data route that gave bytes, parts within five minutes joined"
route = "{ROUTE}"
methods = ["GET"]
statuses = [200, 206]
bytes_at_least = 10
window = ["{BEGINS.isoformat()}", "{(BEGINS + timedelta(seconds=LENGTH)).isoformat()}"]
outages = [["{(BEGINS + timedelta(seconds=OUT)).isoformat()}", "{(BEGINS + timedelta(seconds=BACK)).isoformat()}"]]
object_bytes = {OBJECT}
same_download_within_s = {TOGETHER}
trusted_proxies = ["10.0.0.0/8", "2001:db8:1::/48"]
staff = ["192.0.2.0/24"]
bot_agents = ["{BOT}"]
probe_agents = ["clerestory-probe"]
probe_addresses = ["198.51.100.9"]
"""
KINDS = ("front", "old", "shipped", "edge", "iis", "tableau")


@dataclass(frozen=True)
class Asked:
    """One request as it was made; ``client`` is who really asked."""

    at: int
    client: str
    path: str
    method: str
    status: int
    sent: int
    agent: str
    rid: str
    proxied: bool

    @property
    def time(self) -> datetime:
        return BEGINS + timedelta(seconds=self.at)


def some(chance: random.Random, kind: str, number: int) -> Asked:
    clients = [f"203.0.113.{at}" for at in range(40)] + ["2001:db8:7::1", "192.0.2.7", "198.51.100.9"]
    if kind == "front":
        clients.append("66.249.66.1")
    status = chance.choice([200, 200, 206, 206, 304, 404, 503])
    if kind == "tableau":
        status = chance.choice([200, 404])
    sent = {200: OBJECT, 206: chance.choice([OBJECT // 3, OBJECT // 2])}.get(status, chance.choice([0, 500]))
    if kind != "tableau" and chance.random() < 0.1:
        sent = chance.choice([0, 9, 10, 400])
    return Asked(
        at=chance.randrange(-3600, LENGTH + 3600),
        client=chance.choice(clients),
        path=chance.choice([ROUTE, ROUTE, ROUTE, "/index.html", "/views/firearms/underlying", ROUTE + "x"]),
        method="GET" if kind == "tableau" else chance.choice(["GET", "GET", "GET", "HEAD", "POST"]),
        status=status,
        sent=sent,
        agent=chance.choice(["Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)", BOT, "clerestory-probe/2 x"]),
        rid=f"{kind}-{number}" if kind in ("front", "shipped", "edge") else "",
        proxied=kind in ("front", "shipped", "iis") and chance.random() < 0.5,
    )


def plain_count(asked: list[Asked]) -> tuple[int, int]:
    """Downloads and addresses, as the definition says it in words."""
    counted = []
    for one in asked:
        good = one.path == ROUTE and one.method == "GET" and one.status in (200, 206) and one.sent >= 10
        at_the_time = 0 <= one.at < LENGTH and not OUT <= one.at < BACK
        ours = one.client.startswith("192.0.2.") or one.client == "198.51.100.9"
        if (
            good
            and at_the_time
            and not ours
            and one.agent != BOT
            and not one.agent.startswith("clerestory-probe")
        ):
            counted.append(one)
    downloads, last = 0, {}
    for one in sorted(counted, key=lambda each: each.at):
        before = last.get(one.client)
        partial = before and (before.status == 206 or before.sent < OBJECT)
        if not (partial and one.at - before.at <= TOGETHER):
            downloads += 1
        last[one.client] = one
    return downloads, len(last)


def spelt(chance: random.Random, path: str) -> str:
    made = "".join(
        f"%{ord(char):02x}" if char == " " or (char != "/" and chance.random() < 0.05) else char
        for char in path
    )
    return made + chance.choice(["", "", "?session=1%202", "/", "/?x=/other"])


def through(chance: random.Random, one: Asked) -> tuple[str, str]:
    """The peer and X-Forwarded-For; whoever comes without our proxy forges one."""
    if one.proxied:
        forged = chance.choice(["", "8.8.8.8, ", "192.0.2.5, unknown, "])
        return "10.0.0.7", f"{forged}{one.client}" + chance.choice(["", ", 10.9.9.9"])
    return one.client, chance.choice(["-", "192.0.2.66", "203.0.113.1"])


def clf(chance: random.Random, time: datetime) -> str:
    zone = timezone(timedelta(hours=chance.choice([-7, 0, 2])))
    return time.astimezone(zone).strftime("%d/%b/%Y:%H:%M:%S %z")


def line(chance: random.Random, kind: str, one: Asked) -> str:
    peer, forwarded = through(chance, one)
    path = spelt(chance, one.path)
    if kind in ("front", "old"):
        size = one.sent if one.sent or chance.random() < 0.5 else "-"
        text = (
            f'{peer} - - [{clf(chance, one.time)}] "{one.method} {path} HTTP/1.1" {one.status} {size} '
            f'"https://x.example/\\"q\\"" "{one.agent}"'
        )
        return f'{text} "{forwarded}" {one.rid}' if kind == "front" else text
    if kind == "shipped":
        time = chance.choice(
            [one.time.isoformat(), one.time.timestamp(), one.time.strftime("%Y-%m-%dT%H:%M:%S.000Z")]
        )
        held = {
            "ts": time, "ip": peer, "xff": forwarded, "verb": one.method, "url": path, "code": one.status,
            "sent": one.sent, "ua": one.agent, "rid": one.rid,
        }  # fmt: skip
        text = json.dumps(held)
        return text.replace("/", "\\/") if chance.random() < 0.2 else text
    if kind == "edge":
        path, _, query = path.partition("?")
        agent = one.agent.replace(" ", "%20")
        cells = [
            *one.time.strftime("%Y-%m-%d %H:%M:%S").split(), "SFO5-C1", one.sent, peer, one.method, "d.example", path,
            one.status, "-", agent, query or "-", "-", "Hit", one.rid, "x.example",
        ]  # fmt: skip
        return "\t".join(map(str, cells))
    agent = one.agent.replace(" ", "+")
    return (
        f"{one.time:%Y-%m-%d %H:%M:%S} 10.1.1.1 {one.method} {path.partition('?')[0]} - 443 - {peer} {agent} "
        f"{one.status} 0 0 {one.sent} 12 {forwarded.replace(' ', '+')}"
    )


IIS = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status sc-bytes time-taken X-Forwarded-For"
EDGE = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header"
BAD = {
    "front": [
        '203.0.113.1 - - [27/Jun/2022:13:00:00 -0700] "GET / HT',
        "GARBAGE",
        "\x00\x01\x1f\x02",
        "%FF%zz%2",
    ],
    "old": [
        '203.0.113.1 - - [99/Foo/2022:13:00:00 -0700] "GET / HTTP/1.1" 200 5',
        "a,b,c",
        "x" * 3_000_000,
        "{}",
    ],
    "shipped": [
        '{"ts": "2022-06-27T20:00:00Z", "ip": "1.2.3.4"',
        "[1, 2]",
        '{"msg": "started"}',
        "null",
        "no",
    ],
    "edge": ["2022-06-27\t20:00:00\tSFO5", "nothing", "2022-06-27 20:00:00 1.2.3.4"],
    "iis": ["2022-06-27 20:00:00 10.1.1.1 GET", "-", "2022-06-27"],
    "tableau": ["1,2", '"never closed', "a,b,c,d,e,f,g,h,i,j,k"],
}
""" Ill-formed lines of each kind: broken off, of another kind, with bytes that no log holds. """


def written(chance: random.Random, kind: str, asked: list[Asked], bad: list[str]) -> list[str]:
    if kind == "tableau":
        text = [
            f'{number},{one.time:%Y-%m-%d %H:%M:%S}.25,{one.client},,"{spelt(chance, one.path)}",{one.agent},{one.status}'
            for number, one in enumerate(asked)
        ]
    else:
        text = [line(chance, kind, one) for one in asked]
    text += bad
    chance.shuffle(text)
    return text


def put(folder: Path, kind: str, chance: random.Random, lines: list[str]) -> None:
    """The lines in rotated files, some of them packed, one of them copied."""
    half = len(lines) // 2
    end = chance.choice(["\n", "\r\n"])

    def text(some: list[str], head: str = "") -> bytes:
        return (head + end.join(some) + end).encode("latin-1")

    match kind:
        case "front":
            (folder / "front").mkdir()
            (folder / "front/access.log").write_bytes(text(lines[:half]))
            packed = gzip.compress(text(lines[half:]))
            (folder / "front/access.log.1.gz").write_bytes(packed)
            (folder / "front/access.log.1").write_bytes(text(lines[half:]))
        case "old":
            (folder / "old").mkdir()
            (folder / "old/a").write_bytes(text(lines[:half]))
            (folder / "old/b.gz").write_bytes(
                gzip.compress(text(lines[half : half + 40])) + gzip.compress(text(lines[half + 40 :]))
            )
        case "shipped":
            (folder / "a.jsonl").write_bytes(text(lines[:half]))
            (folder / "a.jsonl.1").write_bytes(text(lines[half:]))
        case "edge":
            head = f"#Version: 1.0\n#Fields: {EDGE}\n"
            (folder / "E2ABC.2022-06-27-20.x.gz").write_bytes(gzip.compress(text(lines[:half], head)))
            (folder / "E2ABC.2022-06-27-21.y.gz").write_bytes(gzip.compress(text(lines[half:], head)))
        case "iis":
            head = f"#Software: Microsoft Internet Information Services 10.0\n#Fields: {IIS}\n"
            other = turned(lines[half:])
            restarted = (
                f"#Software: Microsoft Internet Information Services 10.0\n#Fields: {turned([IIS])[0]}\n"
            )
            (folder / "u_ex220627.log").write_bytes(text(lines[:half], head) + text(other, restarted))
        case "tableau":
            head = "id,created_at,remote_ip,user_ip,http_request_uri,http_user_agent,status\n"
            (folder / "http_requests.csv").write_bytes(text(lines, head))


def turned(lines: list[str]) -> list[str]:
    """After a restart the columns stand in another order: the last one comes third."""
    cells = [line.split(" ") for line in lines]
    return [" ".join([*each[:2], each[-1], *each[2:-1]] if len(each) > 5 else each) for each in cells]


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_count_of_the_requests_themselves_agrees(tmp_path: Path, capsys, seed: int) -> None:
    chance = random.Random(seed)
    folder, everything, bad = tmp_path / "logs", [], 0
    folder.mkdir()
    for kind in KINDS:
        asked = [some(chance, kind, number) for number in range(400)]
        again = [replace(one, at=one.at) for one in asked if one.rid and chance.random() < 0.1]
        ill = chance.choices(BAD[kind], k=chance.randrange(20, 60))
        put(folder, kind, chance, written(chance, kind, [*asked, *again], ill))
        everything += asked
        bad += len(ill)
    (tmp_path / "d.toml").write_text(DEFINITION + FORMATS)
    assert (
        main(["incident", "exposure", str(folder), "--definition", str(tmp_path / "d.toml"), "--json"]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert found["not_named_by_a_format"] == []
    assert (found["downloads"], found["addresses"], found["malformed"]) == (*plain_count(everything), bad)
