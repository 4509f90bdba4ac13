"""R34, R41, R42: agencies with their own counts, facts with versions, callers who prove nothing; the mail house."""

import itertools
from pathlib import Path

import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import (
    agencies,
    callers,
    clauses,
    facts,
    mailhouse,
    produced,
    public,
    sample,
)
from clerestory.governance.notices.callers import NEVER, UNPROVED, Proof, Topic
from tests.scenario.conftest import clerestory
from tests.scenario.notices.made_up import HERE, notice, row, write_addresses, write_pool

NOTICE = HERE / "notice.toml"


# R41


def counts(path: Path) -> int:
    """58 sheriffs and 120 chiefs; each county its own figure."""
    lines = [",".join(agencies.COLUMNS)]
    lines += [
        f"CA{n:03}0000,Example County {n} Sheriff,sheriff,County {n},sheriff{n}@example.gov,{1000 + n}"
        for n in range(58)
    ]
    lines += [
        f"CA{n:03}0100,Example City {n} Police,police,County {n % 58},chief{n}@example.gov,{2000 + n}"
        for n in range(120)
    ]
    path.write_text("\n".join(lines))
    return sum(1000 + n for n in range(58)) + sum(2000 + n for n in range(120))


def test_r41_each_agency_gets_its_own_count_and_no_other(tmp_path: Path) -> None:
    persons = counts(tmp_path / "counts.csv")
    done = clerestory(
        "notices", "agencies", tmp_path / "counts.csv", "--notice", NOTICE, "--persons", str(persons),
        "--embargo", "2022-06-29T10:00:00-07:00", "--to", tmp_path / "out", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    texts = {path.stem: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert len(texts) == 178
    for each in agencies.read(tmp_path / "counts.csv"):
        text = texts[each.ori]
        told = {
            other.persons for other in agencies.read(tmp_path / "counts.csv") if f"{other.persons:,} " in text
        }
        assert told == {each.persons}
        assert "NOT TO BE PASSED ON BEFORE 2022-06-29 10:00" in text
        assert agencies.DO_NOT[0] in text


def test_r41_counts_that_do_not_add_up_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    persons = counts(tmp_path / "counts.csv")
    done = clerestory(
        "notices", "agencies", tmp_path / "counts.csv", "--notice", NOTICE, "--persons", str(persons + 1),
        "--embargo", "2022-06-29T10:00:00-07:00", "--to", tmp_path / "out",
    )  # fmt: skip
    assert done.returncode == 1
    assert "add up to" in done.stderr
    assert not (tmp_path / "out").exists()


# R34


VERSION = """
[[facts]]
fact = "columns"
version = {version}
at = 2022-06-{day}T12:00:00-07:00
status = "{status}"
columns = {columns}
evidence = "inventory of the exposed object"
question = {{ en = "Which information was involved?", es = "¿Qué información?" }}
answer = {{ en = "{answer}", es = "{answer}" }}
"""
HEAD = """
incident = "2022-0627"
[inventory]
digest = "sha256:00"
columns = ["name", "birth_date", "address"]
[names]
name = ["name", "nombre"]
birth_date = ["date of birth", "fecha de nacimiento"]
address = ["address", "domicilio"]
licence = ["driver's license", "licencia de conducir"]
history = ["criminal history", "antecedentes"]
"""


def fact(version: int, day: int, status: str, answer: str, columns: str = '["name"]') -> str:
    return VERSION.format(version=version, day=day, status=status, answer=answer, columns=columns)


def read(folder: Path, *versions: str) -> facts.Facts:
    (folder / "facts.toml").write_text(HEAD + "".join(versions))
    return facts.read(folder / "facts.toml")


def test_r34_a_statement_that_names_a_column_outside_the_exposed_bytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="'licence'"):
        read(tmp_path, fact(1, 29, "preliminary", "Names were exposed.", '["name", "licence"]'))
    with pytest.raises(Refused, match="'history'"):
        read(tmp_path, fact(1, 29, "preliminary", "Names and criminal history were exposed."))


def test_r34_what_was_not_exposed_may_be_told_as_such(tmp_path: Path) -> None:
    told = read(tmp_path, fact(1, 29, "confirmed", "Names were exposed. A driver's license was not."))
    assert len(told.current()) == 1


def test_r34_a_press_release_is_checked_by_the_same_rule(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text(HEAD + fact(1, 29, "confirmed", "Names were exposed."))
    (tmp_path / "press.txt").write_text(
        "The exposed data includes names, driver's license numbers and criminal history."
    )
    done = clerestory("notices", "facts", tmp_path / "facts.toml", "--statement", tmp_path / "press.txt")
    assert done.returncode == 1
    assert "did not stand in the exposed bytes" in done.stderr


def test_r34_a_changed_preliminary_fact_gives_a_correction_and_a_confirmed_one_none(tmp_path: Path) -> None:
    first = fact(1, 28, "preliminary", "Names from 2011 to 2021.")
    changed = read(tmp_path, first, fact(2, 29, "confirmed", "Names from 2012 to 2021."))
    ((before, after),) = changed.corrections()
    told = public.correction(before, after, "en")
    assert "We said (2022-06-28): Names from 2011 to 2021." in told
    assert "Names from 2012 to 2021." in told
    assert "Corrections" in public.questions(changed, "en")
    same = read(tmp_path, first, fact(2, 29, "confirmed", "Names from 2011 to 2021."))
    assert same.corrections() == ()
    withdrawn = read(tmp_path, first, fact(2, 29, "withdrawn", "Names from 2011 to 2021."))
    assert len(withdrawn.corrections()) == 1


def test_r34_a_version_cannot_be_changed_in_place_or_left_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="do not follow"):
        read(tmp_path, fact(2, 29, "confirmed", "Names."))


# R42


def test_r42_questions_and_script_change_when_a_fact_changes(tmp_path: Path) -> None:
    first = fact(1, 28, "preliminary", "Names from 2011 to 2021.")
    old = read(tmp_path, first)
    new = read(tmp_path, first, fact(2, 29, "confirmed", "Names from 2012 to 2021."))
    for page in (lambda told: public.questions(told, "en"), public.script):
        assert "2011" in page(old)
        assert "Names from 2012 to 2021." in page(new)
    assert "2011" not in public.script(new)


@pytest.mark.parametrize("topic", list(Topic))
@pytest.mark.parametrize("told", ["yes, a permit", "no, nothing"])
def test_r42_an_unproved_caller_hears_the_same_whatever_the_register_says(topic: Topic, told: str) -> None:
    for number, called in itertools.product((False, True), repeat=2):
        proof = Proof(number, called)
        if not proof.holds:
            assert callers.answer(topic, proof, told) == UNPROVED


def test_r42_a_proved_caller_is_told_but_never_a_permit_or_a_code() -> None:
    proved = Proof(notice_number_matches=True, called_back=True)
    for topic in Topic:
        assert (callers.answer(topic, proved, "told") == "told") is (topic not in NEVER)


def test_r42_the_script_opens_with_the_rule(tmp_path: Path) -> None:
    script = public.script(read(tmp_path, fact(1, 28, "confirmed", "Names.")))
    assert script.index(UNPROVED) < script.index("What may be told to everybody")


# The mail house, the sample


def test_batches_are_opened_by_the_mail_house_alone(tmp_path: Path) -> None:
    public_key, secret = mailhouse.make_keys(tmp_path / "vendor")
    _, other = mailhouse.make_keys(tmp_path / "other")
    source, sealed, opened = tmp_path / "b.pdf", tmp_path / "b.sealed", tmp_path / "o.pdf"
    source.write_bytes(b"Made-Up Person " * 200_000)  # three chunks
    mailhouse.seal(source, sealed, mailhouse.read_public(public_key))
    assert b"Made-Up" not in sealed.read_bytes()
    mailhouse.unseal(sealed, opened, mailhouse.read_private(secret))
    assert opened.read_bytes() == source.read_bytes()
    with pytest.raises(Refused):
        mailhouse.unseal(sealed, opened, mailhouse.read_private(other))


@pytest.mark.parametrize("harm", ["shortened", "changed", "cut at a chunk"])
def test_a_sealed_file_that_was_harmed_does_not_open_and_leaves_nothing(tmp_path: Path, harm: str) -> None:
    public_key, secret = mailhouse.make_keys(tmp_path / "vendor")
    source, sealed, opened = tmp_path / "b.pdf", tmp_path / "b.sealed", tmp_path / "o.pdf"
    source.write_bytes(b"x" * (2 * mailhouse.CHUNK + 5))
    mailhouse.seal(source, sealed, mailhouse.read_public(public_key))
    content = sealed.read_bytes()
    harmed = {
        "shortened": content[:-1],
        "changed": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "cut at a chunk": content[: -(5 + 17)],
    }
    sealed.write_bytes(harmed[harm])
    with pytest.raises(Refused):
        mailhouse.unseal(sealed, opened, mailhouse.read_private(secret))
    assert not opened.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_missing_vendor_key_is_a_sentence_and_exit_2(tmp_path: Path) -> None:
    done = clerestory(
        "notices", "seal", tmp_path, "--vendor", tmp_path / "none.pub", "--to", tmp_path / "out"
    )
    assert done.returncode == 2
    assert "public key is missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sample_for_the_attorney_general_keeps_every_clause_and_tells_of_nobody(language: str) -> None:
    made = produced.parse(sample.sample(notice(), language, 501), "sample.pdf")
    assert clauses.check(made).faults == ()
    with pytest.raises(InputError, match="more than 500"):
        sample.sample(notice(), language, 500)


# The command line: a whole mailing, and no value of a person in anything that is printed


def test_a_mailing_through_the_command_line_prints_no_name_address_or_code(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(n) for n in range(8)])
    write_pool(tmp_path / "pool.txt", 8)
    words = (
        "--notice",
        NOTICE,
        "--pool",
        tmp_path / "pool.txt",
        "--key",
        tmp_path / "key",
        "--today",
        "2022-07-12",
    )
    letters = clerestory(
        "notices", "letters", tmp_path / "addresses.csv", *words, "--to", tmp_path / "run", "--json"
    )
    assert letters.returncode == 0, letters.stderr
    batches = sorted((tmp_path / "run" / "letters").iterdir())
    checked = clerestory("notices", "check", *batches, "--json")
    assert checked.returncode == 0, checked.stdout
    clerestory("notices", "vendor-key", tmp_path / "vendor")
    sealed = clerestory(
        "notices",
        "seal",
        tmp_path / "run",
        "--vendor",
        tmp_path / "vendor" / "vendor.pub",
        "--to",
        tmp_path / "out",
    )
    assert sealed.returncode == 0
    sent = clerestory("notices", "record", tmp_path / "run", "--sent", "--json")
    status = clerestory("notices", "status", tmp_path / "run")
    assert "8 people: 8 ended, 0 open" in status.stdout
    for done in (letters, checked, sealed, sent, status):
        for value in ("Made-Up Person", "Example Lane", "EXMP-"):
            assert value not in done.stdout + done.stderr


def test_an_obligation_that_is_late_is_exit_1(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        "discovered_at = 2022-06-27T20:00:00-07:00\n[publisher]\nstate_agency = true\n[affected]\ncalifornians = 1\n"
    )
    late = clerestory("incident", "obligations", tmp_path / "s.toml", "--now", "2022-07-20T09:00:00-07:00")
    assert late.returncode == 1
    assert late.stdout.count("LATE") == 2
    early = clerestory("incident", "obligations", tmp_path / "s.toml", "--now", "2022-06-27T20:10:00-07:00")
    assert early.returncode == 0
