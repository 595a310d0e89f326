"""Pictures and documents that go with notices: written, sent, merged, relayed, corrected, passed on by hand, kept, erased, copied."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.adapters.base import Capabilities
from bot.adapters.samples import document, picture
from bot.app import open_database
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain.settings import Settings
from bot.messages import Attachment, AttachmentKind
from bot.rehearsal import RehearsedTown
from bot.rehearsal.town import Sent
from bot.storage import copying, files
from bot.storage.directory import chat_address
from bot.storage.resealing import reseal
from bot.storage.sealing import KEY_BYTES, Ring

MORNING = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 24, 21, tzinfo=SHANGHAI)
UP_TO_FILES = "发通知 集中换电表|康桥村|换电表,家里留人。|同正文|不要"
RED, BLUE = picture(), picture(colour=(40, 60, 180))
PHOTO = Attachment(AttachmentKind.IMAGE, "电表.png", RED)
PLAN = Attachment(AttachmentKind.FILE, "换表安排.pdf", document())
NEAR = "康桥三组2邻群"


@asynccontextmanager
async def town(start: datetime = MORNING, **options: Any) -> AsyncGenerator[RehearsedTown]:
    async with RehearsedTown(start, **options) as made:
        yield made


async def tell(place: RehearsedTown, who: str, *said: str | Attachment) -> str:
    """Each in private, one message after another; the last answer there."""
    address = place.names.people[who][0]
    for one in said:
        if isinstance(one, str):
            await place.say(one, address)
        else:
            await place.say("", address, attachments=(one,))
    return [one.text for one in place.sent if one.address == address][-1]


async def released(place: RehearsedTown, *attached: Attachment) -> str:
    """The number of a notice to a village with these files."""
    told = await tell(place, "周文斌", UP_TO_FILES, *attached, "好了", "95598", "12月30日", "送审")
    return told.rpartition("【")[2].partition("】")[0]


def heard(place: RehearsedTown, chat: str = NEAR) -> list[Sent]:
    return [one for one in place.sent if one.address == place.names.chats[chat]]


def told(place: RehearsedTown, who: str) -> list[Sent]:
    return [one for one in place.sent if one.address in place.names.people[who]]


def names(sent: Sent) -> list[str]:
    return [one.name for one in sent.files]


async def kept(place: RehearsedTown) -> int:
    found = await place.app.writer.run(lambda work: work.db.scalar(sa.select(sa.func.count()).select_from(files.file)))
    return int(found)


# --- written ---------------------------------------------------------------------------------------------------------


async def test_pictures_and_documents_come_one_by_one_and_go_with_the_notice_cleaned() -> None:
    async with town() as place:
        first = await tell(place, "周文斌", UP_TO_FILES, PHOTO)
        assert "收好" in first
        assert "好了" in first
        assert "换表安排.pdf" in await tell(place, "周文斌", PLAN)
        preview = await tell(place, "周文斌", "好了", "95598", "12月30日")
        assert "附件:换表安排.pdf、图片1张" in preview
        assert "身份证号" in preview
        assert heard(place) == []
        await tell(place, "周文斌", "送审")
        (post,) = heard(place)
        assert names(post) == ["电表.png", "换表安排.pdf"]
        assert post.files[0].kind is AttachmentKind.IMAGE
        assert post.files[0].data is not None
        assert b"117.48" in RED
        assert b"117.48" not in post.files[0].data
        assert len(heard(place, "康桥村工作群")) == 1


async def test_a_line_beside_the_files_stands_behind_them_and_both_may_come_at_once() -> None:
    async with town() as place:
        await tell(place, "周文斌", UP_TO_FILES)
        await place.say("表也贴在村部", place.names.people["周文斌"][0], attachments=(PLAN, PHOTO))
        assert "附件:换表安排.pdf、图片1张(表也贴在村部)" in await tell(place, "周文斌", "没有了", "95598", "12月30日")


async def test_a_whole_notice_in_one_message_with_its_picture() -> None:
    async with town() as place:
        whole = f"{UP_TO_FILES}|没有|95598|12月30日"
        await place.say(whole, place.names.people["周文斌"][0], attachments=(PHOTO,))
        assert "附件:图片1张" in told(place, "周文斌")[-1].text
        await tell(place, "周文斌", "送审")
        assert names(heard(place)[0]) == ["电表.png"]


async def test_a_picture_with_the_bare_command_is_put_aside_for_the_notice() -> None:
    async with town() as place:
        await place.say("发通知", place.names.people["周文斌"][0], attachments=(PHOTO,))
        first = told(place, "周文斌")[-1].text
        assert "收好" in first
        assert "标题" in first
        said = await tell(place, "周文斌", "集中换电表", "康桥村", "换电表,家里留人。", "同正文", "不要")
        assert "好了" in said
        await tell(place, "周文斌", "好了", "95598", "12月30日", "送审")
        assert names(heard(place)[0]) == ["电表.png"]


async def test_at_the_preview_a_picture_is_added_and_the_files_may_be_changed_or_left_out() -> None:
    async with town() as place:
        preview = await tell(place, "周文斌", f"{UP_TO_FILES}|没有|95598|12月30日", PHOTO)
        assert "附件:图片1张" in preview
        await tell(place, "周文斌", "改附件", PLAN)
        preview = await tell(place, "周文斌", "好了")
        assert "附件:换表安排.pdf" in preview
        assert "图片" not in preview.partition("————")[0]
        assert "附件:" not in (await tell(place, "周文斌", "改附件 没有")).partition("————")[0]
        await tell(place, "周文斌", "送审")
        assert heard(place)[0].files == ()


async def test_what_cannot_be_taken_is_told_and_the_draft_stays() -> None:
    async with town(settings=Settings(largest_file=2000)) as place:
        await tell(place, "周文斌", UP_TO_FILES)
        large = Attachment(AttachmentKind.IMAGE, "大图.png", RED + b"\0" * 3000)
        for one, words in (
            (large, "太大"),
            (Attachment(AttachmentKind.FILE, "a.exe", b"MZ"), "不能随通知发"),
            (Attachment(AttachmentKind.IMAGE, "x.jpg", b"\xff\xd8\xff"), "打不开"),
            (Attachment(AttachmentKind.IMAGE), "影子"),
            (Attachment(AttachmentKind.VOICE, data=b"abc"), "不能随通知发"),
            (Attachment(AttachmentKind.FILE, "内部资料.pdf", document()), "内部"),
        ):
            assert words in await tell(place, "周文斌", one)
        assert "95598" not in await tell(place, "周文斌", PLAN, "不带")
        assert "送审" in await tell(place, "周文斌", "95598", "12月30日")
        await tell(place, "周文斌", "送审")
        assert heard(place)[0].files == ()


async def test_too_many_are_not_taken_and_those_before_stay() -> None:
    async with town() as place:
        many = [Attachment(AttachmentKind.IMAGE, f"{n}.png", picture(8, 8 + n)) for n in range(7)]
        said = await tell(place, "周文斌", UP_TO_FILES, *many)
        assert "最多带6个" in said
        await tell(place, "周文斌", "好了", "95598", "12月30日", "送审")
        assert len(heard(place)[0].files) == 6


async def test_the_same_file_twice_is_one_and_is_kept_once() -> None:
    async with town() as place:
        await released(place, PHOTO, PHOTO)
        await released(place, PHOTO)
        assert [names(one) for one in heard(place)] == [["电表.png"], ["电表.png"]]
        assert await kept(place) == 1


async def test_who_signs_sees_the_files_and_a_returned_draft_has_them_still() -> None:
    async with town() as place:
        draft = UP_TO_FILES.replace("康桥村", "全镇")
        await tell(place, "钱晓峰", draft, PLAN, "好了", "95598", "12月30日", "送审")
        asked = told(place, "孙丽")[-1]
        assert names(asked) == ["换表安排.pdf"]
        await tell(place, "孙丽", "退改 T26-001 标题不清楚")
        assert "附件:换表安排.pdf" in await tell(place, "钱晓峰", "改通知")
        await tell(place, "钱晓峰", "改标题 全镇换电表", "送审")
        await tell(place, "孙丽", "批准")
        assert names(heard(place)[0]) == ["换表安排.pdf"]


# --- on their way ----------------------------------------------------------------------------------------------------


async def test_after_a_restart_and_in_the_morning_they_are_still_there() -> None:
    async with town(NIGHT) as place:
        await released(place, PHOTO)
        assert heard(place) == []
        await place.restart()
        await place.move_to(MORNING + timedelta(days=1))
        assert names(heard(place)[0]) == ["电表.png"]


async def test_merged_messages_lose_no_file() -> None:
    async with town(NIGHT) as place:
        for colour in range(5):
            await released(
                place, Attachment(AttachmentKind.IMAGE, f"{colour}.png", picture(8, 8, (colour, 0, 0))), PLAN
            )
        await place.move_to(MORNING + timedelta(days=1))
        (post,) = heard(place)
        assert "合成一条" in post.text
        assert sorted(names(post)) == ["0.png", "1.png", "2.png", "3.png", "4.png", "换表安排.pdf"]


async def test_the_days_card_loses_no_file() -> None:
    async with town(settings=Settings(weekly_pushes_chat=1)) as place:
        await released(place)
        for attached in (PHOTO, PLAN):
            await released(place, attached)
        await place.move_to(MORNING.replace(hour=18))
        assert names(heard(place)[-1]) == ["电表.png", "换表安排.pdf"]


async def test_a_refused_message_takes_its_file_along_the_next_time() -> None:
    async with town() as place:
        place.refuse(place.names.chats[NEAR], 1, "later")
        await released(place, PHOTO)
        assert heard(place) == []
        await place.move_to(MORNING + timedelta(hours=1))
        assert [names(one) for one in heard(place)] == [["电表.png"]]


@pytest.mark.parametrize(
    "can", [{"largest_file": 0}, {"largest_file": 50}, {"largest_file": 10_000, "images": False}], ids=str
)
async def test_where_a_platform_takes_no_files_the_text_says_where_to_look(can: dict[str, Any]) -> None:
    async with town() as place:
        place.sim.capabilities = Capabilities(residency="CN", **can)
        await released(place, PHOTO)
        (post,) = heard(place)
        assert post.files == ()
        assert "附件电表.png" in post.text
        assert "便民点" in post.text


async def test_a_relayed_notice_takes_its_files_down_every_tier_once() -> None:
    async with town() as place:
        await tell(place, "周文斌", UP_TO_FILES, PLAN, "好了", "95598", "12月30日", "改转达 逐级", "送审")
        number = told(place, "周文斌")[-1].text.partition("【")[2].partition("】")[0]
        assert heard(place) == []
        assert names(told(place, "李大山")[-1]) == ["换表安排.pdf"]
        await tell(place, "李大山", f"转达 {number} 上午先换前排")
        assert [names(one) for one in heard(place)] == [["换表安排.pdf"]]
        assert all(len(one.files) == 1 for one in heard(place, "康桥三组网格群"))


async def test_who_passes_it_on_by_hand_gets_the_files_too() -> None:
    async with town() as place:

        def remove(work: Work) -> None:
            work.db.execute(sa.delete(chat_address).where(chat_address.c.chat == "c-kq03-02"))
            work.changed_directory()

        await place.app.writer.run(remove)
        number = await released(place, PHOTO, PLAN)
        assert names(told(place, "王建国")[-1]) == ["电表.png", "换表安排.pdf"]
        await tell(place, "王建国", f"代转 {number}")
        assert names(told(place, "王建国")[-1]) == ["电表.png", "换表安排.pdf"]


async def test_a_repeating_notice_takes_its_files_along_each_time() -> None:
    async with town() as place:
        await tell(place, "周文斌", UP_TO_FILES, PHOTO, "好了", "95598", "12月30日", "定时 每天上午10点", "送审")
        await place.move_to(MORNING + timedelta(days=1, hours=2))
        assert [names(one) for one in heard(place)] == [["电表.png"], ["电表.png"]]


async def test_an_urgent_one_carries_a_map_and_is_not_held_up_by_what_cannot_be_taken() -> None:
    async with town() as place:
        address = place.names.people["周文斌"][0]
        await place.say("紧急通知 橙 三组住户往学校转移", address, attachments=(PHOTO,))
        assert names(heard(place)[-1]) == ["电表.png"]
        await place.say(
            "紧急通知 橙 三组住户不要过桥", address, attachments=(Attachment(AttachmentKind.FILE, "a", b"MZ"),)
        )
        assert "不要过桥" in heard(place)[-1].text
        assert heard(place)[-1].files == ()
        assert "附件没带上" in told(place, "周文斌")[-1].text


# --- afterwards ------------------------------------------------------------------------------------------------------


async def test_a_correction_brings_its_own_file_and_the_first_one_is_not_repeated() -> None:
    async with town() as place:
        number = await released(place, PHOTO)
        await place.say(f"更正 {number} 安排表换成这份", place.names.people["周文斌"][0], attachments=(PLAN,))
        assert names(told(place, "孙丽")[-1]) == ["换表安排.pdf"]
        await tell(place, "孙丽", "批准")
        assert [names(one) for one in heard(place)] == [["电表.png"], ["换表安排.pdf"]]
        assert "附件:换表安排.pdf" in heard(place)[-1].text
        await tell(
            place, "周文斌", f"更正 {number} 改到12月3日上午8点"
        )  # says nothing of files: the second one is still valid
        await tell(place, "孙丽", "批准")
        await tell(place, "张小明", f"通知 {number}")
        assert names(told(place, "张小明")[-1]) == ["换表安排.pdf"]
        assert "附件:换表安排.pdf" in told(place, "张小明")[-1].text


async def test_a_correction_without_a_file_repeats_none_but_where_the_original_never_came_it_brings_it() -> None:
    async with town(NIGHT) as place:
        number = await released(place, PHOTO)
        await tell(place, "周文斌", f"更正 {number} 改到12月2日上午8点")
        await tell(place, "孙丽", "批准")
        await place.move_to(MORNING + timedelta(days=1))
        assert [names(one) for one in heard(place)] == [["电表.png"]]
        await tell(place, "周文斌", f"更正 {number} 改到12月3日上午8点")
        await tell(place, "孙丽", "批准")
        assert [names(one) for one in heard(place)] == [["电表.png"], []]


async def test_a_withdrawn_notice_takes_no_file_anywhere() -> None:
    async with town(NIGHT) as place:
        number = await released(place, PHOTO)
        await tell(place, "周文斌", f"撤回通知 {number}")
        await place.move_to(MORNING + timedelta(days=1))
        assert all(not one.files for one in heard(place))


async def test_who_asks_for_a_notice_gets_its_files_in_private_and_not_once_more_in_the_group() -> None:
    async with town() as place:
        number = await released(place, PHOTO)
        await tell(place, "张小明", f"通知 {number}")
        assert names(told(place, "张小明")[-1]) == ["电表.png"]
        await place.say(f"@小邻 通知 {number}", place.names.people["张小明"][0], place.names.chats[NEAR])
        assert heard(place)[-1].files == ()
        assert f"通知 {number}" in heard(place)[-1].text


async def test_files_of_another_notice_are_taken_by_quoting_it() -> None:
    async with town() as place:
        await released(place, PLAN)
        await tell(place, "周文斌", "通知 KQ26-001", UP_TO_FILES)
        quoted = next(one.platform_id for one in told(place, "周文斌") if one.files)
        await place.say("用这个", place.names.people["周文斌"][0], quote=quoted)
        assert "换表安排.pdf" in told(place, "周文斌")[-1].text
        await tell(place, "周文斌", "好了", "95598", "12月30日", "送审")
        assert names(heard(place)[-1]) == ["换表安排.pdf"]
        assert await kept(place) == 1


async def nightly(place: RehearsedTown, when: datetime) -> None:
    """The night's erasing at a later day, without all that would have happened on the way."""
    place.clock.move_to(when)
    await place.run_job("retention")


