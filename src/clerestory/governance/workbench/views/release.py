"""The page of a release: what it is, what went in, the evidence, what changed, the bytes, and what one may do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.approvals import Attachment
from clerestory.governance.approval.requests import Haste
from clerestory.governance.approval.sources import Decision, Purpose
from clerestory.governance.office import looking
from clerestory.governance.store import requests, sources
from clerestory.governance.workbench import evidence
from clerestory.governance.workbench.bundle import Bundle, compared, opened
from clerestory.governance.workbench.case import Case, load
from clerestory.governance.workbench.changes import Comparison
from clerestory.governance.workbench.diagram import diagram
from clerestory.governance.workbench.views import preview
from clerestory.governance.workbench.visit import Page, Visit

SHOWN = 8  # changes on the page itself
A_PAGE = 200


@dataclass(frozen=True)
class Read:
    """What was read of one source."""

    collection: str
    rows: int | None
    columns: Sequence[Purpose]
    not_read: int

    @property
    def classes(self) -> Sequence[tuple[str, int]]:
        """How many columns of each class."""
        return Counter(each.wanted.column_class for each in self.columns).most_common()


def listing(visit: Visit) -> Response:
    """Every request, the newest first."""
    with visit.bench.store.reading() as look:
        cases = [load(look, visit.bench.desk, visit.officer.id, each.id) for each in requests.every(look)]
    return visit.page("releases.html", cases=cases, live=visit.bench.hands.live())


def show(visit: Visit) -> Response:
    """Everything that a decision needs, on one page."""
    return page(visit)


def page(visit: Visit, wrong: str = "") -> Response:
    """The page, after an act that was not possible with what stopped it."""
    case = load_case(visit)
    bundle = bundle_of(visit, case)
    papers = papers_of(visit, case)
    compared_ = compared_with_live(visit, bundle)
    if case.built:
        look_at(visit, "evidence and inventory", case)
    return visit.page(
        "release.html",
        400 if wrong else 200,
        wrong=wrong,
        case=case,
        Act=Act,
        bundle=bundle,
        cards=evidence.cards(bundle, papers) if bundle else (),
        missing=[kind.value for kind in Attachment if case.built and kind not in papers],
        inventory=inventory(visit, case, papers.get(Attachment.INVENTORY, {})),
        lines=evidence.lines(
            case.built, bundle, visit.bench.facts.titles, papers, compared_.tables if compared_ else {}
        )
        if case.built
        else (),
        compared=compared_,
        before=visit.bench.hands.live(),
        shown=compared_.changed[:SHOWN] if compared_ else (),
        preview=preview.address(visit, bundle, "") if bundle else "",
        haste=list(Haste),
        diagram=diagram(case.request.state),
    )


def changes(visit: Visit) -> Response:
    """Every cell that changed, page by page, or of one table."""
    case = load_case(visit)
    compared_ = compared_with_live(visit, bundle_of(visit, case))
    table = visit.asked("table")
    found = (compared_.of(table) if table else compared_.changed) if compared_ else ()
    at = int(visit.asked("from")) if visit.asked("from").isdecimal() else 0
    look_at(visit, f"changes{' of ' + table if table else ''}", case)
    return visit.page(
        "changes.html",
        case=case,
        table=table,
        compared=compared_,
        found=found[at : at + A_PAGE],
        total=len(found),
        at=at,
        a_page=A_PAGE,
        titles=visit.bench.facts.titles,
        before=visit.bench.hands.live(),
    )


def load_case(visit: Visit) -> Case:
    """The request of the address, as this person may see it."""
    with visit.bench.store.reading() as look:
        return load(look, visit.bench.desk, visit.officer.id, visit.part("request"))


def look_at(visit: Visit, what: str, case: Case) -> None:
    """Record the look."""
    digest = case.built.digests.bundle if case.built else ""
    looking.look_at(visit.bench.desk, visit.actor, what, case.request.id, digest)


def bundle_of(visit: Visit, case: Case) -> Bundle | None:
    """The bundle that the request is about, if it still lies there: staged, or published."""
    if case.built is None:
        return None
    found = (opened(visit.bench.staged), opened(visit.bench.published))
    return next((each for each in found if each and each.digest == case.built.digests.bundle), None)


def papers_of(visit: Visit, case: Case) -> Mapping[Attachment, evidence.Paper]:
    """The papers of the build that are the ones attached."""
    if case.built is None:
        return {}
    return evidence.papers(case.built, visit.bench.evidence)


def compared_with_live(visit: Visit, bundle: Bundle | None) -> Comparison | None:
    """What changes for the public, if something is published and this is not it."""
    live = opened(visit.bench.published)
    if bundle is None or live is None or live.digest == bundle.digest:
        return None
    return compared(live, bundle)


def inventory(visit: Visit, case: Case, paper: evidence.Paper) -> Sequence[Read]:
    """What was read, source by source, and who approved the purpose; the rows as the machine counted them."""
    columns = set(case.built.columns) if case.built else set()
    with visit.bench.store.reading() as look:
        purposes = [each for each in sources.every(look) if each.decision is Decision.APPROVED]
    wanted = visit.bench.facts.wanted
    rows = {str(each["source"]): int(each["rows"]) for each in paper.get("columns", ())}
    found = []
    for collection in dict.fromkeys(each.collection for each in wanted):
        own = [each for each in purposes if each.wanted.collection == collection]
        read = [each for each in own if f"{collection}.{each.wanted.column}" in columns or not columns]
        declared = sum(each.collection == collection for each in wanted)
        found.append(Read(collection, rows.get(collection), read, declared - len(read)))
    return found


PAGES = (
    Page("/releases", listing),
    Page("/releases/{request}", show),
    Page("/releases/{request}/changes", changes),
)
