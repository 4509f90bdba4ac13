"""Brings a database to the tables of this program, a step a version; Alembic runs the steps."""
