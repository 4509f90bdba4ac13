"""What the followed logs bring into the sink, looked at as it comes: the signs of a leak, and bytes minute by minute.

Where it stopped stands beside the sink. Minutes are kept, addresses are not.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from clerestory.acts import respond
from clerestory.acts.govern import Governed
from clerestory.governance.incidents import chain, stream, traffic
from clerestory.governance.incidents.forensics import lines
from clerestory.governance.incidents.forensics.client import Networks, client
from clerestory.governance.incidents.forensics.formats import read_object
from clerestory.governance.incidents.forensics.lines import Line
from clerestory.governance.incidents.stream import Minute
from clerestory.governance.incidents.traffic import Lookout, Request, Suspicion
from clerestory.governance.office import room
from clerestory.governance.store import happenings
from clerestory.release import layout, manifest

STATE = "looked.json"
AT_ONCE = 64 << 20  # bytes of the sink in one look


@dataclass
class Traffic:
    """What is remembered of the traffic between two looks."""

    proxies: Sequence[str] = ()  # whose forwarded address is believed
    _lookout: Lookout | None = field(default=None, repr=False)

    def look(self, governed: Governed) -> tuple[Suspicion, ...]:
        """Look at what is new in the sink; a suspicion is told in the incident room."""
        sink, state = respond.sink_of(governed).folder, _read(governed)
        hour, offset = str(state.get("hour", "")), int(str(state.get("offset", 0)))
        before = self._lookout is None
        new, place = _new(sink, hour, offset)
        requests = sorted(self._requests(new), key=lambda each: each.at)
        if not requests and place == (hour, offset):
            return ()
        now = governed.desk.store.clock()
        minutes = stream.joined(_minutes(state), stream.by_minute(requests), now)
        usual = usual_of(governed, minutes)
        if before:
            self._remember(sink, hour, offset, usual)
        found = tuple(self._seen(governed, requests, usual))
        kept = {name: asdict(each) for name, each in minutes.items()}
        _write(governed, {"hour": place[0], "offset": place[1], "minutes": kept})
        for each in found:
            respond.brief(governed, room.suspect(governed.desk, each))
        return found

    def _remember(self, sink: Path, hour: str, offset: int, usual: traffic.Usual) -> None:
        """After a restart: the hour that was looked at already, so that a crowd in the middle of it is still one."""
        self._lookout = Lookout(usual)
        path = sink / f"{hour}.log"
        if hour and path.is_file():
            for each in sorted(self._requests(_held(path, 0, offset)), key=lambda each: each.at):
                self._lookout.see(each, claimed=False)

    def _seen(
        self, governed: Governed, requests: Sequence[Request], usual: traffic.Usual
    ) -> Iterator[Suspicion]:
        self._lookout = self._lookout or Lookout(usual)
        self._lookout.usual = usual
        with governed.desk.store.reading() as look:
            since = [claim.at for each in happenings.every(look) for claim in each.open_claims]
        for each in requests:
            if suspicion := self._lookout.see(each, claimed=any(each.at >= at for at in since)):
                yield suspicion

    def _requests(self, logged: Sequence[str]) -> Iterator[Request]:
        trusted = Networks.of(tuple(self.proxies))
        for line in logged:
            told = read_object(line) if line.startswith("{") else _common().read(line)
            if told is not None:
                at = datetime.fromtimestamp(told.time, UTC)
                path = "/" + respond.named_path(told.target, "")
                yield Request(at, client(told.peer, told.forwarded, trusted), path, told.status, told.bytes)


def minutes_of(governance: Path) -> Mapping[str, Minute]:
    """The minutes of the last day, if logs are followed."""
    path = governance / respond.SINK / STATE
    return _minutes(json.loads(path.read_bytes())) if path.is_file() else {}


def usual_of(governed: Governed, minutes: Mapping[str, Minute]) -> traffic.Usual:
    """What is usual here now."""
    return stream.usual(_largest(governed), minutes, governed.desk.store.clock())


@cache
def _common() -> Line:
    """How a line is written that is no JSON, as our own server and many others write it."""
    return lines.combined()


def _new(sink: Path, hour: str, offset: int) -> tuple[list[str], tuple[str, int]]:
    """What the sink got since that place, and the place behind it."""
    found: list[str] = []
    place = (hour, offset)
    for path in sorted(path for path in sink.glob("20*.log") if path.stem >= hour):
        begins = offset if path.stem == hour else 0
        with path.open("rb") as file:
            file.seek(begins)
            whole, newline, _ = file.read(AT_ONCE).rpartition(b"\n")
        found += _told(whole)
        place = (path.stem, begins + len(whole) + len(newline))
    return found, place


def _held(path: Path, begins: int, ends: int) -> list[str]:
    with path.open("rb") as file:
        file.seek(begins)
        return _told(file.read(ends - begins))


def _told(content: bytes) -> list[str]:
    held = (chain.read(line) for line in content.decode("utf-8", "replace").split("\n"))
    return [each.line for each in held if each]


def _largest(governed: Governed) -> int:
    """The largest file below data/ that was signed."""
    path = governed.places.published / layout.SITE / manifest.MANIFEST
    if not path.is_file():
        return 0
    listed = manifest.from_bytes(path.read_bytes()).files
    return max((each.size for each in listed if each.path.startswith("data/")), default=0)


def _minutes(state: Mapping[str, object]) -> dict[str, Minute]:
    known = state.get("minutes", {})
    return {name: Minute(**each) for name, each in known.items()} if isinstance(known, dict) else {}


def _read(governed: Governed) -> dict[str, object]:
    path = respond.sink_of(governed).folder / STATE
    return dict(json.loads(path.read_bytes())) if path.is_file() else {}


def _write(governed: Governed, state: Mapping[str, object]) -> None:
    path = respond.sink_of(governed).folder / STATE
    fresh = path.with_name(f".{STATE}")
    fresh.write_text(json.dumps(state))
    fresh.replace(path)
