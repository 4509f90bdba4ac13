"""What a column can do to a person, judged by its name and by how unique its values are."""

import re
from dataclasses import dataclass

from clerestory.project.proposal.profile import ColumnProfile
from clerestory.vocabulary.status import ColumnClass, Identifies


@dataclass(frozen=True)
class Proposed:
    """A class for a column, and why."""

    column_class: ColumnClass
    because: str
    identifies: Identifies | None = None


def _words(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|_)(?:{'|'.join(names)})(?:_|$)")


# English, German, French and Spanish, without accents: names are plain when they come here
_DIRECT: tuple[tuple[re.Pattern[str], Identifies], ...] = (
    (
        _words(
            "last_?name", "surname", "family_?name", "lname", "nachname", "familien_?name", "zuname", "nom",
            "nom_de_famille", "apellidos?",
        ),
        Identifies.SURNAME,
    ),
    (
        _words(
            "first_?name", "given_?names?", "middle_?name", "forename", "fname", "vornamen?", "ruf_?name",
            "prenoms?", "nombres?",
        ),
        Identifies.GIVEN,
    ),
    (
        _words(
            "dob", "birth_?date", "date_of_birth", "birthday", "born", "geburts_?(?:datum|tag)", "geb_?(?:datum|dat)?",
            "geboren", "date_(?:de_)?naissance", "fecha_(?:de_)?nacimiento",
        ),
        Identifies.DATE,
    ),
    (
        _words(
            "address", "street", "street_address", "strasse", "anschrift", "adresse", "rue", "direccion", "calle",
            "domicilio",
        ),
        Identifies.ADDRESS,
    ),
    (
        _words(
            "zip", "zip_?code", "post_?code", "postal_?code", "plz", "postleitzahl", "code_postal", "codigo_postal"
        ),
        Identifies.POSTCODE,
    ),
    (
        _words(
            "name", "full_?name", "person", "patient", "defendant", "applicant", "respondent", "antragsteller(?:in)?",
            "nombre_completo",
        ),
        Identifies.PERSON,
    ),
    (
        _words(
            "ssn", "license", "licence", "passport", "permit_number", "case_number", "account", "phone",
            "telephone", "mobile", "e_?mail", "mrn", "nhs", "cii", "sid", "serial", "plate", "ip", "uuid", "guid",
            "telefon", "handy", "ausweis", "reisepass", "aktenzeichen", "steuer_?id", "kennzeichen", "iban", "courriel",
            "passeport", "telefono", "correo", "dni", "pasaporte",
        ),
        Identifies.STRONG,
    ),
)  # fmt: skip
_NAMES = (Identifies.SURNAME, Identifies.GIVEN, Identifies.ADDRESS)  # however few different ones there are
AGE = _words("age", "ages", "age_years", "age_at", "alter", "edad")
SEX = _words("sex", "gender", "geschlecht", "sexe", "sexo")
RACE = _words("race", "ethnicity", "ethnic", "colou?r")
PLACE = _words(
    "county", "region", "state", "district", "city", "town", "borough", "province", "country", "area", "land_?kreis",
    "kreis", "bundesland", "stadt", "ort", "gemeinde", "bezirk", "commune", "departement", "ville", "provincia",
    "municipio", "ciudad",
)  # fmt: skip
YEAR = _words("year", "jahr", "annee", "ano")
_SENSITIVE = _words(
    "status", "outcome", "result", "released?", "denied", "approved", "convicted", "verdict", "sentence", "charge",
    "offen[cs]e", "crime", "arrests?", "checks?", "diagnosis", "disease", "condition", "drugs?", "hiv", "income",
    "salary", "wage", "debt", "religion", "party", "union", "score", "grade", "violence", "victim", "reason",
)  # fmt: skip
_STRONG_DIGITS = 100_000  # a number below is too common to be searched for


def propose_class(column: ColumnProfile) -> Proposed:
    """The most careful class that the column's name or its values suggest."""
    for pattern, identifies in _DIRECT:
        if pattern.search(column.name) and _can_be(column, identifies):
            return Proposed(ColumnClass.DIRECT_IDENTIFIER, "its name says that it names a person", identifies)
    if column.nearly_unique and column.type == "text":
        because = "nearly every record has a value of its own"
        return Proposed(ColumnClass.DIRECT_IDENTIFIER, because, Identifies.STRONG)
    if column.nearly_unique and column.type == "integer" and (column.lowest or 0) >= _STRONG_DIGITS:
        because = "nearly every record has a number of its own"
        return Proposed(ColumnClass.DIRECT_IDENTIFIER, because, Identifies.STRONG)
    if _SENSITIVE.search(column.name):
        return Proposed(ColumnClass.SENSITIVE, "its name says what befell a person")
    if YEAR.search(column.name) or column.name == "month":
        return Proposed(ColumnClass.PLAIN, "it dates the record")
    return Proposed(ColumnClass.QUASI_IDENTIFIER, "people who know somebody may know it")


def _can_be(column: ColumnProfile, identifies: Identifies) -> bool:
    """Whether the values fit: a flag called `license` or `native_born` (yes, no) names nobody."""
    if identifies is Identifies.DATE and column.type in ("date", "timestamp"):
        return True
    if identifies in _NAMES and column.type == "text":
        return column.distinct > 2
    return column.type in ("text", "integer") and (column.distinct > 40 or column.nearly_unique)
