"""R05: only looking is allowed; what a page may do is signed with it, and one changed capability is not served."""

import pytest

from clerestory.errors import UntrustedRelease


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_an_anonymous_visitor_may_look_and_nothing_else(portal, method):
    assert portal.ask("/ccw/", method)[0] in (403, 404, 405)


def test_a_capability_added_after_signing_is_drift_and_not_served(publication, portal):
    page = publication.places.published / "site/ccw/index.html"
    page.write_bytes(page.read_bytes() + b'<a href="/data/records.csv" download>all data</a>')
    with pytest.raises(UntrustedRelease, match=r"ccw/index\.html: not the bytes that were signed"):
        publication.check()
    portal.until(lambda: portal.ask("/ccw/")[0] != 200)
    assert portal.ask("/dros/")[0] == 200
