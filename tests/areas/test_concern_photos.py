"""Photos of concerns: cleaned, shown to who handles it and to nobody else, together with what it is merged into, gone with its words."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.adapters.samples import picture
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.concerns import Concern
from bot.messages import Attachment, AttachmentKind
from bot.rehearsal import RehearsedTown
from bot.storage import concern_attachments, concerns
from tests.areas.test_notice_files import names, tell, told

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
LAMP = Attachment(AttachmentKind.IMAGE, "路灯.png", picture())
POLE = Attachment(AttachmentKind.IMAGE, "灯杆.png", picture(colour=(30, 90, 60)))


async def say(town: RehearsedTown, who: str, text: str, *attached: Attachment) -> str:
    await town.say(text, town.names.people[who][0], attachments=attached)
    return told(town, who)[-1].text


async def concern(town: RehearsedTown, number: str) -> Concern:
    return await town.app.writer.run(lambda work: concerns.get_concern(work.db, work.town, number))


async def photos(town: RehearsedTown, number: str) -> int:
    return len(await town.app.writer.run(lambda work: concern_attachments.list_photos(work.db, work.town, number)))


def with_files(town: RehearsedTown) -> set[str]:
    """Addresses of all who have been sent one."""
    return {one.address for one in town.sent if one.files}


async def test_who_handles_it_sees_the_photo_cleaned_and_nobody_else_does() -> None:
    async with RehearsedTown(MORNING) as town:
        await say(town, "张小明", "反映 村口路灯坏了好几天", LAMP)
        asked = next(one for one in told(town, "王建国") if "路灯" in one.text)
        assert names(asked) == ["路灯.png"]
        assert asked.files[0].data is not None
        assert b"117.48" not in asked.files[0].data
        assert with_files(town) == set(town.names.people["王建国"])


async def test_a_photo_that_comes_after_the_words_is_passed_on_too() -> None:
    async with RehearsedTown(MORNING) as town:
        await say(town, "张小明", "反映 村口路灯坏了好几天")
        await say(town, "张小明", "", LAMP)
        assert names(told(town, "王建国")[-1]) == ["路灯.png"]
        assert "补了1张照片" in told(town, "王建国")[-1].text
        await say(town, "张小明", "补充 1 就是这根", POLE)
        assert names(told(town, "王建国")[-1]) == ["灯杆.png"]


async def test_the_next_desk_sees_the_photo() -> None:
    async with RehearsedTown(MORNING) as town:
        await say(town, "张小明", "反映 村口路灯坏了好几天", LAMP)
        await tell(town, "王建国", "接单 1", "上提 1 要找供电所")
        assert names(next(one for one in told(town, "李大山") if "路灯" in one.text)) == ["路灯.png"]


async def test_merged_into_another_the_photos_and_the_earlier_deadline_go_along() -> None:
    async with RehearsedTown(MORNING) as town:
        await say(town, "李秀英", "反映 村口的路灯不亮了", POLE)
        await tell(town, "王建国", "接单 1")
        await town.move_to(MORNING + timedelta(days=1))
        await say(town, "张小明", "反映 村口路灯坏了好几天", LAMP)
        first, second = await concern(town, "KQ2611-001"), await concern(town, "KQ2611-002")
        assert first.due_at is not None
        assert second.due_at is not None
        assert first.due_at < second.due_at
        await tell(town, "王建国", "并单 KQ2611-001 KQ2611-002")
        assert await photos(town, "KQ2611-002") == 2
        assert await photos(town, "KQ2611-001") == 0
        assert (await concern(town, "KQ2611-002")).due_at == first.due_at
        assert await town.breaches() == []


async def test_who_takes_a_report_back_takes_their_own_photo_and_no_other() -> None:
    async with RehearsedTown(MORNING) as town:
        await say(town, "张小明", "反映 村口路灯坏了好几天", LAMP)
        await say(town, "李秀英", "反映 村口的路灯不亮了", POLE)
        await tell(town, "李秀英", "同一件")
        assert await photos(town, "KQ2611-001") == 2
        await tell(town, "张小明", "撤回 KQ2611-001", "是")
        assert await photos(town, "KQ2611-001") == 1
        left = await town.read(_whose)
        assert left == [(await concern(town, "KQ2611-001")).reporter]


def _whose(work: Work) -> list[str]:
    c = concern_attachments.attachment.c
    return [str(row[0]) for row in work.db.all(sa.select(c.person).where(c.town == work.town))]


async def test_an_erased_photo_that_still_waits_does_not_go() -> None:
    async with RehearsedTown(MORNING) as town:
        town.refuse(town.names.people["王建国"][0], 1, "later")
        await say(town, "张小明", "反映 村口路灯坏了好几天", LAMP)
        await tell(town, "张小明", "撤回 1", "是")
        await town.move_to(MORNING + timedelta(hours=2))
        assert with_files(town) == set()
