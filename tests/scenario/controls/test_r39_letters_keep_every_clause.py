"""R39: the form and content that the statute asks for, proven on the PDF that came out."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from clerestory.errors import InputError
from clerestory.governance.notices.addressee import Addressee
from clerestory.governance.notices.clauses import RULES, Checked, check, clauses
from clerestory.governance.notices.compose import letter
from clerestory.governance.notices.letter import Block, Letter, Section, Shape
from clerestory.governance.notices.produced import parse
from clerestory.governance.notices.typeset import typeset
from tests.scenario.notices.made_up import notice, person

Change = Callable[[Letter], Letter]


def made(who: Addressee) -> Letter:
    return letter(notice(), who, "N-ABCD-EFGH-JKLM", "EXMP-4K7Q-22TN")


def checked(*letters: Letter) -> Checked:
    return check(parse(typeset(letters), "letter.pdf"))


def broken(found: Checked) -> set[str]:
    return {fault.rule for fault in found.faults}


def test_every_clause_has_a_rule_and_every_rule_a_clause() -> None:
    assert clauses().keys() == RULES.keys() == {name for name, _ in REMOVED} | {"tagged", "language"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("tier", [1, 2, 3])
@pytest.mark.parametrize("size", ["", "large"])
def test_letters_of_every_language_tier_and_size_keep_every_clause(
    language: str, tier: int, size: str
) -> None:
    found = checked(made(person(language=language, tier=tier, format=size)))
    assert found.faults == ()
    assert found.least_points >= (16 if size else 10)
    assert found.language == language
    assert found.reading
    assert 3 <= found.reading.grade <= 9


def test_letters_of_one_file_are_checked_one_by_one() -> None:
    letters = [made(person(number)) for number in (1, 2, 3)]
    letters[1] = _drop_words("law-enforcement")(letters[1])
    found = checked(*letters)
    assert [(fault.rule, fault.page) for fault in found.faults] == [("delay", 3)]
    assert found.letters == 3


def _section(place: int, change: Callable[[Section], Section]) -> Change:
    def changed(one: Letter) -> Letter:
        return replace(
            one, sections=tuple(change(each) if n == place else each for n, each in enumerate(one.sections))
        )

    return changed


def _drop_blocks(place: int, *shapes: Shape) -> Change:
    return _section(
        place, lambda it: replace(it, blocks=tuple(each for each in it.blocks if each.shape not in shapes))
    )


def _drop_words(*words: str) -> Change:
    """Take out every run that holds one of those words."""

    def without(block: Block) -> Block:
        items = tuple(
            tuple(run for run in item if not any(word in run[0] for word in words)) for item in block.items
        )
        return replace(block, items=tuple(item for item in items if item))

    def changed(one: Letter) -> Letter:
        sections = tuple(
            replace(each, blocks=tuple(block for block in map(without, each.blocks) if block.items))
            for each in one.sections
        )
        return replace(one, sections=sections)

    return changed


REMOVED: list[tuple[str, Change]] = [
    ("title", lambda one: replace(one, title="Notice")),
    ("headings", lambda one: replace(one, sections=one.sections[:3] + one.sections[4:])),
    ("headings", lambda one: replace(one, sections=(one.sections[1], one.sections[0], *one.sections[2:]))),
    ("headings", _section(2, lambda it: replace(it, heading="Our Work"))),
    ("type_size", lambda one: replace(one, points=9.9)),
    ("agency", lambda one: replace(one, sender=one.sender[:1])),
    ("agency", lambda one: replace(one, reference=one.reference[:2])),
    ("information", _drop_blocks(1, Shape.LIST)),
    ("date_of_breach", _drop_words("This happened")),
    ("date_of_notice", lambda one: replace(one, reference=(one.reference[0], one.reference[2]))),
    ("delay", _drop_words("law-enforcement")),
    ("incident", _drop_words("shortly after noon")),
    ("bureaux", _drop_blocks(3, Shape.BUREAUX)),
    ("bureaux", _drop_words("1-888-397-3742")),
    ("bureaux", _drop_words("P.O. Box 160")),
    ("code", _drop_blocks(2, Shape.CODE)),
    ("code", _drop_words("EXMP")),
    ("more", _drop_blocks(4, Shape.PARAGRAPH)),
    ("more", _drop_words("1-800-555-0142")),
]


@pytest.mark.parametrize(("rule", "removed"), REMOVED)
def test_without_any_one_required_element_the_check_fails(rule: str, removed: Change) -> None:
    assert rule in broken(checked(removed(made(person()))))


def test_untagged_pdf_fails() -> None:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(typeset([made(person())]))) as outside:
        del outside.Root.StructTreeRoot
        del outside.Root.Lang
        out = io.BytesIO()
        outside.save(out)
    assert {"tagged", "language"} <= broken(check(parse(out.getvalue(), "letter.pdf")))


def test_small_type_hidden_by_scaling_is_found() -> None:
    """The font's size says 11, the page draws it at 5.5."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(typeset([made(person())]))) as outside:
        page = outside.pages[0]
        page.contents_add(b"q 0.5 0 0 0.5 0 0 cm", prepend=True)
        page.contents_add(b"Q")
        out = io.BytesIO()
        outside.save(out)
    found = check(parse(out.getvalue(), "letter.pdf"))
    assert "type_size" in broken(found)
    assert found.least_points < 6


def test_what_is_no_pdf_is_told_in_a_sentence() -> None:
    with pytest.raises(InputError, match="no PDF"):
        parse(b"%PDF-nothing", "letter.pdf")


def test_a_name_that_the_font_cannot_show_stops_the_batch_and_is_not_told() -> None:
    letters = [made(person(1)), replace(made(person(2, name="鈴木 花子")), number="N-2222")]
    with pytest.raises(InputError, match="N-2222") as told:
        typeset(letters)
    assert "鈴" not in str(told.value)


def test_signs_of_markup_in_a_name_are_only_signs() -> None:
    odd = "Ann *Bold* #let $x$ {name} @who <b> \\ Ñandú-O’Neil"
    read = parse(typeset([made(person(name=odd))]), "letter.pdf")
    assert any(odd in passage.text for passage in read.letters[0].passages)


def test_the_same_letters_give_the_same_bytes() -> None:
    letters = [made(person(1)), made(person(2))]
    assert typeset(letters) == typeset(letters)


def test_the_repr_of_people_and_letters_holds_nothing_of_them() -> None:
    assert "Made-Up" not in repr(person()) + repr(made(person())) + repr(
        made(person()).sections[0].blocks
    ) + str(person())
