"""What a line of the log says in a report: one sentence for each kind of happening, with its events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.incidents.happening import Happening, What


@dataclass(frozen=True)
class Sentence:
    """A sentence and the lines of the log that it rests on."""

    when: str
    words: str
    events: tuple[str, ...]
    source: str = ""  # where it was told first, if not in the log


OPENED = {"clean": "nothing found", "found": "records found", "inconclusive": "not readable to its end"}


def sentence(each: Happening) -> Sentence | None:
    """The sentence of a line; some lines tell nothing of their own."""
    made = _SAID.get(each.what)
    if made is None:
        return None
    source = each.text("source") if each.what is Act.RECORD else ""
    when = (each.text("when") or _time(each.at)).removesuffix(".")
    return Sentence(when, made(each), (each.id,), source)


def _received(each: Happening) -> str:
    place = f" It named {each.text('path')}." if each.text("path") else ""
    joined = (
        " It said what a message before it had said, and was joined to it."
        if each.detail.get("merged")
        else ""
    )
    return (
        f"A message arrived by {each.text('channel')} and became claim {each.text('claim')} on release "
        f"{each.text('release')}, as {each.text('severity')}.{place}{joined}"
    )


def _examined(each: Happening) -> str:
    if each.detail.get("compares"):
        return f"{each.by} had the quoted values of claim {each.text('claim')} compared again."
    verdict = {"clean": "found nothing", "found": "found records"}.get(
        each.text("verdict"), "could not look at everything"
    )
    tried = len(each.names("paths"))
    many = "1 address" if tried == 1 else f"{tried} addresses"
    return f"{each.by} tried {many} from outside, for claim {each.text('claim')}, and {verdict}."


def _opened(each: Happening) -> str:
    verdicts = [verdict.lower() for verdict in each.names("verdicts")]
    files = "1 attachment" if len(verdicts) == 1 else f"{len(verdicts)} attachments"
    return (
        f"The probe opened {files} in its sandbox: {', '.join(OPENED.get(each, each) for each in verdicts)}."
    )


def _matched(each: Happening) -> str:
    return f"{each.number_of('matching')} of {each.number_of('quoted')} values that were quoted stand in one record of the vault."


def _changed(each: Happening) -> str:
    return f"{each.by} made a change of the service ({each.text('change')}): {each.text('why')}."


def _assured(each: Happening) -> str:
    evidence = f"evidence {each.text('evidence')}" if each.text("evidence") else "no evidence from outside"
    return f"{each.by} stated: “{each.text('statement')}” (method: {each.text('method') or 'not said'}; {evidence})."


def _told(each: Happening) -> str:
    facts = "; ".join(each.names("facts")) or "no fact"
    left = each.names("left_out")
    out = f" Not told: {'; '.join(left)}." if left else ""
    return f"{each.text('from') or each.by} told {each.text('to')}: {facts}.{out}"


def _joined(each: Happening) -> str:
    people = f" ({', '.join(each.names('people'))})" if each.names("people") else ""
    return (
        f"Outage {', '.join(each.names('outages'))} and claim {', '.join(each.names('claims'))} were joined; both teams were "
        f"told{people}."
    )


def _timer(each: Happening) -> str:
    return (
        f"Nobody had shown that it is safe: {', '.join(each.names('targets'))} came down by itself, for claim "
        f"{', '.join(each.names('claims'))}. Cause: {each.text('cause')}."
    )


_SAID: Mapping[What, Callable[[Happening], str]] = {
    Act.RECEIVE: _received,
    Act.OPEN_CLAIM: lambda each: f"{each.by} opened claim {each.text('claim')} on release {each.text('release')}, as {each.text('severity')}.",
    Act.CLOSE_CLAIM: lambda each: f"{each.by} closed claim {each.text('claim')}: {each.text('why')}.",
    Act.TAKE_DOWN: lambda each: f"{each.by} took down {each.text('target')}, for claim {', '.join(each.names('claims'))}: {each.text('reason')}.",
    Act.TRIAGE: lambda each: f"{each.by} set claim {each.text('claim')} to {each.text('severity')}: {each.text('why')}.",
    Act.ASSIGN: lambda each: f"{each.by} named {each.text('investigator')} to look into claim {each.text('claim')}.",
    Act.EXAMINE: _examined,
    Act.DISMISS: lambda each: f"{each.by} dismissed claim {each.text('claim')}: {each.text('why')}.",
    Act.OPEN_OUTAGE: lambda each: f"{each.by} opened outage {each.text('outage')}: {each.text('told')}.",
    Act.CLOSE_OUTAGE: lambda each: f"{each.by} closed outage {each.text('outage')} ({each.text('relation') or 'beside no claim'}).",
    Act.CHANGE_SERVICE: _changed,
    Act.ACKNOWLEDGE_PAGE: lambda each: f"{each.by} answered the call.",
    Act.ASSURE: _assured,
    Act.TELL: _told,
    Act.RECORD: lambda each: _whole(each.text("event")),
    Machine.PROBED: _opened,
    Machine.HELD: lambda each: f"All logs from {each.text('since')} on were held.",
    Act.RELEASE_HOLD: lambda each: f"{each.by} let the logs go again: {each.text('why')}.",
    Machine.JOINED: _joined,
    Machine.MATCHED: _matched,
    Machine.RAISED: lambda each: f"Claim {each.text('claim')} was raised to {each.text('severity')} by the system.",
    Machine.SUSPECTED: lambda each: f"Traffic looked like a leak: {', '.join(each.names('signs'))}.",
    Machine.TIMER: _timer,
    Machine.PAGED: lambda each: f"{each.text('to') or 'Nobody on duty'} ({each.text('role')}) was called: {each.text('why')}.",
}  # fmt: skip


def _whole(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _time(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year}, {at:%H:%M:%S}"
