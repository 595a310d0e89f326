"""What the database itself refuses, whoever asks: an entry of a ledger is never changed in what it says, and never taken out (I26).

Triggers, written whenever tables are made or changed. What retention does (the person's id, the words) stays possible.
"""

import sqlalchemy as sa

APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "ledger": ("town", "id", "period", "day", "kind", "entry", "amount", "cause", "rules", "at", "refers"),
    "redemption_entry": ("town", "id", "item", "count", "amount", "order_number", "at"),
}
"""Table → the columns that stay as they were written."""


def write_guards(connection: sa.Connection) -> None:
    """Put the triggers where their tables are; those that are there already are made anew."""
    tables = set(sa.inspect(connection).get_table_names())
    for table, columns in APPEND_ONLY.items():
        if table in tables:
            present = {one["name"] for one in sa.inspect(connection).get_columns(table)}
            kept = ", ".join(f'"{name}"' for name in columns if name in present)
            for statement in _statements(connection.dialect.name, table, kept):
                connection.exec_driver_sql(statement)


def _statements(engine: str, table: str, columns: str) -> list[str]:
    if engine == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f"DROP TRIGGER IF EXISTS {table}_kept",
            f"DROP TRIGGER IF EXISTS {table}_unchanged",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table} {refuse}",
        ]
    refuse = "FOR EACH ROW EXECUTE FUNCTION refuse_append_only()"
    return [
        _REFUSING,
        f"DROP TRIGGER IF EXISTS {table}_kept ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_unchanged ON {table}",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table} {refuse}",
    ]


_REFUSING = """CREATE OR REPLACE FUNCTION refuse_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"""
