"""Exposure incidents: claims, containment, forensics, obligations, report, drill."""
