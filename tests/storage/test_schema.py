"""What holds for every table: columns marked, the town first in every key, the same tables from the migrations as from the metadata."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import exc

from bot.app import load_tables, open_database
from bot.storage.database import Database
from bot.storage.migrations import HEAD, UnknownRevision, revision
from bot.storage.migrations.upgrading import revisions, upgrade
from bot.storage.privacy import FATES, WORDS, columns_of_persons
from bot.storage.schema import metadata
from bot.texts import privacy as say

load_tables()
TABLES = metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_marked_personal_or_plain(table: sa.Table) -> None:
    assert [column.name for column in table.columns if not isinstance(column.info.get("personal"), bool)] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_town_is_first_in_every_key_and_index(table: sa.Table) -> None:
    assert next(iter(table.columns)).name == "town"
    assert next(iter(table.primary_key.columns)).name == "town"
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            assert next(iter(constraint.columns)).name == "town", constraint.name
    for index in table.indexes:
        assert next(iter(index.columns)).name == "town", index.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_is_given_by_the_engine(table: sa.Table) -> None:
    """Ids come from the app, moments from its clock: else two engines would differ."""
    for column in table.columns:
        assert column.default is None, column.name
        assert column.server_default is None, column.name
        assert column.autoincrement is not True, column.name
        assert not isinstance(column.type, sa.DateTime), column.name


def test_every_personal_column_is_words_or_has_a_name_in_my_data() -> None:
    unnamed = {(table.name, column.name) for table, column in columns_of_persons()} - set(say.NAMES)
    assert unnamed == set(), (
        "say in texts/privacy.NAMES what it is called, or in storage/privacy.WORDS that it is no id"
    )


def test_every_column_of_persons_has_a_fate_when_somebody_is_erased() -> None:
    assert {(table.name, column.name) for table, column in columns_of_persons()} == set(FATES)


def test_the_list_of_words_holds_nothing_that_is_gone() -> None:
    known = {(table.name, column.name) for table in TABLES for column in table.columns if column.info["personal"]}
    assert known >= WORDS
    assert known >= set(say.NAMES)


def test_the_head_is_the_last_revision() -> None:
    assert revisions()[-1] == HEAD


def shape(database: Database) -> dict[str, object]:
    """All tables, keys and indexes as the engine itself tells them."""
    with database.reader() as db:
        inspector = sa.inspect(db._connection)  # pyright: ignore[reportPrivateUsage]
        found: dict[str, object] = {}
        for name in inspector.get_table_names():
            if name == "alembic_version":
                continue
            found[name] = (
                [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)],
                inspector.get_pk_constraint(name)["constrained_columns"],
                sorted(tuple(c["column_names"]) for c in inspector.get_unique_constraints(name)),
                sorted((str(i["name"]), tuple(str(c) for c in i["column_names"]), bool(i["unique"])) for i in inspector.get_indexes(name)),
            )  # fmt: skip
    return found


def test_upgrade_from_empty_equals_the_metadata(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database)
    with database.migrating() as connection:
        assert revision(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_upgrade_makes_the_very_tables_that_the_metadata_makes(database_url: str, tmp_path: object) -> None:
    database = Database(database_url)
    upgrade(database)
    upgraded = shape(database)
    with database.migrating() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert shape(database) == upgraded
    database.close()


def test_a_start_brings_an_empty_database_to_the_head_and_a_second_changes_nothing(database_url: str) -> None:
    for _ in range(2):
        database = open_database(database_url)
        with database.migrating() as connection:
            assert revision(connection) == HEAD
        database.close()


def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    database = open_database(database_url)
    with database.migrating() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnknownRevision):
        upgrade(database)
    database.close()


def test_a_change_that_fails_leaves_the_database_as_it_was(database_url: str) -> None:
    database = Database(database_url)
    with database.migrating() as connection:
        connection.exec_driver_sql("CREATE TABLE town (town TEXT)")  # in the way
    with pytest.raises(exc.DatabaseError):
        upgrade(database)
    with database.migrating() as connection:
        assert sa.inspect(connection).get_table_names() == ["town"]
    database.close()
