"""/healthz tells the truth; /metrics tells numbers."""

import re
import sqlite3
from datetime import timedelta

from bot.ids import PersonId
from bot.messages import Outbound, ToPerson
from bot.outgoing import post
from bot.web import health
from tests.web.conftest import Visitor


async def test_all_is_well(visitor: Visitor) -> None:
    answer = await visitor.http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


async def test_a_locked_database_is_told(visitor: Visitor) -> None:
    visitor.site.state.health = health.Health(answer_within=0.05)
    path = visitor.town.app.database.path
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        answer = await visitor.http.get("/healthz")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 503
    assert "数据库" in answer.json()["reason"]
    visitor.site.state.health = health.Health()
    assert (await visitor.http.get("/healthz")).status_code == 200


async def test_an_outbox_that_stands_still_is_told(visitor: Visitor) -> None:
    app = visitor.town.app
    for task in app._tasks:  # pyright: ignore[reportPrivateUsage]  # nothing delivers any more
        task.cancel()
    visitor.site.state.health = health.Health(standstill=timedelta(0))
    assert (await visitor.http.get("/healthz")).status_code == 200
    await app.writer.run(lambda work: post(work, [Outbound(ToPerson(PersonId("P0023")), "一条", wakes=True)]))
    visitor.town.clock.forward(timedelta(minutes=5))
    answer = await visitor.http.get("/healthz")
    assert answer.status_code == 503
    assert "5 分钟" in answer.json()["reason"]
    assert "一条" not in answer.text.replace("最早的一条", "")


async def test_metrics_count_and_name_nobody(visitor: Visitor) -> None:
    await visitor.say("帮助", "张小明", id="m-1")
    await visitor.say("帮助", "张小明", id="m-1")
    await visitor.say("闲话", "张小明", "康桥三组2邻群")
    answer = await visitor.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'xianglin_messages_total{outcome="handled"} 1.0' in answer.text
    assert 'xianglin_messages_total{outcome="duplicate"} 1.0' in answer.text
    assert 'xianglin_messages_total{outcome="ignored"} 1.0' in answer.text
    assert 'xianglin_outbox_messages{state="sent"} 1.0' in answer.text
    assert not re.search("[\u4e00-\u9fff]", answer.text)
