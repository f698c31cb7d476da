"""The schema's history, for Alembic; run by `storage.database.migrate`."""
