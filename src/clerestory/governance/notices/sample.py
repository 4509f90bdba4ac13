"""The sample for the Attorney General (Civ. 1798.29(e)): the letter as sent, about nobody."""

from clerestory.errors import InputError
from clerestory.governance.notices.addressee import Addressee
from clerestory.governance.notices.compose import letter
from clerestory.governance.notices.notice import Notice
from clerestory.governance.notices.typeset import typeset

MORE_THAN = 500
_NOBODY = {"en": "[Name of the person]", "es": "[Nombre de la persona]"}


def sample(notice: Notice, language: str, californians: int) -> bytes:
    """One letter without personal information: the widest list of columns, no person's number or code."""
    if californians <= MORE_THAN:
        raise InputError(
            f"a sample is owed when more than {MORE_THAN} Californians are notified, not for {californians}"
        )
    person = Addressee(
        person="", name=_NOBODY[language], street="[Address]", city="[City]", state="CA", postcode="[Postcode]",
        country="", checked_on=None, language=language, household="", tier=3, deceased=False, agency="",
        columns=notice.exposed, format="", exclude="",
    )  # fmt: skip
    return typeset([letter(notice, person, "[NUMBER]", "[CODE]")])
