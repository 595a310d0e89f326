"""What wardens say after a visit, and what is to be recorded: a table of real-sounding sentences (handbook §3.7)."""

from datetime import date
from typing import NamedTuple

import pytest

from bot.domain.check_in_sentences import Sentence, belongs_in_private, read_sentence
from bot.domain.check_ins import Kind, Unmet
from bot.domain.residents import Resident
from bot.domain.spoken_days import DayState
from bot.ids import HouseholdId, PersonId, UnitId
from bot.normal import normalise

TODAY = date(2026, 11, 24)  # a Tuesday
OWN = HouseholdId("H01")


def _one(home: str, head: str, number: int, name: str, sex: str, year: int, tags: str = "") -> Resident:
    return Resident(
        HouseholdId(home), head, PersonId(f"P{number:02}"), name, UnitId("KQ03-02"), sex, date(year, 5, 1), tags
    )


RESIDENTS = [
    _one("H01", "王建国", 1, "王建国", "男", 1975),
    _one("H01", "王建国", 2, "陆有梅", "女", 2003),
    _one("H02", "张小明", 3, "张小明", "男", 1990),
    _one("H03", "李秀英", 4, "李秀英", "女", 1938, "留守老人"),
    _one("H03", "李秀英", 5, "李强", "男", 2008),
    _one("H04", "王德福", 6, "王德福", "男", 1950),
    _one("H05", "赵玉兰", 7, "赵玉兰", "女", 1982, "留守妇女"),
    _one("H05", "赵玉兰", 8, "赵小宝", "男", 2017, "留守儿童"),
    _one("H06", "刘长林", 9, "刘长林", "男", 1933),
    _one("H07", "马永贵", 10, "马永贵", "男", 1967),
    _one("H08", "朱翠萍", 11, "朱翠萍", "女", 1979),
    _one("H09", "何敏晓", 12, "何敏晓", "女", 1956),
    _one("H10", "贺丽兰", 13, "贺丽兰", "女", 1958),
    _one("H11", "姜柱银", 14, "姜柱银", "女", 1976),
    _one("H11", "姜柱银", 15, "侯旺峰", "男", 1950),
    _one("H12", "陈大有", 16, "陈大有", "男", 1960),
    _one("H13", "陈福生", 17, "陈福生", "男", 1955),
    Resident(None, "雷英根", PersonId("P20"), "雷英根", UnitId("KQ-M1"), "男", date(1985, 1, 1), "", True),
]


class Case(NamedTuple):
    """A sentence and its record: day as days back from today (or a state), targets as ``name`` or ``name:minutes``."""

    text: str
    kind: str | None
    whom: str = ""
    minutes: int | None = None
    back: int | str = 0
    unmet: str = ""
    need: str = ""
    extra: bool = False


