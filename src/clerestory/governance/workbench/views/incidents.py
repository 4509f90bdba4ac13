"""The one queue of claims: what stands, who must act by when; and the form for what comes by phone, mail or message."""

from datetime import datetime

from starlette.responses import Response

from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import BY_PEOPLE
from clerestory.governance.incidents.intake import SERIOUS, Channel
from clerestory.governance.store import happenings, incidents, requests, staff
from clerestory.governance.workbench import room
from clerestory.governance.workbench.lent import Files
from clerestory.governance.workbench.visit import Page, Visit
from clerestory.vocabulary import attachment

WORDS = 20_000  # characters, as the report form has
MOST = 250_000  # of a field that is shown again after something was wrong
TYPED = ("channel", "words", "path", "said_at", "values", "release", "severity", "told")
BY_STAFF = (Channel.PHONE, Channel.EMAIL, Channel.SOCIAL, Channel.SECURITY)


def show(visit: Visit) -> Response:
    """Every claim, those with the nearest time first; outages alone; what was taken down."""
    with visit.bench.store.reading() as look:
        names = [each.id for each in happenings.every(look)]
        downs = incidents.every_takedown(look)
        people = {each.id: each.name for each in staff.officers(look)}
    rooms = [room.load(visit, name) for name in names]
    lines = [(each, claim, each.todo(claim)) for each in rooms for claim in each.incident.claims]
    far = datetime.max.replace(tzinfo=visit.bench.clock().tzinfo)
    lines.sort(key=lambda line: (not line[1].is_open, line[2].by or far, line[1].at))
    return visit.page(
        "incidents.html",
        lines=lines,
        alone=[each for each in rooms if not each.incident.claims and each.incident.is_open],
        standing=sum(claim.is_open for _, claim, _ in lines),
        late=sum(todo.late for _, claim, todo in lines if claim.is_open),
        takedowns=downs[::-1],
        names=people,
        may_take_down=permissions.may(visit.officer, Act.TAKE_DOWN),
    )


def form(visit: Visit) -> Response:
    """What staff fill in while somebody talks."""
    permissions.check_may(visit.officer, Act.RECEIVE)
    return _form(visit)


def receive(visit: Visit) -> Response:
    """Take it in: the claim, its receipt, the hold, the comparison and the brief are there at once."""
    permissions.check_may(visit.officer, Act.RECEIVE)
    try:
        said = visit.bench.hands.receive(visit.officer.id, _attached(visit), **_told(visit))
    except ClerestoryError as error:
        return _form(visit, str(error))
    return visit.go(f"/incidents/{_newest(visit)}", said=said)


def open_claim(visit: Visit) -> Response:
    """Somebody here saw it themselves: nobody has to prove it first."""
    permissions.check_may(visit.officer, Act.OPEN_CLAIM)
    severity, told = visit.text("severity", longest=20), visit.text("told")
    if severity not in {each.value for each in BY_PEOPLE} or not told:
        return _form(visit, "choose how grave it is, and say in a sentence what you saw")
    try:
        said = visit.bench.hands.open_claim(
            visit.officer.id, visit.text("release", longest=100), severity, told
        )
    except ClerestoryError as error:
        return _form(visit, str(error))
    return visit.go(f"/incidents/{_newest(visit)}", said=said)


def _told(visit: Visit) -> dict[str, str]:
    told = {name: visit.text(name) for name in ("channel", "values", "path", "release", "severity")}
    told["words"] = visit.text("words", longest=WORDS)
    if told["channel"] not in {each.value for each in BY_STAFF}:
        raise InputError("choose by which door it came")
    if not told["words"]:
        raise InputError("write down what was said; one sentence is enough")
    if told["severity"] not in {each.value for each in BY_PEOPLE}:
        raise InputError("choose how grave it is")
    chosen = [str(each) for each in visit.form.getlist("collection")]
    return {**told, "collections": ",".join(chosen), "said_at": _said_at(visit)}


def _attached(visit: Visit) -> Files:
    files = visit.attached("file")
    if attachment.are_too_large(files):
        raise InputError(
            f"attach at most {attachment.FILES} files, together {attachment.LARGEST // 10**6} MB; the others go in by "
            "`clerestory claim receive --attach`"
        )
    return files


def _said_at(visit: Visit) -> str:
    """When it was said, by the clock of this office."""
    given = visit.text("said_at", longest=40)
    if not given:
        return ""
    try:
        return datetime.fromisoformat(given).replace(tzinfo=visit.bench.zone).isoformat()
    except ValueError:
        raise InputError("when it was said is a date and a time") from None


def _newest(visit: Visit) -> str:
    with visit.bench.store.reading() as look:
        return max(happenings.every(look), key=lambda each: each.happened[-1].number).id


def _form(visit: Visit, wrong: str = "") -> Response:
    """The form; if something was wrong, with all that was typed."""
    with visit.bench.store.reading() as look:
        releases = sorted({each.release for each in requests.every(look)}, reverse=True)
    return visit.page(
        "receive.html",
        400 if wrong else 200,
        wrong=wrong,
        channels=[each.value for each in BY_STAFF],
        releases=releases,
        collections=sorted({each.collection for each in visit.bench.facts.wanted}),
        severities=[each.value for each in BY_PEOPLE],
        serious=SERIOUS.value,
        given={name: visit.text(name, longest=MOST) for name in TYPED},
        chosen=visit.form.getlist("collection"),
        files=attachment.FILES,
        megabytes=attachment.LARGEST // 10**6,
    )


PAGES = (
    Page("/incidents", show),
    Page("/incidents/new", form),
    Page("/incidents/new", receive, method="POST", takes_files=True),
    Page("/incidents/open", open_claim, method="POST"),
)
