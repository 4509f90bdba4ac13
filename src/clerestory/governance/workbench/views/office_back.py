"""Back from the identity provider: signed in, proved again, or bound at enrolment."""

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.workbench.auth import accounts, challenges, oidc, sessions
from clerestory.governance.workbench.auth.oidc import Proof
from clerestory.governance.workbench.views import enrol, sign_in
from clerestory.governance.workbench.visit import Access, Page, Visit

UNKNOWN = "your office vouches for you, but you have no account here; ask the executive for an invitation"


def back(visit: Visit) -> Response:
    """The browser brings a code; what it was sent for decides what it opens."""
    sign_in.check_rate(visit)
    with visit.bench.doors() as doors:
        kept = challenges.answered(doors, visit.browser, sign_in.OFFICE, visit.now)
    try:
        if kept is None:
            raise Refused(oidc.WRONG)
        proof = visit.bench.office_sign_in().finish(visit.request.query_params, kept, visit.now)
        match kept["for"]:
            case "enrol":
                return enrol.bound(visit, str(kept["word"]), proof)
            case "again":
                return _again(visit, proof, str(kept["next"]))
            case _:
                return _entered(visit, proof, str(kept["next"]))
    except Refused:
        visit.bench.note(Machine.SIGN_IN_FAILED, "", {"how": "office"})
        raise


def _entered(visit: Visit, proof: Proof, after: str) -> Response:
    person = _person(visit, proof)
    visit.bench.note(Machine.SIGNED_IN, person, {"how": "office", "again": False})
    return sign_in.enter(visit, person, after)


def _again(visit: Visit, proof: Proof, after: str) -> Response:
    """The same person, and really asked again there: not let through because they were signed in."""
    recently = visit.now - proof.proved_at <= sessions.FRESH
    if visit.session is None or _person(visit, proof) != visit.session.person or not recently:
        raise Refused("your office did not ask again who you are; use a passkey, or sign in anew")
    visit.bench.note(Machine.SIGNED_IN, visit.session.person, {"how": "office", "again": True})
    visit.prove_again()
    return visit.go(after)


def _person(visit: Visit, proof: Proof) -> str:
    with visit.bench.store.reading() as look:
        person = accounts.of_subject(look, proof.subject)
    if person is None or not visit.bench.is_active(person):
        raise Refused(UNKNOWN)
    return person


PAGES = (Page(oidc.CALLBACK, back, Access.ANYBODY),)
