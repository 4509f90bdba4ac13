"""Ask for columns with a purpose, and decide about them."""

from collections.abc import Sequence

from clerestory.errors import Refused
from clerestory.governance.approval import sources as rules
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.sources import Decision, Purpose, Wanted
from clerestory.governance.office.desk import Desk, admitted
from clerestory.governance.store import sources
from clerestory.governance.store.acting import Actor


def ask(desk: Desk, actor: Actor, wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Record a purpose for every column for which nobody asked yet; returns those."""
    with admitted(desk, Act.ASK_SOURCE, actor) as at:
        new = rules.unasked(wanted, sources.every(at.acting))
        for each in new:
            if not each.purpose.strip():
                raise Refused(f"{each.collection}.{each.column}: say what it is for")
        sources.ask(at.acting, new, actor.person)
        at.acting.tell(columns=[f"{each.collection}.{each.column}" for each in new])
    return new


def decide(
    desk: Desk, actor: Actor, chosen: Sequence[str], decision: Decision, why: str
) -> tuple[Purpose, ...]:
    """Decide about columns that were asked for (``collection.column``; none: all of them)."""
    with admitted(desk, Act.DECIDE_SOURCE, actor, decision=decision.value, why=why) as at:
        waiting = [each for each in sources.every(at.acting) if each.decision is Decision.ASKED]
        picked = tuple(each for each in waiting if not chosen or _name(each) in chosen)
        if strange := set(chosen) - {_name(each) for each in picked}:
            raise Refused(f"nobody asked for {', '.join(sorted(strange))}")
        if decision is Decision.REFUSED and not why.strip():
            raise Refused("say why: --reason takes a sentence for the analyst")
        for each in picked:
            if each.asked_by == actor.person:
                raise Refused(f"{actor.person} asked for {_name(each)} and cannot decide about it")
            sources.decide(at.acting, each, decision, actor.person, why)
        at.acting.tell(columns=[_name(each) for each in picked])
    return picked


def _name(purpose: Purpose) -> str:
    return f"{purpose.wanted.collection}.{purpose.wanted.column}"
