"""Polls in a rehearsed town: what is in the file while a poll is open, and what is gone from it afterwards (I33–I36)."""

import re
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.actions import poll_results
from bot.actions.errors import UserError
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import polls as rules
from bot.domain.polls import PollState
from bot.ids import UnitId
from bot.rehearsal import RehearsedTown
from bot.storage import jobs, outbox_reading, people, questions
from bot.storage import polls as rows
from bot.storage.audit import audit

OPENS = datetime(2026, 6, 1, 9, 5, tzinfo=SHANGHAI)
ENDS = datetime(2026, 6, 15, 9, 5, tzinfo=SHANGHAI)


def town() -> RehearsedTown:
    return RehearsedTown(datetime(2026, 6, 1, 8, 55, tzinfo=SHANGHAI))


async def vote(place: RehearsedTown, name: str, overall: str, wish: str = "没有") -> None:
    for said in ("测评", "1", "1", "1", "1", overall, wish):
        await place.say(said, place.names.people[name][0])


async def ballots(place: RehearsedTown, number: int = 1) -> list[rules.Ballot]:
    return await place.app.writer.run(lambda work: rows.list_ballots(work.db, work.town, number))


async def one(place: RehearsedTown, number: int = 1) -> rules.Poll:
    found = await place.app.writer.run(lambda work: rows.find(work.db, work.town, number))
    assert found is not None
    return found


async def house_cleaned(place: RehearsedTown) -> bytes:
    """Everything on disk after the nightly slot's VACUUM and a truncated journal."""
    await place.app.stop()
    with place.app.database.writer() as db:
        db.say("VACUUM")
        db.say("PRAGMA wal_checkpoint(TRUNCATE)")
    place.app.database.close()
    found = b"".join(path.read_bytes() for path in place.files())
    await place.restart()
    return found


async def test_after_the_close_neither_key_nor_secret_is_anywhere_in_the_files() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        for name in ("张小明", "李秀英", "赵玉兰", "马永贵", "朱翠萍"):
            await vote(place, name, "2", f"多来走走{name}")
        secret = (await one(place)).secret
        keys = [ballot.key for ballot in await ballots(place)]
        assert len(set(keys)) == 5
        assert rules.new_key(secret, (await person_ids(place))["张小明"]) in keys
        written = await house_cleaned(place)
        assert all(key.encode() in written for key in (*keys, secret))  # the search can find them
        await place.move_to(ENDS)
        left = await house_cleaned(place)
        assert not any(key.encode() in left for key in (*keys, secret))
        assert "多来走走张小明".encode() not in left  # the name was struck out before the wish was stored
        assert (await one(place)).state is PollState.PUBLISHED
        assert {ballot.key for ballot in await ballots(place)} == {"1", "2", "3", "4", "5"}
        assert {ballot.wish for ballot in await ballots(place)} == {""}
        assert await place.breaches() == []


async def person_ids(place: RehearsedTown) -> dict[str, rules.PersonId]:
    def look(work: Work) -> dict[str, rules.PersonId]:
        return {name: person for _, person, name in people.list_accounts_named(work.db, work.town, "sim")}

    return await place.app.writer.run(look)


async def test_an_answered_form_leaves_no_draft_and_no_audit_row_of_the_voter() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        await vote(place, "张小明", "4")

        def look(work: Work) -> tuple[int, int]:
            who = audit.c.actor.is_not(None) & (audit.c.area == "polls")
            return (
                len(questions.list_waiting(work.db, work.town, "ballot")),
                int(work.db.scalar(sa.select(sa.func.count()).where(who))),
            )

        assert await place.app.writer.run(look) == (0, 0)


async def test_what_a_voter_reads_does_not_depend_on_the_answers() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        await vote(place, "张小明", "1", "没有")
        mark = len(place.sent)
        first = [sent.text for sent in place.sent if sent.address == place.names.people["张小明"][0]]
        await vote(place, "张小明", "4", "多来坐坐")
        assert [sent.text for sent in place.sent[mark:]] == first
        assert [ballot.answers["overall"] for ballot in await ballots(place)] == ["不满意"]


