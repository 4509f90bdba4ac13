"""An incident room in a workbench of this very process: hands whose files are made up, and everybody's browser."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from clerestory.governance.store import happenings
from clerestory.governance.workbench.lent import Files, Outside, Scope
from tests.office import Office
from tests.room import Room, published
from tests.workbench import desk
from tests.workbench.desk import NoHands, Visitor, Workbench


@dataclass
class RoomHands(NoHands):
    """Hands whose files say: live until a claim was taken down."""

    office: Office | None = None
    briefs: list[str] = field(default_factory=list)
    watched: bool = True
    attached: Files = ()

    def outside(self, incident: str) -> Outside:
        assert self.office
        with self.office.store.reading() as look:
            claims = happenings.incident(look, incident).open_claims
        live = [each.id for each in claims if each.taken_down is None]
        return Outside(
            live=bool(live), present=True, columns=["ccw.last_name"], collections=["ccw"], live_claims=live,
            scopes=[Scope("data", "Everything made from this data: permits", 214)], stays_up=["Roster"],
            held_since="2026-05-28T12", held_hours=96, gaps=0, running=[],
            minutes=[("2026-06-27T11:59", 1_000), ("2026-06-27T12:00", 9_000_000)], usual=60_000, watched=self.watched,
        )  # fmt: skip

    def brief(self, incident: str) -> str:
        self.briefs.append(incident)
        return "made"

    def take_down_for(self, *given: str) -> str:
        self.asked.append(("take down for", *given))
        return "Down."

    def receive(self, person: str, attached: Files = (), **told: str) -> str:
        self.asked.append(("receive", person, json.dumps(told, sort_keys=True)))
        self.attached = tuple(attached)
        Room(self.office).receive(person, path=told["path"])
        return "Its number is C-1."


@dataclass
class Here:
    """The workbench, the room, and everybody's browser."""

    workbench: Workbench
    room: Room
    hands: RoomHands
    browsers: dict[str, Visitor] = field(default_factory=dict)

    def browser(self, person: str) -> Visitor:
        if person not in self.browsers:
            self.browsers[person] = self.workbench.signed_in(person)
        return self.browsers[person]

    def page(self, person: str, path: str = "/incidents/X-1") -> str:
        answer = self.browser(person).get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, person: str, path: str, **fields: str):
        return self.browser(person).send("/incidents/X-1", f"/incidents/X-1{path}", **fields)


def made(folder: Path) -> Here:
    """A published release, and nothing claimed yet."""
    workbench = desk.made(folder)
    hands = RoomHands(office=workbench.office)
    workbench.bench = replace(workbench.bench, hands=hands)
    return Here(workbench, published(workbench.office), hands)
