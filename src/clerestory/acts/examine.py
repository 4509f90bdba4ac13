"""Try the claimed path as a stranger would, from outside, and keep what was found as evidence."""

import json
from hashlib import sha256

from clerestory.acts import respond, takedown
from clerestory.acts.gate import Gate
from clerestory.acts.govern import Governed
from clerestory.acts.visit import responses
from clerestory.errors import InputError
from clerestory.governance.office import response
from clerestory.governance.office.response import Probed
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor
from clerestory.proof.probe.targets import search_responses
from clerestory.records import vault
from clerestory.release import layout, pins, trust
from clerestory.vocabulary.progress import Progress


def examine(governed: Governed, actor: Actor, claim: str, site: str | None, progress: Progress) -> Probed:
    """Every address of the release and every claimed one, in every encoding, against everybody in the vault."""
    address = site or takedown.served_address(governed.places)
    if not address:
        raise InputError("where is it served? give --site URL")
    state = response.to_examine(governed.desk, actor, claim)
    paths = tuple(dict.fromkeys([*state.paths, *_published_paths(governed)]))
    with vault.open(governed.project) as records:
        gate = Gate.of(governed.project, records, progress)
    report = search_responses(responses(address, paths), gate.index, gate.key, pictures="ignore")
    told = json.dumps(report.as_json(), sort_keys=True).encode()
    probed = Probed(
        report.verdict.value.lower(),
        address,
        paths,
        len(report.ledger),
        sha256(told).hexdigest(),
        all_routes=True,
    )
    response.examine(governed.desk, actor, claim, probed)
    respond.brief(governed, _incident(governed, claim))
    return probed


def _published_paths(governed: Governed) -> tuple[str, ...]:
    targets = governed.places.published / layout.METADATA / trust.TARGETS
    if not targets.is_file():
        return ()
    return trust.claimed(targets.read_bytes(), pins.read(governed.places.trust).root).paths


def _incident(governed: Governed, claim: str) -> str:
    with governed.desk.store.reading() as look:
        return happenings.of_claim(look, claim).id
