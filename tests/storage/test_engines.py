"""Both engines under one metadata: the same rows in and out, the same refusals."""

from bot.app import open_database
from bot.storage.towns import find_town, next_number, put_town
from bot.ids import TownId

def test_a_town_is_written_and_read(database_url: str) -> None:
    database = open_database(database_url)
    with database.writer() as db:
        db.say("BEGIN")
        put_town(db, TownId("T"), "小镇")
        assert [next_number(db, TownId("T"), "concern") for _ in range(3)] == [1, 2, 3]
        db.say("COMMIT")
    with database.reader() as db:
        assert find_town(db) == ("T", "小镇")
    database.close()
