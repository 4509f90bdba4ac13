"""What the public server sealed, taken in by the machine: each message once, and none in the way of another."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from clerestory.acts import respond
from clerestory.acts.govern import Governed
from clerestory.acts.respond import Report
from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents import sealed
from clerestory.governance.incidents.intake import Channel
from clerestory.governance.incidents.sealed import Words
from clerestory.governance.store import happenings
from clerestory.governance.store.opening import MACHINE

SPOOL, ASIDE = "intake", "not-messages"


@dataclass(frozen=True)
class Taken:
    """The claims that messages opened or joined, and what could not be done; its messages wait for the next look."""

    claims: tuple[str, ...]
    wrong: tuple[str, ...]


def take_spool(governed: Governed) -> Taken:
    """Take in what came since the last look, the oldest first."""
    sealed.make_key(governed.folder, governed.places.trust)
    waiting = (governed.places.trust.parent / SPOOL).glob(f"*{sealed.ENDING}")
    claims, wrong = list[str](), list[str]()
    for path in sorted(waiting, key=_came):
        try:
            claims += _take(governed, path)
        except ClerestoryError as error:
            wrong.append(f"message {path.stem}: {error}")
        except (OSError, ValueError) as error:
            wrong.append(f"message {path.stem}: not wholly taken in ({type(error).__name__})")
    return Taken(tuple(claims), tuple(wrong))


def _came(path: Path) -> tuple[float, str]:
    with suppress(OSError):
        return path.stat().st_mtime, path.name
    return 0.0, path.name


def _take(governed: Governed, path: Path) -> tuple[str, ...]:
    """Once it stands in the log it leaves the spool; only then is opened what was attached, which may fail."""
    if _is_known(governed, path.stem):  # it was taken in, and the program ended before the message was gone
        path.unlink()
        return ()
    words = _opened(governed, path)
    where, _, text = words.text.partition("\n")
    report = Report(Channel.WEB, replace(words, text=text), path=where, receipt=path.stem)
    answered = respond.take_in(governed, MACHINE, report)
    path.unlink()
    if words.attachments:
        respond.open_attachments(governed, answered.received, words)
    return (answered.received.claim,)


def _opened(governed: Governed, path: Path) -> Words:
    """What is no message sealed for this office is put aside, and told once."""
    try:
        return sealed.words_of(sealed.opened(path, governed.folder))
    except (InputError, ValueError, TypeError, AttributeError):
        aside = path.parent / ASIDE
        aside.mkdir(mode=0o700, exist_ok=True)
        path.rename(aside / path.name)
        raise InputError(f"not sealed for this office; it lies in {aside}: call the log auditor") from None


def _is_known(governed: Governed, receipt: str) -> bool:
    with governed.desk.store.reading() as look:
        told = happenings.of_incidents(look)
    return any(each.what is Act.RECEIVE and each.text("receipt") == receipt for each in told)
