"""The public page of questions, the script of the call centre and corrections, all from the same facts.

They are files to be reviewed, signed and published as any release: nothing here publishes.
"""

from clerestory.governance.notices.callers import UNPROVED, Topic
from clerestory.governance.notices.facts import Facts, Status, Version

_WORDS = {
    "en": {
        "title": "Questions about the exposure",
        "preliminary": "This is what we know so far; it may change.",
        "confirmed": "Confirmed.",
        "withdrawn": "We said something else before and have withdrawn it.",
        "corrections": "Corrections",
        "said": "We said",
        "now": "This is what we know now",
        "took_back": "We have withdrawn this.",
        "copies": "Please do not open, keep or pass on a copy of these records. Delete it, and tell us where you saw it.",
        "copies_question": "I have seen a copy of the records. What should I do?",
    },
    "es": {
        "title": "Preguntas sobre la exposición",
        "preliminary": "Es lo que sabemos hasta ahora; puede cambiar.",
        "confirmed": "Confirmado.",
        "withdrawn": "Antes dijimos otra cosa y la hemos retirado.",
        "corrections": "Correcciones",
        "said": "Dijimos",
        "now": "Esto es lo que sabemos ahora",
        "took_back": "Lo hemos retirado.",
        "copies": "Por favor no abra, guarde ni comparta una copia de estos registros. Bórrela y díganos dónde la vio.",
        "copies_question": "He visto una copia de los registros. ¿Qué debo hacer?",
    },
}


def questions(facts: Facts, language: str) -> str:
    """The page of questions and answers, in Markdown."""
    words = _WORDS[language]
    shown = [part for each in facts.current() for part in _question(each, language)]
    return "\n".join(
        [
            f"# {words['title']}",
            "",
            *shown,
            f"## {words['copies_question']}",
            "",
            words["copies"],
            "",
            *_corrected(facts, language),
        ]
    )


def _question(each: Version, language: str) -> list[str]:
    words = _WORDS[language]
    note = f"{words[each.status.value]} ({each.fact}, {each.version}, {each.at:%Y-%m-%d %H:%M %Z})".rstrip()
    body = [] if each.status is Status.WITHDRAWN else [each.answer[language], ""]
    return [f"## {each.question[language]}", "", *body, f"*{note}*", ""]


def _corrected(facts: Facts, language: str) -> list[str]:
    words = _WORDS[language]
    pairs = facts.corrections()
    lines = [line for pair in pairs for line in (correction(*pair, language), "")]
    return [f"## {words['corrections']}", "", *lines] if pairs else []


def correction(before: Version, after: Version, language: str) -> str:
    """The notice that a preliminary fact has changed."""
    words = _WORDS[language]
    now = (
        words["took_back"]
        if after.status is Status.WITHDRAWN
        else f"{words['now']} ({after.at:%Y-%m-%d}): {after.answer[language]}"
    )
    return f"{words['said']} ({before.at:%Y-%m-%d}): {before.answer[language]} {now}"


def script(facts: Facts) -> str:
    """What agents of the call centre read out, and what they never say."""
    lines = ["# Script for callers", "", "## Before anything about a person", "", UNPROVED, ""]
    lines += [
        "Never confirm or deny, whoever asks and however they ask:",
        "",
        *(f"- {each.value}" for each in Topic),
        "",
    ]
    lines += [
        "A caller who fears for their safety: stay on the line, call the incident lead's deputy, note no address.",
        "A journalist, an officer, a lawyer: the same rule; give the press desk's number.",
        "Who asks for more than stands here: take a number, pass it on, promise a call within a day.",
        "",
        "## What may be told to everybody",
        "",
    ]
    for each in facts.current():
        if each.status is not Status.WITHDRAWN:
            lines += [
                f"**{each.question['en']}** {each.answer['en']} *({each.status.value}, version {each.version})*",
                "",
            ]
    return "\n".join(lines)
