"""Compose a letter: the notice, one person, one code; pure, and the same words for the same values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clerestory.governance.notices.addressee import Addressee
from clerestory.governance.notices.letter import Block, Letter, Run, Section, Shape
from clerestory.governance.notices.notice import Notice
from clerestory.governance.notices.statute import HEADINGS, TITLE, TITLES
from clerestory.governance.notices.wording import bureaux, date_in_words, words

POINTS = 11.0
LARGE_POINTS = 18.0


@dataclass(frozen=True, repr=False)
class _Teller:
    """Fills the sentences of one language for one person."""

    language: str
    said: Mapping[str, Any]
    values: Mapping[str, str]

    def runs(self, name: str) -> tuple[Run, ...]:
        return self.filled(self.said[name])

    def filled(self, sentence: str) -> tuple[Run, ...]:
        """Stars are read before braces are filled, so that no value can be taken for a star."""
        parts = enumerate(sentence.split("*"))
        return tuple((part.format(**self.values), place % 2 == 1) for place, part in parts if part)

    def line(self, name: str) -> str:
        return str(self.said[name]).format(**self.values)

    def paragraph(self, *names: str) -> Block:
        runs: list[Run] = []
        for name in names:
            runs += [(" ", False)] * bool(runs) + list(self.runs(name))
        return Block(Shape.PARAGRAPH, (tuple(runs),))


def letter(notice: Notice, person: Addressee, number: str, code: str) -> Letter:
    """The letter to one person."""
    teller = _Teller(person.language, words(person.language), _values(notice, person, number, code))
    bodies = (
        _happened(teller, notice),
        _information(teller, person, notice),
        _doing(teller, notice),
        _can_do(teller, notice, person),
        _more(teller),
    )
    own = list(teller.said["headings"].values())
    beside = ("",) * len(HEADINGS) if person.language == "en" else own
    return Letter(
        number=number,
        language=person.language,
        points=LARGE_POINTS if person.format == "large" else POINTS,
        title=TITLE,
        beside=TITLES[person.language],
        sender=(notice.agency.name, notice.agency.unit, *notice.agency.address),
        reference=(teller.line("number"), teller.line("dated"), teller.line("questions")),
        to=person.lines,
        opening=(teller.paragraph("dear"), teller.paragraph("opening")),
        sections=tuple(map(Section, HEADINGS, beside, bodies)),
        closing=(
            teller.paragraph("close"),
            _plain(notice.agency.signatory[person.language], notice.agency.name),
        ),
    )


def _values(notice: Notice, person: Addressee, number: str, code: str) -> dict[str, str]:
    spoken = person.language
    return {
        "number": number,
        "code": code,
        "name": person.name,
        "date": date_in_words(notice.date, spoken),
        "telephone": notice.agency.telephone,
        "hours": notice.agency.hours[spoken],
        "agency": notice.agency.name,
        "unit": notice.agency.unit,
        "address": ", ".join(notice.agency.address),
        "web": notice.agency.web,
        "began": date_in_words(notice.breach.began, spoken),
        "ended": date_in_words(notice.breach.ended, spoken),
        "months": str(notice.protection.months),
        "enroll_by": date_in_words(notice.protection.enroll_by, spoken),
        "site": notice.protection.site,
        "columns": _list_of(notice, notice.not_involved, spoken),
    }


def _list_of(notice: Notice, columns: tuple[str, ...], language: str) -> str:
    names = [notice.columns[column][language] for column in columns]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words(language)['or']} {names[-1]}"


def _plain(*texts: str) -> Block:
    return Block(Shape.PARAGRAPH, tuple(((text, False),) for text in texts))


def _happened(teller: _Teller, notice: Notice) -> tuple[Block, ...]:
    when = "on" if notice.breach.began == notice.breach.ended else "between"
    delay = "delayed" if notice.breach.delayed else "not_delayed"
    return (_plain(notice.happened[teller.language]), teller.paragraph(when, delay))


def _information(teller: _Teller, person: Addressee, notice: Notice) -> tuple[Block, ...]:
    names = tuple(((notice.columns[column][teller.language], False),) for column in person.columns)
    held = (teller.paragraph("held"), Block(Shape.LIST, names))
    return (*held, teller.paragraph("not_held")) if notice.not_involved else held


def _doing(teller: _Teller, notice: Notice) -> tuple[Block, ...]:
    box = Block(Shape.CODE, (teller.runs("offer"), teller.runs("code")))
    return (_plain(notice.doing[teller.language]), box)


def _can_do(teller: _Teller, notice: Notice, person: Addressee) -> tuple[Block, ...]:
    own = notice.advice.get(teller.language, {}).get(str(person.tier))
    advice = tuple(map(teller.filled, own or teller.said["advice"][str(person.tier)]))
    named = tuple(
        ((one.name, True), *((line, False) for line in (*one.address, one.telephone))) for one in bureaux()
    )
    return (
        Block(Shape.LIST, advice),
        teller.paragraph("bureaux"),
        Block(Shape.BUREAUX, named),
        teller.paragraph("report", "copies"),
    )


def _more(teller: _Teller) -> tuple[Block, ...]:
    other = Block(Shape.PARAGRAPH, (teller.runs("other"),), teller.said["other_language"])
    return (teller.paragraph("call"), teller.paragraph("write", "real"), other)
