"""Thirty spellings of one person, each found; the list in docs/explanation/probe.md is this one."""

from tests.scenario.probe.people import Who

WHO = Who("Núñez-Quillfeather", "Marisol", "1957-03-18", "N4418305", "2718 N Juniper Hollow Rd", "94611")

RESPELLINGS: dict[str, str] = {
    "as recorded": "Marisol Núñez-Quillfeather 1957-03-18",
    "surname first": "Núñez-Quillfeather, Marisol; 1957-03-18",
    "capitals": "MARISOL NÚÑEZ-QUILLFEATHER 1957-03-18",
    "small letters": "marisol núñez-quillfeather 1957-03-18",
    "without accents": "Marisol Nunez-Quillfeather 1957-03-18",
    "accents as combining signs": "Marisol Nu\u0301n\u0303ez-Quillfeather 1957-03-18",
    "without the hyphen": "Marisol Nunez Quillfeather 1957-03-18",
    "one of two surnames": "Marisol Quillfeather 1957-03-18",
    "initial of the given name": "M. Nunez Quillfeather 1957-03-18",
    "with a middle initial and a suffix": "Marisol T. Nunez-Quillfeather, Jr. 1957-03-18",
    "with a title": "Ms. Marisol Quillfeather, b. 1957-03-18",
    "possessive": "Marisol Quillfeather's record of 1957-03-18",
    "underscores": "Marisol_Quillfeather_1957-03-18",
    "points": "marisol.quillfeather 1957.03.18",
    "US date": "Marisol Quillfeather 03/18/1957",
    "US date without zeros": "Marisol Quillfeather 3/18/1957",
    "US date, two-digit year": "Marisol Quillfeather 3/18/57",
    "European date": "Marisol Quillfeather 18.03.1957",
    "European date with hyphens": "Marisol Quillfeather 18-3-1957",
    "month in words": "Marisol Quillfeather March 18, 1957",
    "day before month in words": "Marisol Quillfeather 18 March 1957",
    "month shortened": "Marisol Quillfeather 18-MAR-1957",
    "ordinal": "Marisol Quillfeather March 18th, 1957",
    "SAS date": "Marisol Quillfeather 18MAR1957",
    "packed date": "Marisol Quillfeather 19570318",
    "time stamp": "Marisol Quillfeather 1957-03-18T00:00:00Z",
    "Excel serial": "Marisol Quillfeather 20897",
    "Excel 1904 serial": "Marisol Quillfeather 19435",
    "Unix time": "Marisol Quillfeather -403660800",
    "thousandths of seconds": "Marisol Quillfeather -403660800000",
    "SAS days": "Marisol,Quillfeather,-1019\nx,y,1\nx,y,1",
    "address, spelt otherwise": "Marisol Quillfeather, 2718 Juniper Hollow Road",
    "licence in parts": "licence N44-18305",
    "licence with spaces": "licence N 4418 305",
    "licence in small letters": "n4418305",
}
