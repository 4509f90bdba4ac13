"""R20: the downloads of June 2022 raise LEAK-SUSPECT at their beginning; ordinary launch days raise none."""

from datetime import timedelta

from clerestory.governance.incidents import launch_days, traffic
from clerestory.governance.incidents.launch_days import NOON, USUAL
from clerestory.governance.incidents.traffic import Request, Sign


def test_ordinary_launch_days_raise_no_alarm_and_the_leak_is_found_at_its_first_downloads():
    tried = launch_days.tried(days=6, leaks=2, seed=3)
    assert (tried.false_alarms, tried.found) == (0, 2)
    assert max(tried.downloads_before) <= 1


def downloads(count, size=300_000):
    return [
        Request(NOON + timedelta(seconds=at), f"a-{at}", "/data/ccw/x.csv", 200, size) for at in range(count)
    ]


def test_one_sign_is_enough_while_a_claim_is_open():
    crowd = downloads(traffic.CROWD, 100)
    assert next(traffic.suspicions(crowd, USUAL), None) is None
    found = next(traffic.suspicions(crowd, USUAL, [NOON]))
    assert found.signs == (Sign.CROWD,)


def test_a_suspicion_is_told_once_until_the_signs_are_gone():
    assert len(list(traffic.suspicions(downloads(400), USUAL))) == 1


def test_what_is_told_holds_no_address():
    (found,) = traffic.suspicions(downloads(400), USUAL)
    assert "a-1" not in str(found.told())
