"""The fields of a form, and the files of one that takes some: read into memory, nothing of them is written down."""

from typing import Any

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from clerestory.governance.workbench import limits
from clerestory.vocabulary import attachment

PLAIN, WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"


class InMemory(MultiPartParser):
    """A stranger's file never lies unsealed on a disk."""

    spool_max_size = limits.BODY + attachment.LARGEST + 1


async def read(request: Request, files: int) -> FormData | None:
    """The form with at most so many files; empty if it is of no kind that we send, none if it is more than that."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == PLAIN:
        given: Any = await request.form(max_files=0, max_fields=limits.FIELDS)
        return FormData(given)
    if kind != WITH_FILES or not files:
        return FormData()
    parser = InMemory(
        request.headers,
        request.stream(),
        max_files=files,
        max_fields=limits.FIELDS,
        max_part_size=limits.BODY,
    )
    try:
        return await parser.parse()
    except MultiPartException:
        return None
