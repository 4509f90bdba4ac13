"""R18: one officer takes everything off with one command, without the store; a second time changes nothing."""

import json

from clerestory.acts import govern, takedown
from tests.scenario.publication.test_takedown import run, take_down


def test_every_address_is_gone_and_the_second_run_changes_nothing(publication, portal):
    done = run("takedown", "all", str(publication.folder), "--reason", "a report", "--json")
    assert done.returncode == 0, done.stderr
    for path in ("/", "/ccw/", "/dros/", "/data/ccw/applications.csv"):
        assert portal.ask(path)[0] == 410
    again = run("takedown", "all", str(publication.folder), "--reason", "a report", "--json")
    assert json.loads(again.stdout)["was_down"] is True


def test_it_waits_for_the_log_with_who_did_it(publication):
    publication.publish()
    take_down(publication, "ccw")
    (file,) = (publication.folder / takedown.UNLOGGED).glob("*.json")
    done = govern._taken(file)
    assert (done.by, done.target, done.reason) == ("ivy", "ccw", "a claim by telephone")
    assert done.collections == ("ccw",), "the dataset in question: what a restore must not bring back"
