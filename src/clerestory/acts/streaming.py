"""Access logs streamed in: each new line is chained into the sink, and looked at for the signs of a leak.

Where it stopped reading stands beside the sink, so that it goes on there after a restart, and after a rotation
with what was left in the file that was moved to ``FILE.1``. Minutes are kept, addresses are not.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from clerestory.acts import respond
from clerestory.acts.govern import Governed
from clerestory.errors import InputError
from clerestory.governance.incidents import stream, traffic
from clerestory.governance.incidents.forensics import formats
from clerestory.governance.incidents.forensics.client import Networks, client
from clerestory.governance.incidents.forensics.definition import Format, Kind
from clerestory.governance.incidents.stream import Minute
from clerestory.governance.incidents.traffic import Lookout, Request, Suspicion
from clerestory.governance.office import room
from clerestory.governance.store import happenings
from clerestory.release import layout, manifest

STATE = "streamed.json"
HEAD = 20  # lines from which the columns of a file are known
AT_ONCE = 64 << 20  # bytes of one file in one look


@dataclass
class Streamed:
    """The logs that are read, and what is remembered of them between two looks."""

    files: Sequence[Path]
    kind: Kind = "combined"
    proxies: Sequence[str] = ()  # whose forwarded address is believed
    _lookout: Lookout | None = field(default=None, repr=False)

    def take(self, governed: Governed) -> tuple[Suspicion, ...]:
        """Read what is new, keep it, look at it; a suspicion is told in the incident room."""
        state = _read(governed)
        lines = [line for file in self.files for line in _new_lines(file, state)]
        now = governed.desk.store.clock()
        respond.sink_of(governed).append(lines, now)
        requests = sorted(self._requests(lines), key=lambda each: each.at)
        minutes = stream.joined(_minutes(state), stream.by_minute(requests), now)
        found = tuple(self._seen(governed, requests, usual_of(governed, minutes)))
        _write(governed, state | {"minutes": {name: asdict(each) for name, each in minutes.items()}})
        for each in found:
            respond.brief(governed, room.suspect(governed.desk, each))
        return found

    def _seen(
        self, governed: Governed, requests: Sequence[Request], usual: traffic.Usual
    ) -> Iterator[Suspicion]:
        self._lookout = self._lookout or Lookout(usual)
        self._lookout.usual = usual
        with governed.desk.store.reading() as look:
            since = [claim.at for each in happenings.every(look) for claim in each.open_claims]
        for each in requests:
            claimed = any(each.at >= at for at in since)
            if suspicion := self._lookout.see(each, claimed=claimed):
                yield suspicion

    def _requests(self, lines: Sequence[str]) -> Iterator[Request]:
        form = formats.line_of(Format("*", self.kind), lines[:HEAD])
        trusted = Networks.of(tuple(self.proxies))
        for line in lines:
            told = form.read(line)
            if told is not None:
                at = datetime.fromtimestamp(told.time, UTC)
                path = "/" + respond.named_path(told.target, "")
                yield Request(at, client(told.peer, told.forwarded, trusted), path, told.status, told.bytes)


def minutes_of(governance: Path) -> Mapping[str, Minute]:
    """The minutes of the last day, if logs are streamed in."""
    path = governance / respond.SINK / STATE
    return _minutes(json.loads(path.read_bytes())) if path.is_file() else {}


def usual_of(governed: Governed, minutes: Mapping[str, Minute]) -> traffic.Usual:
    """What is usual here now."""
    return stream.usual(_largest(governed), minutes, governed.desk.store.clock())


def _new_lines(file: Path, state: dict[str, object]) -> Iterator[str]:
    """Whole lines since the last look; of the rotated file first, if there is one."""
    try:
        here = file.stat()
    except OSError:
        raise InputError(f"{file}: cannot be read; give the access log of the server in front") from None
    known = state.get(str(file))
    inode, offset = known if isinstance(known, list) else (here.st_ino, 0)
    older = file.with_name(f"{file.name}.1")
    if inode != here.st_ino:
        if older.is_file() and older.stat().st_ino == inode:
            yield from _lines(older, offset)[0]
        offset = 0
    lines, ends = _lines(file, offset if offset <= here.st_size else 0)
    state[str(file)] = [here.st_ino, ends]
    yield from lines


def _lines(file: Path, offset: int) -> tuple[list[str], int]:
    with file.open("rb") as opened:
        opened.seek(offset)
        whole, newline, _ = opened.read(AT_ONCE).rpartition(b"\n")
    return whole.decode("utf-8", "replace").splitlines(), offset + len(whole) + len(newline)


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
