"""How Alembic runs the steps: within the transaction of whoever called it, so that all or nothing is done."""

from alembic import context

from clerestory.governance.store.accounts import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction is the only one
)
context.run_migrations()
