"""Live sites searched as an anonymous visitor meets them; ``reach`` tells the way to everything that was given.

Only the hosts that were named are ever asked; with a pause, within limits; nothing is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.proof.probe.live.crawl import Visit, visit
from clerestory.proof.probe.live.exchange import Answer, Elsewhere, Gap, Seen, Setting, Way
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.look import Rules
from clerestory.proof.probe.report import Account, Report
from clerestory.proof.probe.targets import search_responses

_NOTHING = "the site gave nothing"


def search_sites(
    addresses: Sequence[str],
    index: Index | None = None,
    key: Key | None = None,
    *,
    rules: Rules | None = None,
    manners: Manners | None = None,
    token: str = "",
) -> Report:
    """Visit live sites as an anonymous stranger; ``reach`` tells what was asked and what was given."""
    steps: list[Mapping[str, object]] = []
    plan = Visit(tuple(addresses), manners or Manners(), token)
    report = search_responses(_contents(visit(plan), steps), index, key, rules=rules, reach=steps)
    reached = {urlsplit(str(step["address"])).netloc for step in steps if step.get("status")}
    silent = [
        Account(one, "", "visitor", 0, 0, 0, _NOTHING) for one in addresses if _host(one) not in reached
    ]
    gaps = [_account(step) for step in report.reach if "trouble" in step]
    kept = tuple(step for step in report.reach if "trouble" not in step)
    return replace(report, reach=kept, ledger=(*report.ledger, *gaps, *silent))


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _account(step: Mapping[str, object]) -> Account:
    return Account(str(step["address"]), "", "visitor", 0, 0, 0, str(step["trouble"]))


def _contents(seen: Iterator[Seen], steps: list[Mapping[str, object]]) -> Iterator[tuple[str, bytes]]:
    """What is to be searched; what was reached, and what was not, is written down beside it."""
    for one in seen:
        match one:
            case Answer():
                steps.append(_step(one))
                yield one.request.label, one.content
            case Gap():
                steps.append({"address": one.address, "trouble": one.why.value})
            case Elsewhere():
                steps.append({"address": one.address, "way": Way.ELSEWHERE.value, "from": one.came_from})
            case Setting():
                told = f"{one.product}: {one.says}"
                steps.append({"address": one.address, "way": Way.SETTING.value, "says": told})


def _step(answer: Answer) -> dict[str, object]:
    request = answer.request
    step: dict[str, object] = {
        "address": request.label, "way": request.way.value, "status": answer.status, "bytes": len(answer.content),
    }  # fmt: skip
    if request.method != "GET":
        step["method"] = request.method
    if request.came_from:
        step["from"] = request.came_from
    return step
