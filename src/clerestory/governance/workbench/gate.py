"""What stands before every page, in this order: rate, size, cookies, the form's own proof, the person."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clerestory.errors import ClerestoryError, InputError, Refused
from clerestory.governance.workbench import forms, limits
from clerestory.governance.workbench.auth import secret, sessions
from clerestory.governance.workbench.bench import Bench
from clerestory.governance.workbench.visit import (
    Access,
    Page,
    Visit,
    to_prove_again,
    to_sign_in,
    with_cookies,
)
from clerestory.vocabulary import attachment

TOO_LARGE = "this form is larger than any of ours"
WITH_FILES = (
    f"files are taken from people who are signed in, {attachment.FILES} at most, together {attachment.LARGEST // 10**6} MB; "
    "go back: what you wrote is still there"
)
TOO_MANY = "too many requests from here; wait a minute"


def route(bench: Bench, page: Page) -> Route:
    """The page behind its gate."""

    async def answer(request: Request) -> Response:
        if not page.is_file and not bench.limits.any.allows(_address(request)):
            return _plain(TOO_MANY, 429)
        form = await _form(bench, page, request) if page.method == "POST" else FormData()
        if form is None:
            return _plain(WITH_FILES if page.takes_files else TOO_LARGE, 413)
        try:
            return await run_in_threadpool(_answered, bench, page, request, form)
        finally:
            await form.close()

    methods = ["GET", "HEAD"] if page.method == "GET" else [page.method]
    return Route(page.path, answer, methods=methods, name=f"{page.method} {page.path}")


def _answered(bench: Bench, page: Page, request: Request, form: FormData) -> Response:
    visit = _visit(bench, request, form)
    try:
        return with_cookies(visit, _let_in(page, visit))
    except limits.TooMany as error:
        return with_cookies(visit, visit.page("refused.html", 429, sentence=str(error)))
    except Refused as error:
        return with_cookies(visit, visit.page("refused.html", 403, sentence=str(error)))
    except InputError as error:
        return with_cookies(visit, visit.page("refused.html", 400, sentence=str(error)))
    except ClerestoryError as error:
        return with_cookies(visit, visit.page("refused.html", 409, sentence=str(error)))


def _let_in(page: Page, visit: Visit) -> Response:
    if page.method != "GET":
        check_form(visit)
    if page.access is Access.ANYBODY:
        return page.act(visit)
    if visit.session is None or visit.somebody is None:
        return to_sign_in(visit)
    if page.access is Access.FRESH and not visit.session.is_fresh(visit.now):
        return to_prove_again(visit)
    return page.act(visit)


def check_form(visit: Visit) -> None:
    """Refuse a form that another site, or another browser, sent: by its origin and by its token."""
    headers = visit.request.headers
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    is_ours = origin == visit.bench.settings.origin if origin is not None else site == "same-origin"
    if not is_ours or not secret.same(visit.text("token", longest=100), visit.token):
        raise Refused(
            "this form did not come from your page here; open the page again and send it from there"
        )


def _visit(bench: Bench, request: Request, form: FormData) -> Visit:
    prefix = bench.settings.cookie_prefix
    browser = request.cookies.get(prefix + "browser", "")
    visit = Visit(bench, request, form, browser or secret.word())
    if not browser:
        visit.set_cookie("browser", visit.browser)
    cookie = request.cookies.get(prefix + "session", "")
    if cookie:
        _recognise(visit, cookie)
    return visit


def _recognise(visit: Visit, cookie: str) -> None:
    """Who is signed in; somebody who left, or whose account is gone, is nobody."""
    with visit.bench.doors() as doors:
        session = sessions.find(doors, cookie, visit.now)
    somebody = visit.bench.officer(session.person) if session else None
    if session is None or somebody is None or not somebody.active:
        visit.set_cookie("session", None)
        return
    visit.session, visit.cookie, visit.somebody = session, cookie, somebody


async def _form(bench: Bench, page: Page, request: Request) -> FormData | None:
    """The form, never more than ``limits.BODY``; with files where a page takes them, from somebody who is signed in."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return None
    if int(length) <= limits.BODY:
        return await forms.read(request, attachment.FILES if page.takes_files else 0)
    if not page.takes_files or int(length) > limits.BODY + attachment.LARGEST:
        return None
    visit = await run_in_threadpool(_visit, bench, request, FormData())
    return await forms.read(request, attachment.FILES) if visit.session else None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _plain(sentence: str, status: int) -> Response:
    return Response(sentence + "\n", status, media_type="text/plain", headers={"retry-after": "60"})
