"""A publication ends with a look from outside; what strangers would not be served as signed is withdrawn by machine."""

import shutil

import pytest

from clerestory.acts import afterwards, govern, officiate, outside, own_hand, publish, rehearsal, takedown
from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.approval.states import State
from clerestory.governance.signing import expiry
from clerestory.governance.store import integrity, log, requests
from clerestory.release import pins, withdrawal
from clerestory.vocabulary.progress import Silent
from tests.scenario.governance.test_crashes import ready  # noqa: F401  (a fixture)


@pytest.fixture
def governed(ready, tmp_path):  # noqa: F811
    """A release that is approved and signed; publishing comes next."""
    return govern.opened(shutil.copytree(ready / "publish", tmp_path / "publish"))


def acts(governed) -> list[tuple[str, str]]:
    with governed.desk.store.reading() as look:
        return [(each.act, each.about) for each in log.entries(look, 4)][::-1]


def state(governed) -> State:
    with governed.desk.store.reading() as look:
        return requests.current(look, governed.project.release.id).state


def publish_(governed, site: str = ""):
    return officiate.publish_release(
        governed, own_hand.example(governed.places, "tertius"), expiry.now(), Silent(), site
    )


def test_a_good_publication_is_probed_on_record(governed):
    publish_(governed)
    told = acts(governed)
    assert [act for act, _ in told][-2:] == ["publish", "probed"]
    assert state(governed) is State.PUBLISHED
    assert afterwards.owes(governed.places) == ""


def test_a_site_that_serves_something_else_is_withdrawn_by_machine(governed, monkeypatch):
    publish_real = publish.publish

    def tampered(places, now, progress):
        release = publish_real(places, now, progress)
        (places.published / "site/data/7.csv").write_bytes(b"records")
        return release

    monkeypatch.setattr(publish, "publish", tampered)
    with pytest.raises(Refused, match=r"withdrawn by machine: /data/7.csv answers 503"):
        publish_(governed)
    assert state(governed) is State.WITHDRAWN
    (name,) = pins.notice_files(governed.places.trust)
    content = pins.notice_files(governed.places.trust)[name]
    notice, signers = withdrawal.verify(content, pins.read(governed.places.trust).root)
    assert (signers[0].role, notice.prefixes) == (withdrawal.MACHINE, ("",))
    again = govern.opened(governed.places.published.parent)
    told = [act for act, _ in acts(again)]
    assert told[-2:] == ["probed", "take down"], "the takedown came into the log too"
    integrity.check_trusted(again.desk.store)
    with rehearsal.served(governed.places) as address:
        assert takedown.verify_outside(takedown.Done(notice, True, ("index.html",)), _fetch(address)) == ()


def _fetch(address):
    from clerestory.public.watch.fetch import from_site

    return from_site(address)


def test_whoever_opens_the_store_meanwhile_leaves_the_act_to_its_publisher(governed, monkeypatch):
    publish_real = publish.publish

    def while_somebody_looks(places, now, progress):
        govern.opened(places.published.parent)
        assert afterwards.owes(places) == "2026-1"
        return publish_real(places, now, progress)

    monkeypatch.setattr(publish, "publish", while_somebody_looks)
    publish_(governed)
    told = [act for act, _ in acts(governed)]
    assert told[-2:] == ["publish", "probed"]
    assert Machine.SETTLED.value not in told
    assert state(governed) is State.PUBLISHED
    assert afterwards.owes(governed.places) == ""


def test_a_site_where_nobody_can_look_counts_as_failed(governed):
    with pytest.raises(Refused, match=r"nobody could look: http://127\.0\.0\.1:9"):
        publish_(governed, "http://127.0.0.1:9/")
    assert state(governed) is State.WITHDRAWN


def test_a_crash_between_publication_and_probe_leaves_the_probe_owed(governed, monkeypatch):
    class Killed(BaseException):
        """kill -9, as far as the program can tell."""

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outside, "probe", killed)
        with pytest.raises(Killed):
            publish_(governed)
    assert afterwards.owes(governed.places) == "2026-1"
    again = govern.opened(governed.places.published.parent)
    assert acts(again)[-1][0] == "probed"
    assert (state(again), afterwards.owes(governed.places)) == (State.PUBLISHED, "")
