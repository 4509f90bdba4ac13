"""Everybody acts with their own key: nobody at a shell can be two people.

A person who acts on the command line opens their key; the pinned root of trust says whose it is, never the
key's file. The key signs the entry of the act. Before a release is signed or published, whatever was done to
it is looked at again: each act came by the workbench, which knows who signed in, or bears such a signature.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from clerestory.acts import sign
from clerestory.acts.places import Places
from clerestory.errors import Refused, SigningError
from clerestory.governance.approval.acts import Act
from clerestory.governance.log import proof
from clerestory.governance.log.entry import Entry
from clerestory.governance.signing import ceremony, keys
from clerestory.governance.signing.hand import OwnHand
from clerestory.governance.store import log
from clerestory.governance.store.acting import COMMAND_LINE, Actor
from clerestory.governance.store.log import Asked
from clerestory.governance.store.store import Store
from clerestory.release import pins, trust

PERSONS = frozenset(act.value for act in Act)
BY_THEMSELVES = frozenset({"workbench"})  # these doors know who came through them
BY_THE_MACHINE = frozenset({"found after a crash", "without the store"})  # what a person signed elsewhere

Passphrase = Callable[[Path, Path], str]


def actor(places: Places, person: str, key: Path | None, passphrase: Passphrase) -> Actor:
    """Who acts on the command line, with their key in hand."""
    file = key or sign.find_any_key(places.keys, person)
    check_whose(places, file, person)
    return Actor(
        person, through=COMMAND_LINE, hand=OwnHand(person, keys.open_key(file, passphrase(places.keys, file)))
    )


def example(places: Places, person: str) -> Actor:
    """A made-up person, whose passphrase lies beside their key."""
    return actor(places, person, None, ceremony.passphrase)


def check_door(actor: Actor) -> None:
    """Raise unless it is known that this is who it says: by their key, or by the workbench."""
    if actor.hand is None and actor.through not in BY_THEMSELVES:
        raise SigningError(f"{actor.person}: whoever publishes acts with their own key")


def check_whose(places: Places, key: Path, person: str) -> None:
    """Raise unless the root of trust says that this key is that person's."""
    public = keys.public_key(key)
    known = trust.personal_keys(pins.read(places.trust).root).get(public.keyid)
    if known is None or known.public != public.to_dict():
        raise SigningError(
            f"{key}: the root of trust names no such key; add it (`clerestory keys propose`, `clerestory keys sign`)"
        )
    if known.officer != person:
        raise Refused(f"{key}: this is the key of {known.officer}, who cannot act as {person}")


def check_acts(store: Store, trusted: Path, request: str) -> None:
    """Raise unless everything that was done to a request was done by whoever it names."""
    with store.reading() as look:
        every = log.count(look, Asked(about=request))
        entries = log.found(look, Asked(about=request), every)
    check_entries(reversed(entries), roots(trusted))


def roots(trusted: Path) -> tuple[Mapping[str, trust.PersonalKey], ...]:
    """Whose keys are whose, by every root of trust so far."""
    return tuple(trust.personal_keys(content) for content in pins.roots(trusted).values())


def check_entries(entries: Iterable[Entry], known: Iterable[Mapping[str, trust.PersonalKey]]) -> None:
    """The rule: every act of a person has a proof, by a key that was theirs, or came by a door that knows them."""
    every = tuple(known)
    for entry in entries:
        if entry.proof:
            _check_proof(entry, every)
        elif entry.act in PERSONS and entry.through not in BY_THEMSELVES | BY_THE_MACHINE:
            raise Refused(
                f"entry {entry.sequence} ({entry.act} by {entry.by}) does not bear their signature; it has to be done again"
            )


def _check_proof(entry: Entry, known: tuple[Mapping[str, trust.PersonalKey], ...]) -> None:
    public = proof.check(entry)
    named = [keys_then.get(str(entry.proof["keyid"])) for keys_then in known]
    if not any(each and each.officer == entry.by and each.public == public for each in named):
        raise Refused(
            f"entry {entry.sequence} ({entry.act}): by the root of trust it is not signed by {entry.by}"
        )
