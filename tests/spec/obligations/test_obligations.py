"""Golden tests of the obligations: four situations, each with its duties and due times, and clocks by hand."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clerestory.errors import InputError
from clerestory.governance.incidents.obligations import engine
from clerestory.governance.incidents.obligations.calendars import business_day, due, is_business_day
from clerestory.governance.incidents.obligations.engine import duties, not_owed, obligations
from clerestory.governance.incidents.obligations.situation import TRIGGERS, Situation, read

PACIFIC = ZoneInfo("America/Los_Angeles")
NOW = datetime(2022, 6, 28, 9, tzinfo=PACIFIC)
CLOCKED = frozenset(duty.id for duty in duties())

CALIFORNIA = """
discovered_at = 2022-06-27T20:00:00-07:00
determined_at = 2022-06-29T09:00:00-07:00
[publisher]
state_agency = true
[affected]
californians = {californians}
{more}
[verdicts]
statutory_trigger = {trigger}
"""


def situation(folder: Path, text: str) -> Situation:
    (folder / "s.toml").write_text(text)
    return read(folder / "s.toml", CLOCKED)


def california(folder: Path, californians: int, more: str = "", trigger: str = "true") -> Situation:
    return situation(folder, CALIFORNIA.format(californians=californians, more=more, trigger=trigger))


def told(given: Situation, now: datetime = NOW) -> dict[str, str]:
    return {
        each.duty.id: each.due.strftime("%Y-%m-%d %H:%M") if each.due else "no clock"
        for each in obligations(given, now)
    }


# ten business days: 27 June 2022 is a Monday, 4 July is a holiday
STATE = {
    "ca_calcsirs": "2022-06-27 20:00",
    "ca_simm_5340_b": "2022-07-12 23:59",
    "ca_ag_sample": "2022-07-14 23:59",
    "ca_notice": "2022-07-14 23:59",
}


def test_192_000_californians(tmp_path: Path) -> None:
    assert told(california(tmp_path, 192_000)) == STATE


def test_400_californians_need_no_sample_for_the_attorney_general(tmp_path: Path) -> None:
    given = california(tmp_path, 400)
    assert told(given) == {name: when for name, when in STATE.items() if name != "ca_ag_sample"}
    assert not_owed(given)["ca_ag_sample"] == ["over_500_californians"]


@pytest.mark.parametrize(("californians", "owed"), [(500, False), (501, True)])
def test_more_than_500_means_501(tmp_path: Path, californians: int, owed: bool) -> None:
    assert ("ca_ag_sample" in told(california(tmp_path, californians))) is owed


def test_without_a_statutory_trigger_the_state_s_reports_are_still_owed(tmp_path: Path) -> None:
    assert told(california(tmp_path, 2_000_000, trigger="false")).keys() == {"ca_calcsirs", "ca_simm_5340_b"}


def test_a_spanish_resident(tmp_path: Path) -> None:
    """72 hours from awareness to the authority; to the person without undue delay."""
    given = california(tmp_path, 192_000, "eu_residents = 1")
    assert told(given) == STATE | {
        "gdpr_33": "2022-06-30 20:00",
        "gdpr_34": "2022-06-27 20:00",
        "gdpr_33_5": "no clock",
    }


PATIENT = """
discovered_at = 2022-06-27T20:00:00-07:00
[publisher]
covered_entity = true
[affected]
patients = {patients}
patients_of_one_state = {patients}
[verdicts]
unsecured_phi = true
"""


def test_a_patient(tmp_path: Path) -> None:
    """60 days; fewer than 500 go into the year's report, 60 days after the year's end."""
    assert told(situation(tmp_path, PATIENT.format(patients=1))) == {
        "hipaa_404": "2022-08-26 23:59",
        "hipaa_408_small": "2023-03-01 23:59",
    }


def test_22_073_patients(tmp_path: Path) -> None:
    assert told(situation(tmp_path, PATIENT.format(patients=22_073))).keys() == {
        "hipaa_404",
        "hipaa_406",
        "hipaa_408_large",
    }


def test_exactly_500_patients_go_to_hhs_at_once_but_not_to_the_media(tmp_path: Path) -> None:
    assert told(situation(tmp_path, PATIENT.format(patients=500))).keys() == {"hipaa_404", "hipaa_408_large"}


def test_late_ones_come_first_and_red(tmp_path: Path) -> None:
    late = datetime(2022, 7, 15, 9, tzinfo=PACIFIC)
    given = california(tmp_path, 192_000)
    shown = [each.as_json() for each in obligations(given, late)]
    assert len(shown) == 4
    assert all(each["late"] and each["colour"] == "red" for each in shown)
    before = [each.as_json() for each in obligations(given, datetime(2022, 7, 14, 9, tzinfo=PACIFIC))]
    assert [each["standing"] for each in before] == ["late", "late", "due", "due"]


def test_what_was_done_in_time_is_done_and_what_was_done_late_stays_red(tmp_path: Path) -> None:
    done = "[done]\nca_calcsirs = 2022-06-27T20:30:00-07:00\nca_simm_5340_b = 2022-07-13T09:00:00-07:00\n"
    given = situation(tmp_path, CALIFORNIA.format(californians=9, more="", trigger="true") + done)
    standing = {each.duty.id: each.standing.value for each in obligations(given, NOW)}
    assert standing == {"ca_calcsirs": "done", "ca_simm_5340_b": "done late", "ca_notice": "due"}


def test_the_police_may_move_the_start_of_a_notice_and_of_nothing_else(tmp_path: Path) -> None:
    text = "law_enforcement_delay_until = 2022-08-01T00:00:00-07:00\n" + CALIFORNIA
    given = situation(tmp_path, text.format(californians=192_000, more="", trigger="true"))
    assert told(given) == STATE | {"ca_notice": "2022-08-15 23:59", "ca_ag_sample": "2022-08-15 23:59"}


def test_every_duty_of_a_law_can_be_reached_and_tells_its_proof() -> None:
    assert len(duties()) >= 12
    for duty in duties():
        assert set(duty.when) <= TRIGGERS, duty.id
        assert duty.proof
        assert duty.clause
        due(NOW, duty.clock)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (date(2022, 6, 27), 1, date(2022, 6, 28)),
        (date(2022, 7, 1), 1, date(2022, 7, 5)),  # a weekend and Independence Day
        (date(2022, 12, 23), 1, date(2022, 12, 27)),  # Christmas on a Sunday is kept on Monday
        (date(2022, 6, 25), 1, date(2022, 6, 27)),  # found on a Saturday
    ],
)
def test_business_days_by_hand(start: date, number: int, end: date) -> None:
    assert business_day(start, number) == end


def test_cesar_chavez_day_is_no_business_day_of_the_state() -> None:
    assert not is_business_day(date(2022, 3, 31))


def test_72_hours_are_hours_that_pass_where_the_clock_is_put_forward() -> None:
    begins = datetime(2022, 3, 11, 20, tzinfo=PACIFIC)
    ends = due(begins, "72 hours")
    assert ends is not None
    assert ends.strftime("%d %H:%M") == "14 21:00"


def test_a_time_without_an_offset_and_an_unknown_duty_are_told_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s\.toml:1: .*no time with an offset"):
        situation(tmp_path, "discovered_at = 2022-06-27T20:00:00\n[publisher]\n[affected]\n")
    with pytest.raises(InputError, match="no duty 'ca_letter'"):
        situation(
            tmp_path,
            CALIFORNIA.format(californians=1, more="", trigger="true")
            + "[done]\nca_letter = 2022-06-27T20:00:00Z\n",
        )


def test_the_rules_open_nothing_but_the_laws(tmp_path: Path) -> None:
    given = california(tmp_path, 1)
    assert engine.obligations(given, NOW) == engine.obligations(given, NOW)
