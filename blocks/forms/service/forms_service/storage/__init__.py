"""What the service keeps, in the bound database: SQLAlchemy Core, the same statements on SQLite and PostgreSQL.

Functions take an open connection, so that a route decides what belongs to one transaction. Times are seconds since 1970.
"""
