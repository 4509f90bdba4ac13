"""Every error raised on purpose, by who must act.

    ClerestoryError
    ├── InputError            whoever gave the file or option: what it is and what to give instead
    │   └── ProjectError      the publisher: a declaration is wrong (file, line, remedy)
    ├── VaultError            the keeper of the records: the vault cannot be read as declared
    ├── Refused               the analyst or officer: looked, and the answer is no (exit 1)
    ├── SigningError          the key holder: a key or signature is missing or wrong
    └── UntrustedRelease      the engineer of the site: what lies there is not what was signed (exit 1)

A message says what, where and what to do, lower case, no full stop, in one sentence. It names
files, tables, variables and rules, never a value from a record. In the vault, raise
``from None``: the cause quotes data.
"""

FOUND = 1
COULD_NOT_LOOK = 2


class ClerestoryError(Exception):
    """Anything that this program says no to; its exit code tells why."""

    exit_code = COULD_NOT_LOOK


class InputError(ClerestoryError):
    """A file or an option cannot be used as given."""


class ProjectError(InputError):
    """A project's declaration is wrong; the message opens with ``file:line``."""


class VaultError(ClerestoryError):
    """The records cannot be read as the project declares them."""


class Refused(ClerestoryError):
    """Looked, and the answer is no: an unsafe cell, a leak, a rule that forbids."""

    exit_code = FOUND


class SigningError(ClerestoryError):
    """A key, a signature or a role is missing or wrong."""


class UntrustedRelease(ClerestoryError):
    """What lies on the disk is not what was signed: looked, and refused."""

    exit_code = FOUND
