"""The hands of the workbench in an incident: what needs the files, the keys or the vault, by the acts of the command line."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from clerestory.acts import govern, sign, takedown
from clerestory.acts.govern import Governed
from clerestory.errors import ClerestoryError, InputError, Refused
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.signing import expiry, keys
from clerestory.governance.store import happenings, staff
from clerestory.governance.store.acting import Actor
from clerestory.governance.workbench.lent import Outside, Running, Scope, files_of
from clerestory.release import withdrawal
from clerestory.vocabulary.progress import Silent

if TYPE_CHECKING:
    from securesystemslib.signer import Signer

    from clerestory.governance.incidents.sealed import Words
    from clerestory.governance.office.response import Received

Given = Mapping[str, str]
WORKBENCH = "workbench"  # through which these acts come
DATA = "data"  # the scope: everything that is made from the claimed collections
SHOWN = timedelta(hours=6)
_RUNNING: dict[str, Running] = {}  # probes of this process, by claim
_LOCK = threading.Lock()


def outside(governed: Governed, incident: str) -> Outside:
    """What the files say of an incident at this moment."""
    from clerestory.acts import respond, streaming, watchkeeper

    with governed.desk.store.reading() as look:
        found = happenings.incident(look, incident)
    condition = respond.condition(governed, found)
    sink = respond.sink_of(governed)
    hold = next((each for each in sink.holds() if each.incident == incident), None)
    minutes = streaming.minutes_of(governed.folder)
    first = f"{governed.desk.store.clock() - SHOWN:%Y-%m-%dT%H:%M}"
    names = {each.id for each in found.claims}
    scopes, up = _scopes(governed, condition.collections)
    return Outside(
        condition.live, condition.present, condition.columns, condition.collections,
        respond.live_claims(governed, found), scopes, up,
        hold.since if hold else "", len(list(sink.folder.glob("20*.log"))), len(sink.gaps()),
        [each for name, each in _RUNNING.items() if name in names],
        [(name, each.data_bytes) for name, each in minutes.items() if name >= first],
        streaming.usual_of(governed, minutes).busiest,
        watchkeeper.is_watched(governed.folder),
    )  # fmt: skip


def _scopes(governed: Governed, collections: tuple[str, ...]) -> tuple[list[Scope], list[str]]:
    """What can be taken down, with its addresses; and the dashboards that stay up if it is the first."""
    from clerestory.acts import watchkeeper

    claims = takedown.claims_of(governed.places)
    if not claims or not collections:
        return [], []
    titles = {page.id: page.title for page in governed.project.pages}
    reached = {
        path
        for target in watchkeeper.targets_of(governed, collections)
        for path in takedown.reached_by(target, claims)
    }
    newest = claims[0].paths
    up = [page for page in titles if not any(path.startswith(f"{page}/") for path in reached)]
    down = [titles[page] for page in titles if page not in up]
    told = ", ".join(down) or "their files"
    return [
        Scope(DATA, f"Everything made from this data: {told}", len(reached)),
        Scope(withdrawal.ALL, "The whole site: takes harmless topics too", len(newest)),
    ], [titles[page] for page in up]


def _receive(governed: Governed, given: Given) -> str:
    from clerestory.acts import respond
    from clerestory.governance.incidents.intake import Channel
    from clerestory.governance.incidents.sealed import Words

    values = tuple(each.strip() for each in given["values"].splitlines() if each.strip())
    said = datetime.fromisoformat(given["said_at"]) if given["said_at"] else None
    collections = tuple(each for each in given["collections"].split(",") if each)
    words = Words(given["words"], values, files_of(given["attached"]))
    report = respond.Report(
        Channel(given["channel"]), words, given["path"], given["release"], collections,
        Severity(given["severity"]), said,
    )  # fmt: skip
    answered = respond.take_in(governed, _by(given), report)
    if words.attachments:  # the claim stands and the lead is called; nobody waits for the readers
        threading.Thread(target=_opened, args=(governed, answered.received, words), daemon=True).start()
    compared = (
        "not compared yet"
        if answered.matching is None
        else f"{answered.matching} of {len(values)} quoted values match"
    )
    opened = (
        " The probe opens what was attached; load this page again for its verdict."
        if words.attachments
        else ""
    )
    merged = " It says what an open claim says, and was joined to it." if answered.received.merged else ""
    return f"{answered.received.receipt}{merged} {answered.severity.value}; {compared}; all logs are held.{opened}"


def _opened(governed: Governed, received: "Received", words: "Words") -> None:
    from clerestory.acts import respond

    with suppress(
        ClerestoryError
    ):  # the message is sealed and the claim open: that it was not read is in the log
        respond.open_attachments(governed, received, words)


def _open_claim(governed: Governed, given: Given) -> str:
    from clerestory.acts import respond

    now = governed.desk.store.clock()
    severity = Severity(given["severity"])
    claim, incident = respond.open_claim(governed, _by(given), given["release"], now, severity, given["told"])
    return f"Claim {claim.id} ({incident}) is open. If it is not shown to be safe, take it down now."


def _brief(governed: Governed, given: Given) -> str:
    from clerestory.acts import respond

    respond.brief(governed, given["incident"])
    return "The brief is made."


def _compare(governed: Governed, given: Given) -> str:
    from clerestory.acts import respond

    matching, quoted, severity = respond.compare_again(governed, _by(given), given["claim"])
    return f"{matching} of {quoted} quoted values stand in one record of the vault: {severity.value}."


def _probe(governed: Governed, given: Given) -> str:
    """It takes as long as the site is large, so it runs beside, and its result stands in the log."""
    from clerestory.governance.office import response

    claim = given["claim"]
    response.to_examine(governed.desk, _by(given), claim)
    if not takedown.served_address(governed.places):
        raise InputError(
            "no server on this machine says that it serves this; run `clerestory claim probe --site URL`"
        )
    with _LOCK:
        under_way = _RUNNING.get(claim)
        if under_way and not under_way.wrong:
            raise Refused(f"{under_way.by} has begun one already; wait for its result")
        _RUNNING[claim] = Running(claim, given["person"], int(governed.desk.store.clock().timestamp()))
    threading.Thread(target=_examined, args=(governed, _by(given), claim), daemon=True).start()
    return "The probe has begun: every address and the claimed path, from outside. Load this page again for its result."


def _examined(governed: Governed, actor: Actor, claim: str) -> None:
    from clerestory.acts.examine import examine

    try:
        examine(governed, actor, claim, None, Silent())
        del _RUNNING[claim]
    except ClerestoryError as error:
        _RUNNING[claim] = replace(_RUNNING[claim], wrong=str(error))
    except Exception as error:  # noqa: BLE001  (a library's message may quote what it should not)
        _RUNNING[claim] = replace(_RUNNING[claim], wrong=f"internal error ({type(error).__name__})")


def _take_down_for(governed: Governed, given: Given) -> str:
    from clerestory.acts import respond, watchkeeper

    with governed.desk.store.reading() as look:
        permissions.check_may(staff.officer(look, given["person"]), Act.TAKE_DOWN)
        found = happenings.incident(look, given["incident"])
    signer = keys.open_key(sign.find_any_key(governed.places.keys, given["person"]), given["passphrase"])
    collections = respond.condition(governed, found).collections
    if not collections:
        raise Refused("nothing is claimed in this incident; take something down by its name")
    targets = (
        [withdrawal.ALL]
        if given["target"] == withdrawal.ALL
        else watchkeeper.targets_of(governed, collections)
    )
    done = [
        takedown.takedown(governed.places, each, given["reason"], [signer], expiry.now()) for each in targets
    ]
    told = followed(governed, done, [signer])
    respond.brief(governed, found.id)
    return told


def followed(governed: Governed, done: Sequence[takedown.Done], signers: "Sequence[Signer]") -> str:
    """Word for the log at once, then what follows a takedown; a log out of reach takes its word later."""
    from clerestory.acts import aftermath

    try:
        govern.settle(governed)
        later = []
    except ClerestoryError as error:
        later = [f"the log takes word of it when it can be reached ({error})"]
    try:
        lines = aftermath.sentences(done, aftermath.follow(governed.places, done, signers))
    except ClerestoryError as error:  # it was done, whatever was found afterwards
        lines = [f"The notice is signed and stands, but {error}"]
    return ". ".join([*lines, *later]) + "."


def _by(given: Given) -> Actor:
    return Actor(given["person"], through=WORKBENCH)


ACTS: Mapping[str, Callable[[Governed, Given], str]] = {
    "receive": _receive,
    "open claim": _open_claim,
    "brief": _brief,
    "compare": _compare,
    "probe": _probe,
    "take down for": _take_down_for,
}
