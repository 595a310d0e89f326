"""Digests in a rehearsed town: what was missed, double starts, quiet hours, mornings."""

from datetime import datetime

from bot.clock import SHANGHAI
from bot.rehearsal import RehearsedTown

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def fixed_street_lamp(place: RehearsedTown) -> None:
    """One concern, filed in the group, claimed and resolved the same day."""
    group = place.names.chats["康桥三组2邻群"]
    reporter, warden = place.names.people["张小明"][0], place.names.people["王建国"][0]
    await place.say("@小邻 村口路灯坏了好几天,黑漆漆的", reporter, group)
    await place.say("接单 1", warden)
    await place.say("办结 1 供电所来人换了新灯泡", warden)
    await place.say("1", reporter)


def heard(place: RehearsedTown, chat: str, mark: int = 0) -> list[str]:
    address = place.names.chats[chat]
    return [sent.text for sent in place.sent[mark:] if sent.address == address]


async def test_a_sunday_slept_through_is_made_up_for_once_with_the_latest_week() -> None:
    async with RehearsedTown(TUESDAY) as place:
        await fixed_street_lamp(place)
        mark = len(place.sent)
        place.clock.move_to(at("2026-11-30T10:00"))
        await place.restart()
        await place.settle()
        await place.restart()
        await place.settle()
        found = heard(place, "康桥三组2邻群", mark)
        assert len(found) == 1
        assert "11.23–11.29" in found[0]
        assert len([text for text in heard(place, "康桥村工作群", mark) if "周报" in text]) == 1


async def test_two_sundays_slept_through_bring_only_the_latest_which_has_nothing() -> None:
    async with RehearsedTown(TUESDAY) as place:
        await fixed_street_lamp(place)
        mark = len(place.sent)
        place.clock.move_to(at("2026-12-06T19:10"))
        await place.restart()
        await place.settle()
        assert not any("一周" in text for text in heard(place, "康桥三组2邻群", mark))


async def test_a_digest_made_up_for_at_night_waits_for_the_morning() -> None:
    async with RehearsedTown(TUESDAY) as place:
        await fixed_street_lamp(place)
        mark = len(place.sent)
        place.clock.move_to(at("2026-11-29T21:00"))
        await place.restart()
        await place.settle()
        assert heard(place, "康桥三组2邻群", mark) == []
        await place.move_to(at("2026-11-30T07:05"))
        assert len(heard(place, "康桥三组2邻群", mark)) == 1


async def test_the_same_job_twice_sends_once() -> None:
    async with RehearsedTown(TUESDAY) as place:
        await fixed_street_lamp(place)
        mark = len(place.sent)
        for _ in range(3):
            await place.run_job("digest_village")
            await place.run_job("digest_neighbourhood")
        assert len(heard(place, "康桥村工作群", mark)) == 1
        assert len(heard(place, "康桥三组2邻群", mark)) == 1


async def test_a_vacant_neighbourhood_is_told_of_the_grid_leader() -> None:
    async with RehearsedTown(TUESDAY) as place:
        reporter, leader = place.names.people["余春生"][0], place.names.people["赵铁柱"][0]
        await place.say("@小邻 村口路灯坏了好几天,黑漆漆的", reporter, place.names.chats["康桥五组1邻群"])
        await place.say("接单 1", leader)
        await place.say("办结 1 供电所来人换了新灯泡", leader)
        mark = len(place.sent)
        await place.move_to(at("2026-11-29T19:05"))
        found = heard(place, "康桥五组1邻群", mark)
        assert len(found) == 1
        assert "网格长赵铁柱(代管)" in found[0]


async def test_a_wardens_morning_has_what_waits_and_nobody_without_work_is_disturbed() -> None:
    async with RehearsedTown(at("2026-11-27T14:00")) as place:
        await place.say("反映 村口垃圾桶满了没人收,臭味好大", place.names.people["朱翠萍"][0])
        await place.say("接单 1", place.names.people["王建国"][0])
        mark = len(place.sent)
        await place.move_to(at("2026-11-30T07:35"))
        mornings = [sent for sent in place.sent[mark:] if "这周要办的" in sent.text]
        assert [sent.address for sent in mornings] == place.names.people["王建国"][:1]
        assert "KQ2611-001" in mornings[0].text
        assert "朱翠萍" not in mornings[0].text


async def test_no_name_and_no_words_of_anybody_in_any_digest() -> None:
    async with RehearsedTown(TUESDAY) as place:
        group = place.names.chats["康桥三组2邻群"]
        said = "@小邻 我是张小明,电话100-0000-0023,村口路灯坏了,李秀英家门口最黑"
        await place.say(said, place.names.people["张小明"][0], group)
        await place.say("接单 1", place.names.people["王建国"][0])
        await place.say("办结 1 给张小明换了灯泡", place.names.people["王建国"][0])
        mark = len(place.sent)
        await place.move_to(at("2026-11-30T09:10"))
        told = [text for chat in place.names.chats for text in heard(place, chat, mark)]
        assert told
        for word in ("张小明", "李秀英", "100-0000", "最黑", "灯泡"):
            assert not any(word in text for text in told), word
