"""What California's statute fixes word for word (Civ. 1798.29(d)(1)): title, headings, least type size.

Letters in other languages keep these words and set their own beside them, so that no reading of
the statute can miss them.
"""

TITLE = "NOTICE OF DATA BREACH"
HEADINGS = (
    "What Happened",
    "What Information Was Involved",
    "What We Are Doing",
    "What You Can Do",
    "For More Information",
)
LEAST_POINTS = 10.0
TITLES = {"en": "", "es": "Aviso de violación de datos"}
