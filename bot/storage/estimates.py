"""What SQLite's planner must know: the first column of every key, the town, tells nothing, for a database holds one town.

Without it the planner takes ``town = ?`` for a sharp condition, walks a whole table along its primary key to save a sort, and a
check-in reads every household of the town. Real statistics (ANALYZE) would be wrong while the tables are still empty; these are
written when the tables are made, and are as good on the first day as in the tenth year.
"""

import sqlalchemy as sa

_ROWS = 1_000_000
"""As if every table were large: an index always pays."""
_INDEXES = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'"


def write_estimates(connection: sa.Connection) -> None:
    """Tell SQLite's planner about every index there is; nothing on another engine. Known to connections opened afterwards."""
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'town'").first() is None:
        return  # a migration back to nothing
    connection.exec_driver_sql("ANALYZE town")  # makes sqlite_stat1
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table, index in connection.exec_driver_sql(_INDEXES).all():
        unique = {row[1]: bool(row[2]) for row in connection.exec_driver_sql(f'PRAGMA index_list("{table}")')}
        columns = len(connection.exec_driver_sql(f'PRAGMA index_info("{index}")').all())
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, estimate(columns, unique[index]))
        )


def estimate(columns: int, unique: bool) -> str:
    """The planner's form: rows in all, then rows that agree in the first column, in the first two, …"""
    agreeing = [_ROWS, *(max(2, 1000 // 10**place) for place in range(columns - 1))][:columns]
    if unique:
        agreeing[-1] = 1
    return " ".join(str(number) for number in (_ROWS, *agreeing))