TABLE = [
    # the forms of the handbook
    Case("走访 马永贵家 半小时", "VISIT", "马永贵", 30),
    Case("关爱 李奶奶 30分钟 平安", "CARE", "李秀英", 30),
    Case("今天去看了李奶奶,陪了半个钟头,降压药快没了", "CARE", "李秀英", 30, need="降压药快没了"),
    Case("走访 40来分钟", "VISIT", minutes=40),
    Case("走访 王大爷家 他中风了", "VISIT", "王德福", need="他中风了"),
    Case("巡查 水库边 30分钟", "SAFETY", minutes=30),
    Case("志愿服务 帮村部搬书 俩小时", "VOLUNTEER", minutes=120),
    Case("走访 朱翠萍家 9:00-10:30", "VISIT", "朱翠萍", 90),
    Case("走访 赵玉兰家 三刻钟", "VISIT", "赵玉兰", 45),
    Case("调解 一个半小时 两家为地界的事,说好了", "MEDIATE", minutes=90),
    # as one tells a neighbour
    Case("刚从马永贵家出来,坐了坐,没啥事", "VISIT", "马永贵", 15),
    Case("上午去老王家串门,聊了个把小时", "VISIT", "王德福", 60),
    Case("去翠萍姐家走了走,一刻钟", "VISIT", "朱翠萍", 15),
    Case("到何敏晓家看看,都好", "VISIT", "何敏晓"),
    Case("今天上午走访贺丽兰家,她说厨房漏水", "VISIT", "贺丽兰", need="厨房漏水"),
    Case("陪李奶奶晒太阳,说说话,一个钟头", "CARE", "李秀英", 60),
    Case("看望刘长林老人家,带了点米油,老人精神不错", "CARE", "刘长林"),
    Case("去看了刘爷爷,坐了一会儿", "CARE", "刘长林", 15),
    Case("看了看马永贵,聊了十几分钟", "VISIT", "马永贵", 15),
    Case("给李奶奶送药,顺便坐了二十分钟", "HELP", "李秀英", 20),
    Case("陪赵小宝写作业一下午", "CARE", "赵小宝", 180),
    Case("赵嫂子家走访,男人在外打工,家里都好", "VISIT", "赵玉兰"),
    Case("下午2点到3点半在侯叔家", "VISIT", "侯旺峰", 90),
    Case("老马家今天去过了", "VISIT", "马永贵"),
    Case("姜柱银家 入户 25分钟", "VISIT", "姜柱银", 25),
    Case("关爱走访 李秀英 血压有点高", "CARE", "李秀英", need="血压有点高"),
    Case("慰问李秀英,1小时20分钟", "CARE", "李秀英", 80),
    Case("去小明家走访,半个钟", "VISIT", "张小明", 30),
    Case("家访张小明,点把钟", "VISIT", "张小明", 60),
    Case("上门看李奶奶 家里灯不亮了", "VISIT", "李秀英", need="家里灯不亮了"),
    # days
    Case("昨天走访马永贵家 半小时", "VISIT", "马永贵", 30, 1),
    Case("昨儿去了朱翠萍家", "VISIT", "朱翠萍", back=1),
    Case("昨朝看望李奶奶", "CARE", "李秀英", back=1),
    Case("昨晚巡查塘坝 一个小时", "SAFETY", minutes=60, back=1),
    Case("前天下午走访何敏晓家", "VISIT", "何敏晓", back=2),
    Case("大前天入户走了5户", "VISIT", "5户", back=3),
    Case("上周三走访贺丽兰家 四十分钟", "VISIT", "贺丽兰", 40, 6),
    Case("上个星期五看望刘长林", "CARE", "刘长林", back=4),
    Case("11月20号 走访 姜柱银家", "VISIT", "姜柱银", back=4),
    Case("20号走访马永贵家", "VISIT", "马永贵", back=4),
    Case("十一月二十号走访马永贵家", "VISIT", "马永贵", back=4),
    Case("11-18 走访 赵玉兰家", "VISIT", "赵玉兰", back=6),
    Case("周日陪李奶奶吃饭 2小时", "CARE", "李秀英", 120, 2),
    Case("这周一开会学习 一个小时", "MEETING", minutes=60, back=1),
    Case("30号走访朱翠萍家", "VISIT", "朱翠萍", back=25),
    Case("三天前走访老马家", "VISIT", "马永贵", back=3),
    Case("初九走访马永贵家", "VISIT", "马永贵", back="lunar"),
    Case("农历十月初五看望李奶奶", "CARE", "李秀英", back="lunar"),
    Case("前几天走访了马永贵家", "VISIT", "马永贵", back="unsure"),
    Case("2月30号走访马永贵家", "VISIT", "马永贵", back="unsure"),
    Case("明天去走访", "VISIT", back="future"),
    Case("明早去看李奶奶", "CARE", "李秀英", back="future"),
    Case("下周三走访马永贵家", "VISIT", "马永贵", back="future"),
    Case("26号去走访朱翠萍家", "VISIT", "朱翠萍", back="future"),
    Case("后天走访老王家", "VISIT", "王德福", back="future"),
    Case("待会去走访马永贵家", "VISIT", "马永贵", back="future"),
    # days that belong to what was said there
    Case("走访 李奶奶家 她儿子明天回来", "VISIT", "李秀英"),
    Case("走访马永贵家,提醒他12月20日前交医保", "VISIT", "马永贵"),
    Case("看望李奶奶,昨天刚出院,气色好", "CARE", "李秀英"),
    Case("宣传医保 通知大家交到12月20日 一小时", "POLICY", minutes=60),
    Case("走访朱翠萍家,约好下周二再去", "VISIT", "朱翠萍"),
    Case("走访老马家 是昨天去的", "VISIT", "马永贵", back=1),
    # durations and times of day
    Case("走访马永贵家 3点20走的", "VISIT", "马永贵"),
    Case("走访马永贵家 1.5小时", "VISIT", "马永贵", 90),
    Case("看望李奶奶 俩小时", "CARE", "李秀英", 120),
    Case("看望李奶奶 2h", "CARE", "李秀英", 120),
    Case("走访马永贵家 40min", "VISIT", "马永贵", 40),
    Case("打扫卫生 一上午", "ENV", minutes=180),
    Case("巡河 大半天", "SAFETY", minutes=180),
    Case("防汛值守 一整天", "EMERGENCY", minutes=360),
    Case("晚上7点到8点排练广场舞", "CULTURE", minutes=60),
    Case("九点到十点半 政策宣讲", "POLICY", minutes=90),
    Case("走访马永贵家 廿分钟", "VISIT", "马永贵", 20),
    Case("走访马永贵家 二十五分钟左右", "VISIT", "马永贵", 25),
    Case("走访马永贵家 一个多小时", "VISIT", "马永贵", 60),
    Case("走访马永贵家 半个多钟头", "VISIT", "马永贵", 30),
    Case("走访马永贵家,路上10分钟,聊了半小时", "VISIT", "马永贵", 40),
    Case("走访马永贵家 ３０ 分钟", "VISIT", "马永贵", 30),
    Case("转移群众 从下午2点忙到晚上8点", "EMERGENCY", minutes=360),
    Case("抗旱忙了两天", "EMERGENCY", minutes=720),
    # several households
    Case("走访马永贵家、朱翠萍家 各半小时", "VISIT", "马永贵:30 朱翠萍:30", 30),
    Case("走访了马永贵和朱翠萍两家,一共一个小时", "VISIT", "马永贵:30 朱翠萍:30", 60),
    Case("马永贵家半小时,朱翠萍家20分钟", "VISIT", "马永贵:30 朱翠萍:20", 50),
    Case("今天走了老马家、翠萍家、赵嫂子家", "VISIT", "马永贵 朱翠萍 赵玉兰"),
    Case("先去看了李奶奶40分钟,又到刘爷爷家坐了一刻钟", "CARE", "李秀英:40 刘长林:15", 55),
    Case("走访何敏晓家,然后去贺丽兰家,每家二十分钟", "VISIT", "何敏晓:20 贺丽兰:20", 20),
    Case("看望李秀英、刘长林,送了慰问品", "CARE", "李秀英 刘长林"),
    Case("走访3户 一下午", "VISIT", "3户", 180),
    Case("入户十来家,两个小时", "VISIT", "十来家", 120),
    # others who are only spoken of
    Case("到马永贵家坐了坐,他说朱翠萍家的狗老叫", "VISIT", "马永贵", 15),
    Case("走访老马家,他跟侯旺峰吵过架,说开了", "VISIT", "马永贵"),
    # nobody met
    Case("走访马永贵家 没人在家", "VISIT", "马永贵", unmet="nobody_home"),
    Case("去老王家,门锁着", "VISIT", "王德福", unmet="nobody_home"),
    Case("看望李奶奶,没开门", "CARE", "李秀英", unmet="unreachable"),
    Case("走访朱翠萍家 外出了", "VISIT", "朱翠萍", unmet="away"),
    Case("去何敏晓家扑了空", "VISIT", "何敏晓", unmet="nobody_home"),
    Case("走访贺丽兰家,人住院了没见着", "VISIT", "贺丽兰", unmet="in_hospital"),
    Case("走访姜柱银家,不愿意见", "VISIT", "姜柱银", unmet="unwilling"),
    Case("打电话给雷英根,没人接", "CONTACT", "雷英根", unmet="unreachable"),
    Case("联络雷英根 打不通", "CONTACT", "雷英根", unmet="unreachable"),
    Case("走访赵玉兰家 她男人外出打工,孩子听话", "VISIT", "赵玉兰"),
    Case("去医院看望李奶奶,她住院了", "CARE", "李秀英", need="她住院了"),
    Case("走访马永贵家 敲门没人应", "VISIT", "马永贵", unmet="unreachable"),
    Case("到刘爷爷家,全家外出了", "VISIT", "刘长林", unmet="away"),
    # every kind
    Case("宣传反诈 在村口发传单 一个小时", "POLICY", minutes=60),
    Case("入户宣传医保缴费", "POLICY"),
    Case("到马永贵家讲了医保政策 20分钟", "POLICY", "马永贵", 20),
    Case("念通知 医保缴费的", "POLICY"),
    Case("清沟 村东头 两个小时", "ENV", minutes=120),
    Case("发动了5户一起打扫卫生 两小时", "ENV", "5户", 120, extra=True),
    Case("带着两户清理垃圾 一小时", "ENV", "两户", 60),
    Case("捡垃圾半小时", "ENV", minutes=30),
    Case("义务扫雪 一上午", "VOLUNTEER", minutes=180),
    Case("防溺水巡查 塘边转了一圈", "SAFETY"),
    Case("看水 半天", "SAFETY", minutes=180),
    Case("排查出电线老化,已上报网格长", "SAFETY", extra=True),
    Case("巡查水库,护栏松动", "SAFETY", need="护栏松动"),
    Case("防火宣传 一小时", "POLICY", minutes=60),
    Case("代办 帮王大爷交电费", "HELP", "王德福"),
    Case("跑腿 给何阿姨买菜 半小时", "HELP", "何敏晓", 30),
    Case("接送赵小宝上学", "HELP", "赵小宝"),
    Case("帮李奶奶打扫卫生 半小时", "HELP", "李秀英", 30),
    Case("帮马永贵填医保表", "HELP", "马永贵"),
    Case("送李奶奶去卫生院 一上午", "HELP", "李秀英", 180),
    Case("文艺队排练 2小时", "CULTURE", minutes=120),
    Case("村里开会 一小时", "MEETING", minutes=60),
    Case("参加党课学习", "MEETING"),
    Case("防汛抢险 6个小时", "EMERGENCY", minutes=360),
    Case("示范种羊肚菌", "LEAD"),
    Case("教大家种羊肚菌 一下午", "LEAD", minutes=180),
    Case("给雷英根打了个电话,都好", "CONTACT", "雷英根"),
    Case("微信联系雷英根,问了返乡打算", "CONTACT", "雷英根"),
    Case("劝和 两口子吵架 一个钟头", "MEDIATE", minutes=60),
    Case("评理 水沟的事 半小时", "MEDIATE", minutes=30),
    Case("看望独居老人 一上午", "CARE", "独居老人", 180),
    Case("#防溺水 塘边守了半天", "SAFETY", minutes=180),
    # needs and what is none
    Case("走访马永贵家 帮着看了看屋顶", "VISIT", "马永贵"),
    Case("走访李奶奶家,帮她把坏了的灯换好了", "VISIT", "李秀英"),
    Case("看望李奶奶 身体没啥毛病 平安", "CARE", "李秀英"),
    Case("走访王大爷家,他想申请低保", "VISIT", "王德福", need="他想申请低保"),
    Case("看望贺丽兰 一小时,她说低保没到账", "CARE", "贺丽兰", 60, need="低保没到账"),
    Case("走访侯叔家 家里停水两天了", "VISIT", "侯旺峰", need="家里停水两天了"),
    Case("走访贺丽兰家,路灯不亮,晚上不敢出门", "VISIT", "贺丽兰", need="路灯不亮"),
    Case("看望刘长林,腿疼走不动", "CARE", "刘长林", need="腿疼走不动"),
    Case("走访朱翠萍家,说垃圾没人收", "VISIT", "朱翠萍", need="垃圾没人收"),
    Case("走访何敏晓家 没困难", "VISIT", "何敏晓"),
    # ambiguous, unknown, own
    Case("走访老陈家", "VISIT", "陈大有/陈福生"),
    Case("走访徐水根家 半小时", "VISIT", "徐水根家", 30),
    Case("走访刘师傅家", "VISIT", "刘长林"),
    Case("走访钱奶奶家", "VISIT", "钱奶奶家"),
    # odd writing
    Case("走訪 馬永貴家 半小時", "VISIT", "马永贵", 30),
    Case("走访　马永贵家　４０分钟", "VISIT", "马永贵", 40),
    Case("走访:马永贵家;时长:半小时", "VISIT", "马永贵", 30),
    Case("走访马永贵家👍半小时", "VISIT", "马永贵", 30),
    # written down after the parser was: what else they may say
    Case("刚去李秀英家里坐了会儿,老人家一个人闷得慌", "VISIT", "李秀英", 15),
    Case("今早去贺丽兰家送了米,她腰疼下不了地", "HELP", "贺丽兰", need="她腰疼下不了地"),
    Case("给刘大爷理发 40分钟", "HELP", "刘长林", 40),
    Case("走访了马永贵,赵玉兰,朱翠萍三户", "VISIT", "马永贵 赵玉兰 朱翠萍"),
    Case("今天值守森林防火卡口8小时", "EMERGENCY", minutes=480),
    Case("走访何敏晓家,门口那条路烂得没法走", "VISIT", "何敏晓", need="门口那条路烂得没法走"),
    Case("去陈大有家走访约50分钟,说想学养蜂", "VISIT", "陈大有", 50, need="想学养蜂"),
    Case("帮侯旺峰家抢收油菜 一天", "HELP", "侯旺峰", 360),
    Case("老王家两口子又吵起来了,劝了半天劝好了", "MEDIATE", minutes=180),
    Case("入户发告知书,走了十二户", "POLICY", "十二户"),
    Case("晚饭后陪刘长林散步半小时", "CARE", "刘长林", 30),
    Case("看望了一下留守儿童赵小宝,学习有进步", "CARE", "赵小宝"),
    Case("前天帮朱翠萍代办了医保卡", "HELP", "朱翠萍", back=2),
    Case("带李奶奶去镇上看病,来回半天", "HELP", "李秀英", 180),
    Case("到姜柱银家排查煤气,没发现隐患", "SAFETY", "姜柱银"),
    Case("排查燃气隐患,马永贵家软管老化,已经上报", "SAFETY", "马永贵", extra=True),
    Case("走访陈大有、陈福生", "VISIT", "陈大有 陈福生"),
    Case("打卡走访王德福家半小时", "VISIT", "王德福", 30),
    Case("11.23 走访李秀英家", "VISIT", "李秀英", back=1),
    Case("今天上午九点到九点四十走访贺丽兰", "VISIT", "贺丽兰", 40),
    Case("昨天晚上排练2个小时", "CULTURE", minutes=120, back=1),
    Case("23号下午在村部开党员会 1小时", "MEETING", minutes=60, back=1),
    Case("马永贵家", "VISIT", "马永贵"),
    Case("王大爷家没人", "VISIT", "王德福", unmet="nobody_home"),
    Case("去了三次何敏晓家都没人", "VISIT", "何敏晓", unmet="nobody_home"),
    Case("小朱家走访,孩子发烧", "VISIT", "朱翠萍", need="孩子发烧"),
    Case("走访赵玉兰家,孩子他爸还没回来", "VISIT", "赵玉兰"),
    Case("今天志愿者活动捡垃圾2小时", "VOLUNTEER", minutes=120),
    Case("组织了6户清理门前杂物,三个小时", "ENV", "6户", 180, extra=True),
    Case("学习二十大精神 1.5h", "MEETING", minutes=90),
    Case("教马永贵家种茶 半天", "LEAD", "马永贵", 180),
    Case("联系在外的雷英根,他想问医保异地报销", "CONTACT", "雷英根", need="他想问医保异地报销"),
    Case("去侯旺峰家看了看,他老伴住院了", "VISIT", "侯旺峰", need="他老伴住院了"),
    Case("今天走访马永贵家的时候下雨,聊了一个来小时", "VISIT", "马永贵", 60),
    Case("昨天忘了打卡,走访了姜柱银家", "VISIT", "姜柱银", back=1),
    Case("给李奶奶量血压 有点高", "CARE", "李秀英"),
    Case("去张小明家催医保,答应明天交", "VISIT", "张小明"),
    Case("接赵小宝放学", "HELP", "赵小宝"),
    Case("给刘爷爷送饭", "HELP", "刘长林"),
    Case("下大雨转移王德福一家 3小时", "EMERGENCY", "王德福", 180),
    Case("帮王大爷修水管修好了 半小时", "HELP", "王德福", 30),
    Case("在家待了一天", None, minutes=360),
    # not enough
    Case("半小时", None, minutes=30),
    Case("哈哈哈", None),
    Case("😀😀", None),
    Case("今天", None),
    Case("帮忙抬了个柜子", None),
    Case("忙了一上午", None, minutes=180),
]


