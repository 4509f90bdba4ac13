"""The hands of the workbench: this process signs, publishes, withdraws and takes down when it is asked to.

The process that answers people asks over a socket in a folder that only this user can open, with a key made
for this run. It is told sentences, never a file. Who may do what is asked here again, by the same acts
that the command line runs; they are loaded when they are first needed, since they can build releases too.
"""

import json
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from clerestory.acts import govern, hands_incident, serve, sign, takedown
from clerestory.acts.govern import Governed
from clerestory.acts.hands_incident import WORKBENCH
from clerestory.acts.places import Places
from clerestory.errors import ClerestoryError, Refused
from clerestory.governance.signing import expiry, keys
from clerestory.governance.store.acting import Actor
from clerestory.governance.workbench.lent import ASKED, Hands, Live, Reach
from clerestory.project.read import read
from clerestory.release import pins, trust, withdrawal
from clerestory.vocabulary.progress import Silent

Given = Mapping[str, str]


@contextmanager
def lent(folder: Path) -> Iterator[Hands]:
    """Hands for the project in that folder, as long as the workbench runs."""
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(prefix="clerestory-") as place:
        address = f"{place}/hands"
        with Listener(address, "AF_UNIX", backlog=16, authkey=key) as listener:
            threading.Thread(target=_listen, args=(listener, folder), name="hands", daemon=True).start()
            yield Hands(address, key)


def _listen(listener: Listener, folder: Path) -> None:
    while True:
        try:
            line = listener.accept()
        except (AuthenticationError, EOFError, ConnectionError):  # whoever asked is no hand of ours, or gone
            continue
        except OSError:
            return
        threading.Thread(target=_answer, args=(line, folder), daemon=True).start()


def _answer(line: "Connection[bytes, bytes]", folder: Path) -> None:
    with line:
        try:
            asked = json.loads(line.recv_bytes(ASKED))
            told = _done(asked.pop("act"), folder, asked)
        except Refused as error:
            told = {"refused": str(error)}
        except keys.WrongPassphrase:  # whose sentence names a file
            told = {"refused": "wrong passphrase, or your key was changed; type it again"}
        except ClerestoryError as error:
            told = {"wrong": str(error)}
        except Exception as error:  # noqa: BLE001  (a library's message may quote what it should not)
            told = {"wrong": f"internal error ({type(error).__name__}); nothing more is known here"}
        with suppress(OSError):  # whoever asked is gone
            line.send_bytes(json.dumps(told).encode())


def _done(act: str, folder: Path, given: Given) -> dict[str, object]:
    if act == "live":
        project = read(folder)
        return {"live": _live(Places.of(project.places), {each.id: each.name for each in project.people})}
    if act == "outside":
        return asdict(hands_incident.outside(govern.opened(folder), given["incident"]))
    return {"said": ACTS[act](govern.opened(folder), given)}


def _sign(governed: Governed, given: Given) -> str:
    from clerestory.acts import officiate

    _check_current(governed, given)
    role = _signing_role(governed, given["person"])
    key = sign.find_key(governed.places.keys, given["person"], role)
    holder = officiate.sign_release(governed, key, given["passphrase"], expiry.now(), WORKBENCH)
    return f"Signed as {holder.role}."


def _publish(governed: Governed, given: Given) -> str:
    from clerestory.acts import officiate

    _check_current(governed, given)
    actor = Actor(given["person"], through=WORKBENCH)
    release = officiate.publish_release(governed, actor, expiry.now(), Silent())
    return _and_copies(governed, f"Release {release.statement.release} is public.")


def _withdraw(governed: Governed, given: Given) -> str:
    from clerestory.acts import officiate

    key = sign.find_any_key(governed.places.keys, given["person"])
    phrase, reason = given["passphrase"], given["reason"]
    done = officiate.withdraw_release(governed, key, phrase, reason, expiry.now(), WORKBENCH)
    return _and_copies(governed, f"Withdrawn: {len(done.paths)} addresses answer so.")


def _take_down(governed: Governed, given: Given) -> str:
    key = sign.find_any_key(governed.places.keys, given["person"])
    signer = keys.open_key(key, given["passphrase"])
    done = takedown.takedown(governed.places, given["target"], given["reason"], [signer], expiry.now())
    return hands_incident.followed(governed, [done], [signer])


def _and_copies(governed: Governed, told: str) -> str:
    """Every destination gets it too; one that fails is told."""
    from clerestory.acts import copy

    return " ".join([told, *copy.sentences(copy.copy_to_all(governed.places, (), expiry.now()))])


ACTS: Mapping[str, Callable[[Governed, Given], str]] = {
    "sign": _sign,
    "publish": _publish,
    "withdraw": _withdraw,
    "take down": _take_down,
    **hands_incident.ACTS,
}


def _check_current(governed: Governed, given: Given) -> None:
    """What is staged is of one request; nobody signs or publishes another one's bytes by its page."""
    current = governed.request().id
    if given["request"] != current:
        raise Refused(f"the files that lie here are of {current}, not of {given['request']}; open that one")


def _signing_role(governed: Governed, person: str) -> str:
    """In which of the roles that must sign the person signs."""
    for role in governed.project.policy.signatures:
        if any(each.id == person and role in each.roles for each in governed.project.people):
            return role
    raise Refused(
        f"{person} is in none of the roles that sign: {', '.join(governed.project.policy.signatures)}"
    )


def _live(places: Places, names: Mapping[str, str]) -> dict[str, object] | None:
    try:
        told = serve.check(places, expiry.now())
    except ClerestoryError:
        return None
    notices, until = pins.notices(places.trust).values(), told.expires_at
    return asdict(
        Live(
            told.release,
            told.versions.targets,
            len(told.targets),
            f"{until:%B} {until.day}, {until:%Y %H:%M} UTC",
            [f"{names.get(each.officer, each.officer)}, {each.role}" for each in told.signers],
            sum(any(each.reaches(path, told.versions.targets) for each in notices) for path in told.targets),
            {name: _reach(told, name) for name in withdrawal.dashboards(told.lineage)},
        )
    )


def _reach(told: trust.Statement, name: str) -> Reach:
    """Everything that shares what the dashboard is made from, by the signed lineage."""
    prefixes = withdrawal.reached(told.lineage, name) or ()
    down = [each for each in withdrawal.dashboards(told.lineage) if f"{each}/".startswith(prefixes)]
    return Reach(down, sum(path.startswith(prefixes) for path in told.targets))
