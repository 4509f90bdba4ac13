"""R30: every address of every version is gone after a takedown, and stays gone for a later release's old files."""

from tests.scenario.publication.test_takedown import take_down


def test_every_historical_address_answers_410(publication, portal):
    publication.site["data/ccw/old.csv"] = b"county,count\nKern,12\n"
    publication.publish("2026-2")
    portal.until(lambda: portal.ask("/data/ccw/old.csv")[0] == 200)
    take_down(publication, "all")
    for path in ("/data/ccw/old.csv", "/data/ccw/applications.csv", "/ccw/", "/"):
        portal.until(lambda path=path: portal.ask(path)[0] == 410)
