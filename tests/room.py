"""An incident room with made-up officers: a published release, and shorthands for what happens to it."""

from dataclasses import dataclass

from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents.brief import Condition
from clerestory.governance.incidents.incident import ClaimState, Incident
from clerestory.governance.incidents.intake import SERIOUS, Channel, Message
from clerestory.governance.office import response, room
from clerestory.governance.office.response import Probed, Received
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor
from tests.office import Office

PATH = "data/ccw/records.csv"
LIVE = Condition(live=True, present=True, columns=("ccw.last_name",), collections=("ccw",), records=480)


@dataclass
class Room:
    """What the tests of incidents do."""

    office: Office

    def receive(
        self, who: str = "elena", channel: Channel = Channel.EMAIL, severity: Severity = SERIOUS, **more
    ) -> Received:
        values = {"path": PATH, "sealed": "s" * 64, "quoted": 3} | more
        message = Message(channel, more.pop("release", "2026-1"), ("ccw",), values["path"], values["sealed"], values["quoted"],
                          severity=severity)  # fmt: skip
        return response.receive(self.office.desk, Actor(who), message, "c" * 64)

    def probe(
        self, claim: str, who: str = "nora", verdict: str = "clean", paths=(PATH,), *, all_routes: bool = True
    ) -> None:
        probed = Probed(verdict, "http://127.0.0.1", tuple(paths), 120, "p" * 64, all_routes)
        response.examine(self.office.desk, Actor(who), claim, probed)

    def incident(self, name: str = "X-1") -> Incident:
        with self.office.store.reading() as look:
            return happenings.incident(look, name)

    def claim(self, name: str = "C-1") -> ClaimState:
        with self.office.store.reading() as look:
            return happenings.of_claim(look, name).claim(name)

    def outage(self, who: str = "jonah"):
        return room.open_outage(self.office.desk, Actor(who), "the server is out of storage")


def published(office: Office) -> Room:
    """Made by ana, reviewed by maya and daniel, signed by priya and tom, published by tom."""
    office.signed()
    office.publish("tara")
    return Room(office)


__all__ = ["LIVE", "PATH", "Room", "published"]