def _whom(sentence: Sentence) -> str:
    if not sentence.targets:
        return sentence.crowd
    parts: list[str] = []
    for target in sentence.targets:
        names = "/".join(one.name for one in target.mention.candidates) or target.mention.text
        several = len(sentence.targets) > 1 and target.minutes is not None
        parts.append(f"{names}:{target.minutes}" if several else names)
    return " ".join(parts)


def _back(sentence: Sentence) -> int | str:
    day = sentence.day
    if day is None:
        return 0
    if day.state is not DayState.SAID or day.day is None:
        return day.state.value
    return (TODAY - day.day).days


@pytest.mark.parametrize("case", TABLE, ids=[case.text for case in TABLE])
def test_a_sentence_becomes_its_record(case: Case) -> None:
    read = read_sentence(normalise(case.text), RESIDENTS, TODAY, OWN)
    found = Case(
        case.text,
        read.kind.value if read.kind else None,
        _whom(read),
        read.minutes,
        _back(read),
        read.unmet.value if read.unmet else "",
        read.need,
        read.extra,
    )
    assert found == case


def test_the_table_is_long_and_knows_every_kind_and_reason() -> None:
    assert len(TABLE) >= 120
    assert {case.kind for case in TABLE if case.kind} == {kind.value for kind in Kind}
    assert {case.unmet for case in TABLE if case.unmet} == {reason.value for reason in Unmet}


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("巡查 水库边 30分钟", False),
        ("走访 3户 半小时", False),
        ("打扫卫生 村口 一小时", False),
        ("宣传医保 给大家讲了一遍", False),
        ("志愿服务 帮村部搬书", False),
        ("开会学习 国家政策", False),
        ("走访 王大爷家 他中风了", True),
        ("走访 马永贵", True),
        ("走访 徐水根家", True),
        ("关爱 半小时", True),
        ("调解 一个小时", True),
        ("巡查 老李家电线", True),
        ("代办 给住院的人送饭", True),
        ("走访 困难户 低保的事", True),
    ],
)
def test_what_may_be_said_in_a_work_group(text: str, private: bool) -> None:
    plain = normalise(text)
    assert belongs_in_private(plain, read_sentence(plain, RESIDENTS, TODAY, OWN)) is private


@pytest.mark.parametrize(
    "text", ["", " ", "，，，", "#" * 300, "家" * 5000, "走访" * 2500, "9" * 5000, "一" * 3000 + "分钟"]
)
def test_nonsense_is_read_without_a_fault(text: str) -> None:
    read_sentence(normalise(text)[:1000], RESIDENTS, TODAY, OWN)