async def test_below_five_everywhere_everything_is_withheld_and_wishes_are_dropped() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        for name in ("张小明", "李秀英", "叶冬梅"):
            await vote(place, name, "1", "路口装盏灯")
        await place.move_to(ENDS)
        found = await place.app.writer.run(
            lambda work: (rows.list_results(work.db, work.town, 1), rows.list_wishes(work.db, work.town, 1))
        )
        assert found == ({}, [])
        assert (await one(place)).state is PollState.WITHHELD
        assert {ballot.unit for ballot in await ballots(place)} == {""}  # not even the neighbourhood is kept
        assert "路口装盏灯".encode() not in await house_cleaned(place)


async def test_a_wrong_number_of_rows_is_found_by_the_check() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        for name in ("张小明", "李秀英", "赵玉兰", "马永贵", "朱翠萍"):
            await vote(place, name, "2")
        await place.move_to(ENDS)
        assert await place.breaches() == []

        def spoil(work: Work) -> None:
            work.db.execute(sa.update(rows.poll_result).where(rows.poll_result.c.unit == "KQ03-02").values(ballots=4))
            work.db.execute(sa.update(rows.poll).values(secret="ab" * 32))

        await place.app.writer.run(spoil)
        found = "\n".join(await place.breaches())
        assert "密钥" in found
        assert "不足5票" in found
        assert "相减" in found


async def test_a_process_that_slept_over_opening_reminder_and_close_does_each_late_and_once() -> None:
    async with town() as place:
        place.clock.move_to(datetime(2026, 6, 3, 10, tzinfo=SHANGHAI))
        await place.settle()
        poll = await one(place)
        assert poll.opens_at == datetime(2026, 6, 3, 9, tzinfo=SHANGHAI)
        group = place.names.chats["康桥三组2邻群"]
        assert len([sent for sent in place.sent if sent.address == group]) == 1
        mark = len(place.sent)
        place.clock.move_to(datetime(2026, 6, 16, 12, 30, tzinfo=SHANGHAI))  # both reminders are due
        await place.restart()
        await place.move_to(datetime(2026, 6, 16, 15, 0, tzinfo=SHANGHAI))
        assert [sent.text for sent in place.sent[mark:] if sent.address == group] == [
            "【邻长满意度测评】6月17日(周三)上午9点截止\n还想说说的,私聊小邻回“测评”,不记名。\n答过的不用管,想改也可以再答一遍。"
        ]
        place.clock.move_to(datetime(2026, 6, 20, 9, tzinfo=SHANGHAI))
        await place.restart()
        await place.say("测评", place.names.people["张小明"][0])
        assert "现在没有" in place.sent[-1].text
        assert (await one(place)).state is PollState.WITHHELD


async def test_the_job_run_twice_opens_one_poll() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        await place.run_job("J17")
        await place.run_job("poll_p1")
        assert len(await place.app.writer.run(lambda work: rows.list_polls(work.db, work.town))) == 1


async def test_an_announcement_keeps_quiet_hours() -> None:
    async with RehearsedTown(datetime(2026, 6, 2, 21, 0, tzinfo=SHANGHAI)) as place:
        staff = place.names.people["胡海燕"][0]
        for said in ("/发测评 P1 黄石村 14天", "1"):
            await place.say(said, staff)
        assert {sent.address for sent in place.sent} == {staff}
        await place.move_to(datetime(2026, 6, 3, 7, 1, tzinfo=SHANGHAI))
        assert place.names.chats["黄石新村1邻群"] in {sent.address for sent in place.sent}


async def test_a_vote_in_a_group_reaches_no_table() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        await place.say("@小邻 我给邻长打很满意", place.names.people["朱翠萍"][0], place.names.chats["康桥三组2邻群"])
        assert "没算票" in place.sent[-1].text
        assert await ballots(place) == []
        assert "我给邻长打很满意".encode() not in b"".join(path.read_bytes() for path in place.files())


ODD = ("测评结果", "测评结果 x", "测评结果 99999999999", "测评结果 " + "长" * 5000, "测评意见", "/发测评 😀", "取消", "/发测评 " + "村" * 5000, "测评 " + "好" * 5000, "村报 😀", "镇报 " + "报" * 5000)  # fmt: skip


