"""The withdrawal notice: a signed statement that takes a release, or part of one, back.

* One signature of one officer on call is enough to take something off; publishing needs two.
* So is that of the publishing machine: whoever holds its online key can stop a site anyway, by no longer
  renewing it, and can publish nothing.
* A notice reaches every release up to the version it names: a corrected release, which has passed
  the whole gate again, is not touched by it.
* A notice names addresses by what they begin with, so that nothing below them is forgotten.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from securesystemslib.signer import Key, Signature
from tuf.api.metadata import Metadata, Root, Snapshot

from clerestory.errors import UntrustedRelease
from clerestory.release import trust

FOLDER = trust.NOTICES.rstrip("/")  # below the metadata, and below the folder of what is trusted
FORM = "clerestory withdrawal 1"
ALL = "all"
MACHINE = "publishing machine"


@dataclass(frozen=True)
class Notice:
    """What is taken back: ``prefixes`` of paths (all: an empty one), up to the version ``through``."""

    target: str
    prefixes: tuple[str, ...]
    through: int
    at: str
    reason: str  # SHA-256 of the words, which stay inside

    def covers(self, path: str) -> bool:
        """Whether the path is among what is taken back, in whatever release."""
        return path.startswith(self.prefixes)

    def reaches(self, path: str, version: int) -> bool:
        """Whether that path of the release of that version is taken back."""
        return version <= self.through and self.covers(path)

    def includes(self, other: "Notice") -> bool:
        """Whether everything that the other takes back is taken back already."""
        return self.through >= other.through and all(self.covers(prefix) for prefix in other.prefixes)


def reached(lineage: trust.Lineage, target: str) -> tuple[str, ...] | None:
    """Every prefix that shares what is in question; ``None``: there is nothing of that name.

    A dashboard's name puts its datasets in question; ``dataset:``, ``column:`` and ``configuration:`` name one.
    """
    shared = set(_in_question(lineage, target))
    found = tuple(sorted(prefix for prefix, of in lineage.items() if shared & set(of)))
    return found or None


def _in_question(lineage: trust.Lineage, target: str) -> tuple[str, ...]:
    kind, colon, name = target.partition(":")
    match kind if colon else "":
        case "dataset":
            return (name,)
        case "column":
            return (column(name),)
        case "configuration":
            return (configuration(name),)
        case _:
            return datasets(lineage.get(f"{target}/", ()))


def column(name: str) -> str:
    """The mark of a confidential column: readers can compare it, and not read its name."""
    return f"column {hashlib.sha256(name.encode()).hexdigest()[:16]}"


def configuration(file: str) -> str:
    """The mark of a declaration's file."""
    return f"configuration {file}"


def datasets(marks: Iterable[str]) -> tuple[str, ...]:
    """Those marks that name datasets."""
    return tuple(mark for mark in marks if " " not in mark)


def dashboards(lineage: trust.Lineage) -> tuple[str, ...]:
    """The names of the pages."""
    return tuple(sorted(prefix[:-1] for prefix in lineage if prefix.endswith("/") and prefix.count("/") == 1))


def payload(notice: Notice) -> bytes:
    """The bytes that officers sign."""
    return _canonical({"form": FORM, **asdict(notice)})


def to_bytes(notice: Notice, signatures: Mapping[str, str]) -> bytes:
    """The notice's file; ``signatures`` by key id."""
    return _canonical({"signatures": dict(signatures), "signed": {"form": FORM, **asdict(notice)}})


def read(content: bytes) -> Notice:
    """Read a notice without asking who signed it: for those that were verified when they came."""
    try:
        signed = dict(json.loads(content)["signed"])
        if signed.pop("form") != FORM:
            raise ValueError
        return Notice(**{**signed, "prefixes": tuple(signed["prefixes"]), "through": int(signed["through"])})
    except (ValueError, KeyError, TypeError):
        raise UntrustedRelease("this is not a withdrawal notice") from None


def verify(content: bytes, root: bytes) -> tuple[Notice, tuple[trust.Signer, ...]]:
    """Read a notice that at least one officer on call has signed, and say who did."""
    notice = read(content)
    signatures: Mapping[str, str] = json.loads(content).get("signatures", {})
    keys = _on_call(root)
    signers = [
        _signer(keys[keyid])
        for keyid, sig in signatures.items()
        if _is_good(keys.get(keyid), keyid, sig, notice)
    ]
    if not signers:
        raise UntrustedRelease("the withdrawal notice is not signed by an officer on call")
    return notice, tuple(sorted(signers, key=lambda each: each.role))


def _on_call(root: bytes) -> Mapping[str, Mapping[str, Any]]:
    signed = Metadata[Root].from_bytes(root).signed
    named = {trust.OFFICER: "machine", trust.ROLE: MACHINE}
    online = {
        keyid: {**signed.keys[keyid].to_dict(), **named} for keyid in signed.roles[Snapshot.type].keyids
    }
    return {**online, **signed.unrecognized_fields.get(trust.ON_CALL, {})}


def _is_good(key: Mapping[str, Any] | None, keyid: str, signature: str, notice: Notice) -> bool:
    if key is None:
        return False
    try:
        Key.from_dict(keyid, dict(key)).verify_signature(Signature(keyid, signature), payload(notice))
    except Exception:  # noqa: BLE001  (a stranger's bytes: whatever the library trips over, it is no signature)
        return False
    return True


def _signer(key: Mapping[str, Any]) -> trust.Signer:
    return trust.Signer(str(key.get(trust.OFFICER, "")), str(key.get(trust.ROLE, "")))


def _canonical(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
