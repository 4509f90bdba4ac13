"""Notices to the affected: letters, codes, agencies, public facts.

Letters hold names and addresses, so they are made inside the vault's walls: this package reads
only the address file that it is handed, writes only to owner-only folders, and puts no value of
that file into a message, a log or a result. People are ids everywhere else.
"""
