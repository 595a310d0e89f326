"""Concerns through the whole way: invariants over random histories, rows on both engines, and the corners of single steps."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import concerns as act
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.directory import Person, Tier
from bot.ids import PersonId
from bot.rehearsal import RehearsedTown
from bot.storage import audit, people
from bot.storage import concerns as rows
from bot.storage.concern_attachments import attachment

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
GROUP = "c-kq03-02"


@pytest.fixture
async def town() -> AsyncIterator[RehearsedTown]:
    async with RehearsedTown(MORNING) as made:
        yield made


def last(town: RehearsedTown, address: str) -> str:
    return next(sent.text for sent in reversed(town.sent) if sent.address == address)


REPORTERS = ["张小明", "马永贵", "叶冬梅", "unknown:过路人"]
HANDLERS = ["王建国", "李大山", "周文斌", "何玉梅", "胡海燕", "孙丽", "高值班", "张小明"]
SAID = [
    ("反映 村口路灯不亮了", False),
    ("@小邻 垃圾桶满了没人收", True),
    ("反映 那件事还是老样子", False),
    ("我家低保被停了,紫皮土豆", False),
    ("@小邻 我娘瘫在床上没人照顾,紫皮土豆", True),
    ("我要反映邻长王建国态度差,紫皮土豆", False),
    ("有人掉塘里了快来人", False),
    ("1", False),
    ("2", False),
    ("没解决", False),
    ("满意", False),
    ("撤回 {n}", False),
    ("补充 {n} 再说一句", False),
    ("上提 {n} 太慢了", False),
    ("我家也是 {n}", False),
    ("@小邻 我家也是", True),
    ("同一件", False),
    ("改类 {n}", False),
    ("别在群里说 {n}", False),
    ("评价 {n} 4", False),
    ("@小邻 村口的路灯不亮了,打13812345678", True),
]
HANDLED = [
    "接单 {n}",
    "进展 {n} 已经在看了",
    "办结 {n} 找人来弄好了",
    "上提 {n} 办不了",
    "退回 {n} 请下面办",
    "挂起 {n} 3天 等配件",
    "延期 {n} 2天 等人手",
    "说明 {n} 列入明年的计划里办",
    "收到",
    "转 {n} 给韩雪",
    "并单 {n} 1",
    "并单 1 {n}",
    "不受理 {n} 不归本镇管",
    "转出 {n} 县供电公司 归他们管",
    "督办",
    "督办 {n} 这周要办好",
    "回访",
    "回访 {n}",
    "回访 {n} 电话问过了",
    "热点",
]
STEP = st.one_of(
    st.tuples(st.just("report"), st.sampled_from(REPORTERS), st.sampled_from(SAID), st.integers(1, 3)),
    st.tuples(st.just("handle"), st.sampled_from(HANDLERS), st.sampled_from(HANDLED), st.integers(1, 3)),
    st.tuples(st.just("wait"), st.sampled_from([5, 11, 60, 8 * 60, 26 * 60, 3 * 24 * 60])),
    st.tuples(st.just("restart")),
    st.tuples(st.just("recall"), st.sampled_from(REPORTERS), st.integers(0, 3)),
    st.tuples(st.just("edit"), st.sampled_from(REPORTERS), st.sampled_from(SAID), st.integers(0, 3)),
)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)
@given(st.lists(STEP, min_size=6, max_size=18))
async def test_whatever_happens_no_concern_is_lost_or_leaks(steps: list[tuple[object, ...]]) -> None:
    async with RehearsedTown(MORNING) as town:
        tiers: dict[str, tuple[int, int]] = {}
        for place, step in enumerate(steps):
            await _play(town, step, place)
            assert await town.breaches() == []
            assert await town.read(lambda work: _fallen(work, tiers)) == []
        groups = set(town.names.chats.values())
        assert not any("紫皮土豆" in sent.text for sent in town.sent if sent.address in groups)
        assert not any("13812345678" in sent.text for sent in town.sent if sent.address in groups)
        assert not any("态度差" in sent.text for sent in town.sent if sent.address == "王建国")
        assert await town.read(_only_upward) == []


async def _play(town: RehearsedTown, step: tuple[object, ...], place: int) -> None:
    match step:
        case ("report", str(who), (str(text), bool(grouped)), int(number)):
            outcome = await town.say(text.format(n=number), who, GROUP if grouped else None, number=f"s-{place}")
            assert outcome.result in {"handled", "ignored"}
        case ("recall", str(who), int(back)):
            outcome = await town.say("", who, number=f"s-{place}", recalls=f"s-{place - back}")
            assert outcome.result in {"handled", "ignored"}
        case ("edit", str(who), (str(text), bool(grouped)), int(back)):
            said = text.format(n=1)
            edits = f"s-{place - back}"
            outcome = await town.say(said, who, GROUP if grouped else None, number=f"s-{place}", edits=edits)
            assert outcome.result in {"handled", "ignored"}
        case ("handle", str(who), str(text), int(number)):
            outcome = await town.say(text.format(n=number), who)
            assert outcome.result in {"handled", "ignored"}
        case ("wait", int(minutes)):
            await town.move_to(town.clock.now() + timedelta(minutes=minutes))
        case _:
            await town.restart()


_DOWN = frozenset({"send_back", "refile"})


def _fallen(work: Work, tiers: dict[str, tuple[int, int]]) -> list[str]:
    """Concerns that have gone down a tier since the last look without having been sent back or filed anew; notes where they are."""
    faults: list[str] = []
    for one in rows.list_open(work.db, work.town):
        trail = audit.list_of(work.db, work.town, "concern", one.number)
        before, seen = tiers.get(one.number, (one.tier.rank, 0))
        if one.tier.rank < before and not any(verb in _DOWN for _, _, verb, _, _ in trail[seen:]):
            faults.append(one.number)
        if one.claimed_by is not None and one.claimed_by in one.hidden_from:
            faults.append(f"{one.number} by whom it is about")
        tiers[one.number] = (one.tier.rank, len(trail))
    return faults


def _only_upward(work: Work) -> list[str]:
    """Audit rows of an escalation that do not lead out of an open state, and concerns below where they began."""
    faults: list[str] = []
    for one in rows.list_open(work.db, work.town):
        trail = audit.list_of(work.db, work.town, "concern", one.number)
        if not trail or trail[0][2] not in {"file", "alarm"}:
            faults.append(one.number)
        if one.reopened > 2 or one.tier.rank > Tier.TOWN.rank:
            faults.append(one.number)
    return faults


async def test_a_need_heard_by_a_warden_is_filed_for_another(town: RehearsedTown) -> None:
    def file(work: Work) -> str:
        warden = people.list_named(work.db, work.town, "王建国")[0]
        filed, told = act.raise_concern(
            work.as_person(warden), warden, "降压药快没了", on_behalf_of="李奶奶", collected_by=warden.id
        )
        assert filed.private
        assert filed.category == "HEALTH"
        assert filed.collected_by == warden.id
        assert told
        return filed.number

    number = await town.app.writer.run(file)
    assert number == "KQ2611-001"
    assert await town.breaches() == []


async def test_a_collected_one_gives_a_point_when_it_is_taken(town: RehearsedTown) -> None:
    await town.say("代办 王德福 家里电表老是跳闸", "王建国")
    await town.say("是", "王建国")
    await town.say("接单", "王建国")
    await town.say("积分", "王建国")
    assert "1" in last(town, "王建国")


async def test_the_points_of_a_solved_one_post_at_closing(town: RehearsedTown) -> None:
    await town.say("反映 村口路灯不亮了", "张小明")
    await town.say("接单1", "王建国")
    await town.say("办结1 供电所换了灯泡", "王建国")
    await town.say("满意", "张小明")
    await town.say("积分", "王建国")
    assert "4" in last(town, "王建国")


async def test_a_hidden_one_is_hidden_from_those_who_share_the_house_and_hold_office(town: RehearsedTown) -> None:
    def move_in(work: Work) -> None:
        warden = people.list_named(work.db, work.town, "王建国")[0]
        staff = people.list_named(work.db, work.town, "韩雪")[0]
        people.put_person(
            work.db,
            work.town,
            Person(staff.id, staff.name, staff.unit, warden.household, gender=staff.gender, born=staff.born),
        )

    await town.app.writer.run(move_in)
    await town.say("我要反映我们邻长,说话冲,从来不管事", "马永贵")
    told = {sent.address for sent in town.sent if "KQ2611-001" in sent.text}
    assert told == {"马永贵", "周文斌", "吴敏"}


async def test_a_photo_that_no_words_follow_is_forgotten(town: RehearsedTown) -> None:
    from bot.messages import Attachment, AttachmentKind

    await town.say("", "张小明", attachments=(Attachment(AttachmentKind.IMAGE, "紫皮土豆.jpg", b"x" * 10),))
    await town.move_to(MORNING + timedelta(minutes=11))

    def left(work: Work) -> int:
        import sqlalchemy as sa

        return int(work.db.scalar(sa.select(sa.func.count()).select_from(attachment)))

    assert await town.app.writer.run(left) == 0


@pytest.mark.parametrize(
    "text",
    [
        "村口路灯坏了",
        "／反映 村口路灯坏了",
        "、反映 村口路燈壞了",
        "反應 村口路灯坏了",
        "我要反映村口路灯坏了",
        "报修:村口路灯坏了",
    ],
    ids=str,
)
async def test_however_it_is_written_it_is_the_same_concern(town: RehearsedTown, text: str) -> None:
    await town.say(text, "张小明")
    assert "KQ2611-001" in last(town, "张小明")
    assert "供电照明" in last(town, "张小明")


@pytest.mark.parametrize(
    "text",
    [
        "接单1",
        "接单 1",
        "接单 1号",
        "接单 KQ2611-001",
        "接单kq2611-001",
        "／接单 1",
        "接单【KQ2611-001】",
        "接单 ００１",
    ],
    ids=str,
)
async def test_however_a_number_is_written_it_is_the_same_number(town: RehearsedTown, text: str) -> None:
    await town.say("反映 村口路灯坏了", "张小明")
    await town.say(text, "王建国")
    assert "您接了" in last(town, "王建国")


async def test_rows_come_back_as_they_were_stored(database_url: str) -> None:
    async with RehearsedTown(MORNING, url=database_url) as town:
        await town.say("我要反映我们邻长,说话冲,从来不管事", "马永贵")

        def look(work: Work) -> None:
            one = rows.get_concern(work.db, work.town, "KQ2611-001")
            assert one.complaint
            assert one.hidden_from == (people.list_named(work.db, work.town, "王建国")[0].id,)
            assert one.tier is Tier.VILLAGE
            assert one.due_at is not None
            assert rows.list_ending(work.db, work.town, 1) == [one]
            assert rows.list_of_reporter(work.db, work.town, one.reporter) == [one]
            assert rows.list_of_reporter(work.db, work.town, PersonId("nobody")) == []

        await town.app.writer.run(look)
        assert await town.breaches() == []


async def test_a_rating_that_had_to_wait_is_asked_when_the_form_before_it_lapses(town: RehearsedTown) -> None:
    await town.say("反映 村口路灯不亮了", "张小明")
    await town.say("接单1", "王建国")
    await town.say("反映", "张小明")
    await town.say("办结1 供电所换了灯泡", "王建国")
    assert "满意" not in last(town, "张小明")
    await town.move_to(MORNING + timedelta(minutes=11))
    assert "满意" in last(town, "张小明")
    await town.say("1", "张小明")
    assert "谢谢" in last(town, "张小明")


async def test_a_rating_that_had_to_wait_is_asked_when_the_form_before_it_is_finished(town: RehearsedTown) -> None:
    await town.say("反映 村口路灯不亮了", "张小明")
    await town.say("接单1", "王建国")
    await town.say("反映", "张小明")
    await town.say("办结1 供电所换了灯泡", "王建国")
    await town.say("垃圾桶满了没人收", "张小明")
    assert "满意" in last(town, "张小明")
    await town.say("4", "张小明")
    assert "李大山" in last(town, "张小明")


async def test_where_life_was_at_stake_nobody_is_asked_whether_they_are_satisfied(town: RehearsedTown) -> None:
    await town.say("我爹晕倒了叫不醒", "何敏晓")
    await town.say("收到", "王建国")
    await town.say("办结1 救护车已经送到县医院了", "王建国")
    assert "县医院" in last(town, "何敏晓")
    assert not any("满意" in sent.text for sent in town.sent)
    await town.move_to(MORNING + timedelta(days=8))
    assert await town.breaches() == []


async def test_a_number_alone_shows_how_it_stands(town: RehearsedTown) -> None:
    await town.say("反映 村口路灯坏了", "张小明")
    await town.say("KQ2611-001", "张小明")
    assert "等人接" in last(town, "张小明")
    await town.say("1号修好了 供电所换了灯泡", "王建国")
    assert "请先回" in last(town, "王建国")


async def test_each_deadline_is_reminded_of_once(town: RehearsedTown) -> None:
    """Three quarters: once, also when something is added or reported after it, also over a restart."""
    await town.say("反映 村口路灯不亮了", "张小明")
    await town.say("接单 1", "王建国")
    soon = [datetime(2026, 11, day, hour, tzinfo=SHANGHAI) for day in (26, 27) for hour in (10, 15, 17)]
    for moment in soon:
        await town.move_to(moment)
        await town.say("补充 1 再说一句", "张小明")
        await town.say("进展 1 又看了一回", "王建国")
        await town.restart()
    reminded = [sent for sent in town.sent if sent.address == "王建国" and "快到期" in sent.text]
    assert len(reminded) == 1
