"""A first project for records that nobody has declared: what each column is, and tables that can be safe.

Pure: profiles of columns in, derived columns and a whole ``Project`` out, with a comment for every
choice, since a person decides in the end.
"""
