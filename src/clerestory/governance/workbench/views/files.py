"""The files of the pages; browsers ask each time whether one changed."""

from starlette.responses import Response

from clerestory.governance.workbench.visit import Access, Page, Visit


def send(visit: Visit) -> Response:
    """One file; browsers ask whether it changed."""
    asset = visit.bench.assets.get(visit.part("name"))
    if asset is None:
        return visit.page("missing.html", 404)
    headers = {"etag": asset.mark, "cache-control": "no-cache"}
    if visit.request.headers.get("if-none-match") == asset.mark:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)


PAGES = (Page("/static/{name}", send, Access.ANYBODY, is_file=True),)
