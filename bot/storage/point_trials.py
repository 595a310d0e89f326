"""Trials of a change of the points table that take longer than one unit of work: how far they have been counted. Gone when told."""

from dataclasses import astuple
from typing import Any

import sqlalchemy as sa

from bot.domain.point_trials import Effect, Trial
from bot.domain.standings import League
from bot.ids import PersonId, TownId, UnitId
from bot.storage.database import Db
from bot.storage.schema import At, metadata, personal, plain, town

point_trial = sa.Table(
    "point_trial",
    metadata,
    town(),
    plain("number", sa.BigInteger, primary_key=True, autoincrement=False),
    personal("asked_by", sa.Text, nullable=False),
    plain("unit", sa.Text, nullable=False),
    plain("changes", sa.JSON, nullable=False),
    plain("period", sa.Text, nullable=False),
    plain("asked_at", At, nullable=False),
    plain("counted", sa.Integer, nullable=False),
    plain("leagues", sa.JSON, nullable=False),
)


def replace_of(db: Db, code: TownId, new: Trial) -> None:
    """A new trial; one that the same person asked for before is given up."""
    c = point_trial.c
    db.execute(sa.delete(point_trial).where(c.town == code, c.asked_by == new.asked_by))
    row = {
        "number": new.number,
        "asked_by": new.asked_by,
        "unit": new.unit,
        "changes": dict(new.changes),
        "asked_at": new.asked_at,
    }
    db.execute(sa.insert(point_trial).values(town=code, **row, **_progress(new)))


def _progress(one: Trial) -> dict[str, Any]:
    leagues = {league.value: list(astuple(effect)) for league, effect in one.leagues.items()}
    return {"period": one.period, "counted": one.counted, "leagues": leagues}


def change(db: Db, code: TownId, one: Trial) -> None:
    """It has been counted further."""
    where = (point_trial.c.town == code) & (point_trial.c.number == one.number)
    db.execute(sa.update(point_trial).where(where).values(**_progress(one)))


def find(db: Db, code: TownId, number: int) -> Trial | None:
    """A trial that is being counted."""
    c = point_trial.c
    columns = (c.asked_by, c.unit, c.changes, c.period, c.asked_at, c.counted, c.leagues)
    row = db.first(sa.select(*columns).where(c.town == code, c.number == number))
    if row is None:
        return None
    leagues = {League(name): Effect(*numbers) for name, numbers in dict(row[6]).items()}
    return Trial(number, PersonId(row[0]), UnitId(row[1]), dict(row[2]), row[3], row[4], row[5], leagues)


def drop(db: Db, code: TownId, number: int) -> None:
    """It has been told."""
    db.execute(sa.delete(point_trial).where(point_trial.c.town == code, point_trial.c.number == number))
