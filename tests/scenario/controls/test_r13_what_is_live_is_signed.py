"""R13: a signed manifest says what is live; an older release is refused, an expired one too."""

from datetime import timedelta

import pytest

from clerestory.errors import UntrustedRelease


def test_a_rollback_to_an_older_release_is_refused(release):
    old = dict(release.metadata), dict(release.site)
    release.next_release()
    release.remember()
    release.metadata, release.site = dict(old[0]), dict(old[1])
    with pytest.raises(UntrustedRelease):
        release.verify()


def test_an_expired_statement_fails_closed(release):
    release.now += timedelta(days=2)
    with pytest.raises(UntrustedRelease, match="expired"):
        release.verify()


def test_the_log_tells_which_bytes_were_published(office):
    office.signed()
    office.publish()
    last = [each for each in office.log() if each.act == "publish"][-1]
    assert last.detail["bundle"] == office.get().built.digests.bundle
