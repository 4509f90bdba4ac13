"""The only code that touches a record or an unprotected count; it runs where the records are."""
