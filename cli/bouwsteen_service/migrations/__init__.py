"""How the tables of a service follow its code: migrations, run by Alembic when the service starts.

A service keeps one module for each step in its own folder `migrations`, with `revision`, `down_revision`, `upgrade` and
`downgrade`. A database says itself which step it is at. It is the same code for SQLite and PostgreSQL.
"""

from bouwsteen_service.migrations.starts import upgrade_database

__all__ = ["upgrade_database"]
