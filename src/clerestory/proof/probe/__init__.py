"""The stranger: what confidential content can be reached in anything about to be published, or public already."""

from clerestory.proof.probe.report import Report
from clerestory.proof.probe.search import search, search_responses

__all__ = ["Report", "search", "search_responses"]
