"""Who is at the door: local accounts, passkeys, the office's identity provider, and sessions."""