@pytest.mark.parametrize("who", ["张小明", "王建国", "周文斌", "钱晓峰", "高值班"])
async def test_odd_words_get_an_answer(who: str) -> None:
    async with town() as place:
        for said in ODD:
            mark = len(place.sent)
            await place.say(said, place.names.people[who][0])
            assert place.sent[mark:], said
        assert place.app.receiver.counts["failed"] == 0
        assert await place.breaches() == []


async def test_a_report_in_the_middle_of_a_ballot_asks_nothing_so_the_ballot_goes_on() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        voter = place.names.people["张小明"][0]
        for said in ("测评", "1", "1"):
            await place.say(said, voter)
        place.clock.move_to(datetime(2026, 6, 1, 9, 6, tzinfo=SHANGHAI))
        await place.say("反映 村口路灯坏了", voter)
        assert "回2" not in place.sent[-1].text  # a number would go to the ballot
        place.clock.move_to(datetime(2026, 6, 1, 9, 7, tzinfo=SHANGHAI))
        for said in ("2", "1", "1", "没有"):
            await place.say(said, voter)
        assert [ballot.answers["response"] for ballot in await ballots(place)] == ["还行"]


async def test_what_went_to_the_outbox_names_nobody() -> None:
    async with town() as place:
        await place.move_to(OPENS)
        await vote(place, "马永贵", "4", "少开会")
        sent = await place.app.writer.run(lambda work: outbox_reading.list_about(work.db, work.town, "poll:1"))
        assert sent
        assert all("马永贵" not in one.text + one.why for one in sent)
        assert await place.app.writer.run(lambda work: jobs.last_fired(work.db, work.town, "poll_p1"))


SHAPES = (
    {"KQ03-01": 6, "KQ03-02": 4, "KQ05-02": 9, "HS01-01": 5, "KQ-M1": 2},
    {"KQ03-01": 7, "KQ03-02": 3, "KQ03-03": 3, "HS01-01": 4, "HS01-B1": 4},
    {"KQ03-02": 12, "KQ05-02": 3, "HS01-B1": 5},
    {"KQ03-01": 5, "KQ03-02": 5, "KQ03-03": 5, "HS01-01": 1},
)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(str(count) for count in shape.values()))
async def test_whatever_anybody_asks_no_number_of_fewer_than_five_is_told(shape: dict[str, int]) -> None:
    async with town() as place:
        await place.move_to(OPENS)

        def fill(work: Work) -> None:
            for unit, count in shape.items():
                for n in range(count):
                    cast = rules.Ballot(f"{unit}-{n}".rjust(64, "0"), UnitId(unit), {"overall": "满意"}, "")
                    rows.put_ballot(work.db, work.town, 1, cast)

        await place.app.writer.run(fill)
        await place.move_to(ENDS)
        assert await place.breaches() == []
        shown = set(await place.app.writer.run(lambda work: rows.list_results(work.db, work.town, 1)))
        everybody = (
            "张小明",
            "王建国",
            "陈志远",
            "孙桂花",
            "黄志强",
            "李大山",
            "周文斌",
            "何秀英",
            "钱晓峰",
            "胡海燕",
            "何玉梅",
            "汪建军",
        )

        def ask_everything(work: Work) -> list[tuple[str, set[str]]]:
            """Every answer that anybody gets, with the places that it gives a rate for."""
            titles = {work.directory.title(unit): unit for unit in work.directory.units}
            told: list[tuple[str, set[str]]] = []
            for name in everybody:
                asker = work.as_person(people.list_named(work.db, work.town, name)[0])
                for title in ("", *titles):
                    try:
                        text = poll_results.results(asker, 1, title)
                    except UserError as refused:
                        text = str(refused)
                    named = re.findall(r"^(.+?):满意率", text, re.MULTILINE)
                    told.append((text, {titles[one] for one in named}))
            return told

        for text, named in await place.app.writer.run(ask_everything):
            counts = re.findall(r"(?<!不足)(?<!满)(?<!\d)(\d+)票", text)
            assert all(int(number) >= 5 for number in counts), text
            assert named <= shown, text
