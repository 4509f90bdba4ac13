"""The written definition of a download: one TOML file, and nothing that is not in it.

``words`` says it for people; the other keys say the same for the machine. Times carry their offset.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics.client import Networks
from clerestory.governance.incidents.forensics.route import normal
from clerestory.project.decode import decode
from clerestory.project.document import Document, open_document
from clerestory.project.problem import Problem

Kind = Literal["combined", "nginx", "json", "cloudfront", "iis", "tableau"]


@dataclass(frozen=True)
class Format:
    """Which files are written how."""

    files: Annotated[str, "a pattern of file names below the folder of logs"]
    kind: Annotated[Kind, "how a line is written"]
    fields: Annotated[
        Mapping[str, str] | tuple[str, ...] | str,
        "nginx: the log_format, or the names after the combined ones; json: our name = the key; iis: the columns",
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class Definition:
    """What counts as a download, and from which lines it is read."""

    words: Annotated[str, "the definition in words, as it will stand in the report"]
    route: Annotated[str, "the path of what was exposed"]
    window: Annotated[tuple[datetime | str, ...], "[from, to): when it could be reached"]
    object_bytes: Annotated[int, "the size of the whole object"]
    formats: Annotated[Mapping[str, Format], "how the logs are written"]
    methods: tuple[str, ...] = ("GET",)
    statuses: tuple[int, ...] = (200, 206)
    bytes_at_least: int = 1
    outages: Annotated[tuple[tuple[datetime | str, ...], ...], "[from, to) of each outage"] = ()
    same_download_within_s: Annotated[
        int | float, "a request after a part, at most this late, goes on with it"
    ] = 0
    trusted_proxies: Annotated[
        tuple[str, ...], "addresses or networks whose forwarded address is believed"
    ] = ()
    staff: Annotated[tuple[str, ...], "networks of our own staff"] = ()
    bot_agents: Annotated[tuple[str, ...], "user agents that are robots: equal"] = ()
    probe_agents: Annotated[tuple[str, ...], "user agents of our own probe: beginning"] = ()
    probe_addresses: Annotated[tuple[str, ...], "addresses of our own probe"] = ()

    @property
    def path(self) -> str:
        """The route in the form in which paths are compared."""
        return normal(self.route)

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The window and then each outage as [from, to) in seconds since 1970."""
        return tuple((_seconds(pair[0]), _seconds(pair[1])) for pair in (self.window, *self.outages))


def read(file: Path) -> Definition:
    """The definition in a file; ``InputError`` names every line that is wrong."""
    problems: list[Problem] = []
    document = open_document(file.parent, file.name, problems)
    made = decode(Definition, document) if document else None
    if made and document:
        _check(made, document)
    if problems or made is None:
        raise InputError("; ".join(f"{file.parent}/{problem}" for problem in sorted(set(problems))))
    return made


def _check(made: Definition, document: Document) -> None:
    if not made.formats:
        document.problem(("formats",), "no format is declared", "add a [formats.NAME] with files and kind")
    if not made.route.startswith("/"):
        document.problem(("route",), "the route is no path", "begin it with /")
    for name in ("object_bytes", "bytes_at_least", "same_download_within_s"):
        if getattr(made, name) < 0:
            document.problem((name,), f"{name!r} is negative", "give 0 or more")
    _check_span(made.window, "window", document)
    for outage in made.outages:
        _check_span(outage, "outages", document)
    for name in ("trusted_proxies", "staff", "probe_addresses"):
        _check_networks(name, getattr(made, name), document)


def _check_span(span: tuple[datetime | str, ...], name: str, document: Document) -> None:
    try:
        begins, ends = (_seconds(moment) for moment in span)
    except ValueError:
        document.problem(
            (name,),
            f"{name!r} is no [from, to] of two times with an offset",
            "write 2022-06-27T12:00:00-07:00",
        )
        return
    if begins >= ends:
        document.problem((name,), f"{name!r} ends before it begins", "swap the two times")


def _check_networks(name: str, given: tuple[str, ...], document: Document) -> None:
    for number, network in enumerate(given):
        try:
            ip_network(network, strict=False)
        except ValueError:
            document.problem(
                (name, number), f"{name!r} holds what is no address or network", "write 192.0.2.0/24"
            )


def _seconds(moment: datetime | str) -> float:
    given = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if given.tzinfo is None:
        raise ValueError("no offset")
    return given.timestamp()


def networks(given: tuple[str, ...]) -> Networks:
    """Addresses and networks to ask whether an address is among them."""
    return Networks.of(given)
