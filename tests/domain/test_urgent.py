"""Urgent sentences are recognised however they are told; jokes, tales and precautions are asked about or left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.domain.urgent import HOTLINES, Alarm, find_urgent, is_heard_twice
from bot.normal import normalise

URGENT = {
    Alarm.LIFE: [
        "我家二丫头滑到水渠里头了,捞不上来",
        "老爹刚才一头栽在地上,怎么喊都不答应",
        "奶奶在灶前晕过去了",
        "邻居大伯误食了敌敌畏,嘴里冒白沫",
        "娃把纽扣电池吞下去了",
        "我媳妇羊水破了,路上又滑",
        "他被马蜂蜇了,脸肿得认不出,喘不上气",
        "修屋顶的师傅从梯子上摔下来,爬不起来",
        "割草机把手指头割断了,血止不住",
        "一屋子人煤气中毒了",
        "有个老人家躺在路边叫不醒",
        "救命啊,快来人",
        "我爸突然讲话不清,嘴也歪了",
        "心口疼得满头大汗",
        "有人触电了,手还抓着电线",
        "小伢让鱼刺卡住喉咙了",
    ],
    Alarm.FIRE: [
        "王家柴房着火了",
        "山上起火了,火往村子这边来",
        "隔壁厨房冒浓烟,里头有人",
        "楼下电瓶车充电烧起来了",
        "屋里一股煤气味,好大",
        "秸秆堆烧着了,风又大",
    ],
    Alarm.POLICE: [
        "有人拿着砍刀在桥头追人",
        "两家人抄起锄头打起来了",
        "我家孩子不见了,找了一晌午",
        "隔壁男人又在打媳妇,打得满脸血",
        "有贼翻墙进来了",
        "一个陌生男的把小姑娘往车上拖",
        "老娘走丢了,找不到人",
    ],
    Alarm.TRAFFIC: [
        "村口出车祸了,人躺在地上",
        "拖拉机翻到沟里,人压在底下",
        "有个娃被摩托车撞了",
        "骑电驴的摔进河沟里去了",
    ],
    Alarm.GEO: [
        "后山滑坡了,泥往下冲",
        "水进屋了,快到膝盖",
        "隔壁的墙倒了,压着人",
        "圩堤冒浑水了",
        "我们几个被困在河对岸回不来",
    ],
    Alarm.POWERLINE: [
        "电线断了搭在路上",
        "高压线掉下来了,在田埂上",
        "变压器冒火花,啪啪响",
        "电线杆倒在路中间",
        "洗衣机漏电,摸着麻手",
    ],
    Alarm.FRAUD: [
        "我妈刚给冒充警察的转了三万块钱",
        "对方让我把验证码念给他",
        "客服叫我开共享屏幕,正弄着",
        "我被骗了五千块",
    ],
    Alarm.CRISIS: [
        "活着真没意思",
        "我不想活了",
        "有人要跳楼,站在楼顶上",
        "他留了张纸条说不回来了",
        "死了算了,省得拖累人",
    ],
}

NOT_SURE = [
    "笑死我了,这电影里车翻了三回",
    "昨晚球赛那个后卫简直是抢劫,哈哈",
    "抖音上那个翻车视频你看了没",
    "去年河里淹死过人,能不能装个护栏",
    "前年着火烧掉的屋子,补助什么时候发",
    "明天组织消防演练,讲着火怎么逃生",
    "想问问中风了能办残疾证吗",
    "防溺水宣传单在哪领",
    "上个月车祸的赔偿谈好了没有",
]

ORDINARY = [
    "村口路灯坏了好几天",
    "垃圾桶满了没人收",
    "自来水两天没来了",
    "医保今年交多少钱",
    "邻居家树枝伸到我家院子里",
    "桥上的栏杆断了一截,怕小孩掉下去",
    "手机掉井里了,有没有人有长钩子",
    "电线杆歪了,麻烦来看看",
    "今天天气真不错啊",
    "火车票在哪买",
    "大货车天天压,路都坏了",
    "孩子上学要什么材料",
    "养老金没到账",
    "我打工回来了",
    "老人机不会用",
    "家里水管爆了,水流了一地",
    "",
    "1",
    "👍👍",
]


@pytest.mark.parametrize(
    ("alarm", "text"), [(a, t) for a, texts in URGENT.items() for t in texts], ids=lambda v: str(v)
)
def test_told_plainly_it_is_urgent(alarm: Alarm, text: str) -> None:
    found = find_urgent(normalise(text))
    assert found is not None
    assert found.sure
    assert found.alarm is alarm or set(HOTLINES[found.alarm]) & set(HOTLINES[alarm])


@pytest.mark.parametrize("text", NOT_SURE, ids=str)
def test_jokes_past_and_precautions_are_in_doubt(text: str) -> None:
    found = find_urgent(normalise(text))
    assert found is None or not found.sure


@pytest.mark.parametrize("text", ORDINARY, ids=str)
def test_ordinary_matters_raise_no_alarm(text: str) -> None:
    assert find_urgent(normalise(text)) is None


def test_every_group_has_a_hotline() -> None:
    assert set(HOTLINES) == set(Alarm)
    assert all(number.isdigit() for numbers in HOTLINES.values() for number in numbers)


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    found = find_urgent(normalise(text))
    assert found is None or found.word


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        pytest.param("我家邻居晕倒了,没气了", Alarm.LIFE, id="fainted and not breathing"),
        pytest.param("着火了,冒浓烟,快来", Alarm.FIRE, id="fire and smoke"),
    ],
)
def test_two_patterns_of_one_group_are_never_outweighed(text: str, alarm: Alarm) -> None:
    assert words.alarm_of(text) == find_urgent(normalise(text))
    heard = find_urgent(normalise(text))
    assert heard is not None
    assert heard.alarm is alarm
    assert is_heard_twice(normalise(text), heard)


@pytest.mark.parametrize("text", ["我家狗被车压了,司机跑了", "大货车压死了我家三只鸡", "猫让车撞死在路上"])
def test_an_animal_run_over_is_no_accident_of_people(text: str) -> None:
    assert find_urgent(text) is None


@pytest.mark.parametrize("text", ["狗窜出来,车翻了,人在沟里", "三轮车撞了牛,开车的老头流血了"])
def test_people_hurt_because_of_one_are(text: str) -> None:
    found = find_urgent(text)
    assert found is not None
    assert found.alarm is Alarm.TRAFFIC
