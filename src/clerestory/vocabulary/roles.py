"""What a person may do in a project."""

from enum import Enum


class Role(Enum):
    """The duties of a publication; no person signs in two of them."""

    ANALYST = "analyst"
    OUTPUT_CHECKER = "output checker"
    PRIVACY_OFFICER = "privacy officer"
    PUBLISHER = "publisher"
    INCIDENT_LEAD = "incident lead"
    EXECUTIVE = "executive"
    LOG_AUDITOR = "log auditor"
    ROOT_KEEPER = "root keeper"
