"""Keeps people, requests, votes and the audit log: nothing is written without its entry in the log."""
