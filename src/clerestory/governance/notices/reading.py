"""How hard a letter is to read: the published formulas for English and Spanish.

English: Flesch-Kincaid grade, ``0.39 words/sentence + 11.8 syllables/word - 15.59`` (Kincaid et al.
1975). Spanish: Fernández-Huerta ease, ``206.84 - 60 syllables/word - 1.02 words/sentence`` (1959, as
corrected), told as the school grade of its table. Syllables are counted by vowels, so the figure is
good to about half a grade.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_STOPS = re.compile(r"[.!?](?:\s|$)")
_VOWELS = {
    "en": re.compile(r"[aeiouy]+"),
    "es": re.compile(r"[iuü]?[aeoáéó][iuyü]?|[íú]|[iuü]+", re.IGNORECASE),
}
_SPANISH_GRADES = ((90, 4), (80, 5), (70, 6), (60, 8), (50, 10), (30, 13))
_GRADUATE = 16


@dataclass(frozen=True)
class Reading:
    """The grade of school that the text asks for, and the formula that says so."""

    grade: float
    formula: str


def reading(passages: Sequence[str], language: str) -> Reading | None:
    """The reading grade of some passages; each is at least one sentence."""
    words = [word for passage in passages for word in _WORD.findall(passage)]
    sentences = sum(max(1, len(_STOPS.findall(passage.strip()))) for passage in passages if passage.strip())
    if not words or language not in _VOWELS:
        return None
    per_sentence = len(words) / sentences
    per_word = sum(syllables(word, language) for word in words) / len(words)
    if language == "en":
        return Reading(round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1), "flesch-kincaid")
    ease = 206.84 - 60 * per_word - 1.02 * per_sentence
    return Reading(float(_grade(ease)), "fernandez-huerta")


def syllables(word: str, language: str) -> int:
    """How many syllables a word has, by its vowels; a silent e at the end of an English word is none."""
    small = word.lower()
    if language == "en" and len(small) > 3 and re.search(r"[^aeiouyl]e$", small):
        small = small[:-1]
    return max(1, len(_VOWELS[language].findall(small)))


def _grade(ease: float) -> int:
    return next((grade for least, grade in _SPANISH_GRADES if ease >= least), _GRADUATE)