async def test_files_go_ninety_days_after_the_last_day_and_the_notice_stays() -> None:
    async with town() as place:
        number = await released(place, PHOTO)
        await tell(place, "周文斌", UP_TO_FILES, PLAN, "取消")
        await nightly(place, datetime(2027, 3, 29, 9, tzinfo=SHANGHAI))
        assert await kept(place) == 1  # the draft's went the night after next
        await nightly(place, datetime(2027, 4, 1, 9, tzinfo=SHANGHAI))
        assert await kept(place) == 0
        await tell(place, "周文斌", f"通知 {number}")
        last = told(place, "周文斌")[-1]
        assert "换电表" in last.text
        assert "已过保存期" in last.text
        assert last.files == ()
        assert await place.breaches() == []


async def test_an_erased_file_is_nowhere_in_the_database() -> None:
    async with town() as place:
        await released(place, PHOTO)
        body = RED[-200:-20]
        assert any(body in path.read_bytes() for path in place.files())
        await nightly(place, datetime(2027, 4, 2, 9, tzinfo=SHANGHAI))
        assert not any(body in path.read_bytes() for path in place.files())


async def test_a_file_lies_sealed_and_a_backup_and_a_restore_keep_it(tmp_path: Path) -> None:
    ring = Ring([b"1" * KEY_BYTES], b"x" * KEY_BYTES)
    async with town(ring=ring) as place:
        await released(place, PHOTO)
        body = RED[-200:-20]
        assert not any(body in path.read_bytes() for path in place.files())
        copying.write_backup(place.app.database, tmp_path / "b.db")
        code = place.app.town
    backup = open_database(f"sqlite:///{tmp_path / 'b.db'}", ring)
    restored = open_database(f"sqlite:///{tmp_path / 'r.db'}", ring)
    copying.copy_rows(backup, restored)
    with restored.reader() as db:
        (row,) = db.all(sa.select(files.file.c.key))
        found = files.find(db, code, str(row[0]))
        assert found is not None
        assert body in found.data
    backup.close()
    restored.close()
    both = Ring([b"1" * KEY_BYTES, b"2" * KEY_BYTES], b"x" * KEY_BYTES)
    resealed = open_database(f"sqlite:///{tmp_path / 'r.db'}", both)
    assert sum(reseal(resealed)) > 0
    resealed.close()
    with open_database(f"sqlite:///{tmp_path / 'r.db'}", Ring([b"2" * KEY_BYTES], b"x" * KEY_BYTES)).reader() as db:
        found = files.find(db, code, str(row[0]))
        assert found is not None
        assert body in found.data
