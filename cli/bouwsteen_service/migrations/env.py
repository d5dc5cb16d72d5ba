"""What Alembic runs for each command: the steps, in the transaction that the caller opened."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    # SQLite cannot change a column: the table is made anew and filled from the old one.
    render_as_batch=connection.dialect.name == "sqlite",
    # One transaction for all steps: a service that is killed halfway leaves the tables as they were, on SQLite too.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
