"""R38: stale addresses, returned mail, households, the deceased; everybody ends in a state with a reason."""

from pathlib import Path

import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import fate, outcomes, people
from clerestory.governance.notices.fate import FINAL, TASK_OF, TRANSITIONS, Fate
from clerestory.governance.notices.run import register_of, run, status
from clerestory.vocabulary.progress import Silent
from tests.scenario.notices import mailing
from tests.scenario.notices.made_up import (
    TODAY,
    made_up_mailing,
    row,
    write_addresses,
    write_pool,
    write_private,
)


def test_every_fate_has_its_ways_and_every_open_one_leads_to_an_end() -> None:
    assert TRANSITIONS.keys() == set(Fate)
    for start in Fate:
        reached = {start}
        while more := {after for one in reached for after in TRANSITIONS[one]} - reached:
            reached |= more
        assert reached & FINAL, start
    assert not TASK_OF.keys() & FINAL


def test_a_letter_that_is_only_printed_cannot_be_returned() -> None:
    with pytest.raises(Refused, match="printed cannot become returned"):
        fate.check_step(Fate.PRINTED, Fate.RETURNED)


ROWS = [
    row(1),
    row(2, checked_on="2015-03-01"),
    row(3, checked_on=""),
    row(4, street=""),
    row(5, deceased="yes"),
    row(6, exclude="asked not to be written to"),
    row(7),
]


def test_everybody_ends_in_sent_substituted_deceased_or_excluded(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", ROWS)
    write_pool(tmp_path / "pool.txt", 10)
    job = made_up_mailing(tmp_path)
    told = run(job, Silent())
    assert told["fates"] == {
        "held": 2, "pending": 0, "printed": 2, "sent": 0, "returned": 0,
        "undeliverable": 1, "substituted": 0, "deceased": 1, "excluded": 1,
    }  # fmt: skip
    assert told["tasks"] == {"CHECK_ADDRESS": 2, "SUBSTITUTE_NOTICE": 1}
    assert told["excluded"] == {"asked not to be written to": 1}
    assert told["codes"]["allotted"] == 5
    numbers = {who: number for who, (number, *_) in mailing.mapping(tmp_path, "run").items()}
    book = register_of(job.folder)
    assert outcomes.hand_over(book, [], TODAY) == 2
    events = write_private(
        tmp_path / "returned.csv", f"number,event,reason\n{numbers['P000007']},returned,\n"
    )
    outcomes.record(book, events, TODAY)
    assert people.tasks(book)["FIND_ADDRESS"] == 1
    book.close()
    # new addresses were found for those whose letter came back or was held; one of them has none
    renewed = [{**each, "checked_on": "2022-07-11"} if each["person"][-1] in "27" else each for each in ROWS]
    write_addresses(tmp_path / "addresses.csv", renewed)
    assert run(job, Silent())["fates"]["printed"] == 2
    book = register_of(job.folder)
    outcomes.hand_over(book, [], TODAY)
    lines = [
        f"{numbers['P000003']},undeliverable,",
        *(f"{numbers[who]},substituted," for who in ("P000003", "P000004")),
    ]
    outcomes.record(
        book, write_private(tmp_path / "end.csv", "\n".join(["number,event,reason", *lines])), TODAY
    )
    end = status(book, TODAY)
    assert end["open"] == 0
    assert end["tasks"] == {}
    assert end["fates"] | {"held": 0} == end["fates"]
    assert (end["fates"]["sent"], end["fates"]["substituted"]) == (3, 2)
    book.close()


def test_events_are_entered_wholly_or_not_at_all(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(1)])
    write_pool(tmp_path / "pool.txt", 2)
    job = made_up_mailing(tmp_path)
    run(job, Silent())
    number = mailing.mapping(tmp_path, "run")["P000001"][0]
    book = register_of(job.folder)
    outcomes.hand_over(book, [], TODAY)
    events = write_private(
        tmp_path / "e.csv", f"number,event,reason\n{number},returned,\nN-NOBODY,returned,\n"
    )
    with pytest.raises(InputError, match=r"e\.csv:3"):
        outcomes.record(book, events, TODAY)
    assert people.counts(book)["sent"] == 1


def test_judges_are_printed_first_and_no_name_of_a_file_tells_it(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(n) for n in range(60)])
    write_pool(tmp_path / "pool.txt", 60)
    job = made_up_mailing(tmp_path)
    run(job, Silent())
    book = register_of(job.folder)
    tiers = [tier for (tier,) in book.execute("select distinct tier from person order by batch, place")]
    first = dict(book.execute("select tier, max(batch) from person group by tier"))
    later = dict(book.execute("select tier, min(batch) from person group by tier"))
    assert tiers[0] == 1
    assert first[1] < later[3]
    names = [path.name for path in (job.folder / "letters").iterdir()]
    assert names
    assert all(name.removeprefix("batch-").removesuffix(".pdf").isdecimal() for name in names)


def test_those_of_a_household_lie_side_by_side_each_with_their_own_letter(tmp_path: Path) -> None:
    write_addresses(
        tmp_path / "addresses.csv",
        [row(n, tier="3", language="en", household=f"H{n % 6}") for n in range(12)],
    )
    write_pool(tmp_path / "pool.txt", 12)
    job = made_up_mailing(tmp_path)
    run(job, Silent())
    book = register_of(job.folder)
    homes = [home for (home,) in book.execute("select household from person order by batch, place")]
    assert homes == sorted(homes)
    assert len({code for _, code, _, _ in mailing.mapping(tmp_path, "run").values()}) == 12


def test_a_person_twice_in_the_address_file_is_refused(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(1), row(1)])
    write_pool(tmp_path / "pool.txt", 5)
    with pytest.raises(InputError, match="twice"):
        run(made_up_mailing(tmp_path), Silent())


def test_a_wrong_row_is_told_by_its_line_alone(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(1), row(2, tier="Judge Made-Up")])
    write_pool(tmp_path / "pool.txt", 5)
    with pytest.raises(InputError, match=r"addresses\.csv:3: 'tier'") as told:
        run(made_up_mailing(tmp_path), Silent())
    assert "Made-Up" not in str(told.value)


def test_an_address_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(1)]).chmod(0o644)
    write_pool(tmp_path / "pool.txt", 5)
    with pytest.raises(InputError, match="chmod 600"):
        run(made_up_mailing(tmp_path), Silent())


def test_a_letter_that_names_a_column_outside_the_exposed_bytes_is_refused(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(1, columns="name;licence")])
    write_pool(tmp_path / "pool.txt", 5)
    with pytest.raises(Refused, match="'licence'"):
        run(made_up_mailing(tmp_path), Silent())
