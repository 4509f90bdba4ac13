"""Which version the tables of a store have, and the way to the newest."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from clerestory.errors import InputError

STEPS = Path(__file__).parent / "migrations"
COMMAND = "clerestory log migrate"


def version_of(connection: sa.Connection) -> str | None:
    """The version of the tables there; none if there are no tables."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The version of this program's tables."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise InputError(f"{STEPS}: the program is not whole; install it again")
    return head


def check_current(connection: sa.Connection, place: str) -> None:
    """Refuse a store of another version than this program's."""
    found = version_of(connection)
    if found is None:
        raise InputError(f"{place}: no store was founded here; run `clerestory people found` first")
    if found not in _known():
        raise InputError(
            f"{place}: the store was made by a newer version of the program ({found}); install that one"
        )
    if found != newest():
        raise InputError(f"{place}: the store has the tables of version {found}; run `{COMMAND}` first")


def upgrade(connection: sa.Connection) -> None:
    """Take every step that is missing, within the transaction of the connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _known() -> set[str]:
    return {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    return config
