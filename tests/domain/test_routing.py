"""Routing by keywords: explainable, places masked, unsure rather than wrong; measured on sentences written for this test."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.domain import routing
from bot.domain.tact import Redirect
from tests.conftest import SHARED

SENTENCES: dict[str, list[str]] = {
    "WATER": [
        "水管子冻裂了,院子里成了溜冰场",
        "早上起来洗脸没水,问了一圈家家都没有",
        "我家水龙头出来的水是黄的,能喝吗",
        "水压小得洗衣机都转不起来",
        "这个月水费比上月翻了一倍,表是不是有毛病",
        "山上那口泉眼干了,几家人没水吃",
        "能不能给我们上湾也拉上自来水",
        "水表箱盖碎了,里头漏水",
    ],
    "POWER_NET": [
        "一下雨就停电,冰箱里的肉都化了",
        "村头第二盏灯坏了半个月",
        "变压器离我家太近嗡嗡响",
        "手机在家里打不通电话,没信号",
        "宽带装了三个月老掉线",
        "电压不够,电饭煲煮夹生饭",
        "电线杆斜了,眼看要靠到房子",
        "家里电表转得飞快",
    ],
    "ROAD": [
        "组里那条路下雨全是泥,鞋都拔不出来",
        "桥板断了一块,三轮不敢过",
        "路中间塌了个洞",
        "有人把车停在路口挡着,谁也过不去",
        "到镇上的公交能不能多开一班",
        "路边护栏被撞坏了没人修",
        "拐弯的地方看不到来车,装个镜子吧",
        "大车把水泥路压得坑坑洼洼",
    ],
    "ENV": [
        "垃圾车一个礼拜没来了,桶都冒尖了",
        "隔壁猪圈臭得开不了窗",
        "公厕脏得进不去人",
        "门口沟里全是黑水,蚊子成堆",
        "有人半夜往河里倒垃圾",
        "谁家在烧塑料,呛死人",
        "楼上半夜放音乐吵得睡不着",
        "化粪池溢出来了",
    ],
    "FARM": [
        "稻田里的虫把叶子都吃光了",
        "渠里没水,秧插不下去",
        "种粮补贴打到哪张卡了",
        "油菜籽收了卖给谁",
        "鱼塘里的鱼一夜翻白了",
        "想种点中药材,有没有人教",
        "收割机什么时候到我们村",
        "野猪把玉米地拱了一大片",
    ],
    "LAND": [
        "想翻盖老房子,要到哪批",
        "邻居砌墙占了我家半米地",
        "征地的钱发了一半,剩下的什么时候给",
        "我家承包地的证一直没发",
        "祖坟被人推平了",
        "荒着的地能不能包给别人种",
        "山上的树砍了要不要办手续",
        "量地的时候少给我家算了两分",
    ],
    "SOCIAL": [
        "我爸的养老金这个月没到账",
        "低保怎么申请,要什么条件",
        "残疾证到期了去哪换",
        "老人去世了有没有丧葬费",
        "高龄补贴从多少岁开始发",
        "家里房子烧了能不能申请救助",
        "社保卡丢了怎么补",
        "退役军人补助今年涨不涨",
    ],
    "HEALTH": [
        "卫生室的医生老不在",
        "我妈血压高,药快吃完了",
        "住院花了两万能报多少",
        "医保交费交到哪天",
        "被狗咬了在哪打疫苗",
        "老人腿疼,有没有医生上门看",
        "体检什么时候开始",
        "慢性病门诊怎么办",
    ],
    "EDU": [
        "孩子上小学要带什么材料",
        "校车不到我们组,娃走路要一个钟头",
        "家里困难,上大学有没有补助",
        "老师天天留作业到半夜",
        "孙子迷上打游戏不肯上学",
        "幼儿园涨学费了",
        "暑假孩子没人带",
        "转学手续在哪办",
    ],
    "ELDER": [
        "隔壁张奶奶一个人住,好几天没出门了",
        "我爸瘫在床上,没人帮着翻身",
        "我在外地,麻烦看看我妈",
        "老人想理个发,腿脚走不动",
        "村里有没有老年食堂",
        "敬老院怎么住进去",
        "老娘记性不好老是走丢",
        "想给老人申请个轮椅",
    ],
    "DISPUTE": [
        "两家为了排水沟又吵起来了",
        "他欠我三千块一直不还",
        "弟兄几个都不肯养老娘",
        "邻居的鸡老来啄我家菜",
        "媳妇和婆婆天天吵,劝不住",
        "他家的树挡住我家太阳",
        "买了他的牛,回来就病死,要他赔他不认",
        "分家的事谈不拢,请人来评评理",
    ],
    "SAFETY": [
        "河边没有栏杆,小孩天天在那玩",
        "老房子墙裂了大口子,怕塌",
        "楼道里堆满了纸箱,还有人充电瓶车",
        "有条大黑狗没拴,见人就扑",
        "屋檐下有个马蜂窝",
        "来了个推销保健品的,专找老人",
        "井盖没了,晚上看不见",
        "水库边有人带小孩游泳",
    ],
    "VILLAGE": [
        "村里的账多久没公开了",
        "修桥的钱花到哪去了",
        "贫困户名单在哪看",
        "村部老锁着门,办不了事",
        "选举什么时候开始",
        "集体的鱼塘包给谁了,合同能看吗",
        "凭什么评上他家没评我家",
        "开会说的事没人告诉我们",
    ],
    "JOB": [
        "哪里招工,五十岁要不要",
        "老板欠我半年工钱",
        "开个居住证明找谁",
        "身份证丢了怎么办",
        "刚生的娃上户口要啥",
        "想开个小卖部,执照怎么办",
        "在厂里受伤了,老板不管",
        "有没有电焊培训",
    ],
    "OTHER": [
        "文化室什么时候开门",
        "谁捡到一个黑色钱包",
        "村里什么时候放电影",
        "快递点能不能设在村里",
    ],
}
PLACES = frozenset({"康桥村", "康桥", "黄石村", "黄石", "江心村", "胜利镇", "康桥村三组"})


def test_most_sentences_are_understood_and_few_are_taken_for_something_else() -> None:
    told = [(code, words.route(text)) for code, texts in SENTENCES.items() for text in texts]
    first = sum(found.category == code for code, found in told)
    among = sum(code in found.top3 for code, found in told)
    wrong = sum(found.sure and found.category != code for code, found in told)
    assert first >= 0.9 * len(told)
    assert among >= 0.95 * len(told)
    assert wrong <= 0.06 * len(told)
    assert not [found for _, found in told if found.urgent or found.redirect]


@pytest.mark.shared
def test_village_sentences_beside_the_project_are_understood() -> None:
    path = SHARED / "messages" / "utterances.tsv"
    if not path.is_file():
        pytest.skip("../shared is not here")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {row["id"]: words.route(row["text"]) for row in rows}
    concerns = [row for row in rows if row["kind"] == "concern"]
    urgent = [row for row in rows if row["urgent"] != "none"]
    false = [row for row in rows if row["kind"] == "false_alarm"]
    redirected = [row for row in rows if row["redirect"] != "none"]
    assert sum(found[row["id"]].category == row["category"] for row in concerns) >= 0.75 * len(concerns)
    assert sum(row["category"] in found[row["id"]].top3 for row in concerns) >= 0.9 * len(concerns)
    assert sum(found[row["id"]].urgent is not None for row in urgent) >= 0.9 * len(urgent)
    assert sum(found[row["id"]].urgent is not None for row in false) <= 0.1 * len(false)
    assert sum(found[row["id"]].redirect == row["redirect"] for row in redirected) >= len(redirected) - 1


@pytest.mark.shared
def test_chatter_raises_next_to_no_alarm() -> None:
    path = SHARED / "messages" / "chatter_nus_sms_zh_dev.csv"
    if not path.is_file():
        pytest.skip("../shared is not here")
    lines = path.read_text(encoding="utf-8").splitlines()[::7]
    alarms = sum(words.route(line).urgent is not None for line in lines)
    assert alarms <= len(lines) / 1000


def test_place_names_of_the_roster_are_no_keywords() -> None:
    assert words.route("康桥村三组", PLACES).hit is False
    assert words.route("黄石新村的桥塌了一块", PLACES).category == "ROAD"


@pytest.mark.parametrize("text", ["火车票在哪买", "老人机不会用", "手机水平不行", "账号忘了"], ids=str)
def test_words_that_only_look_like_keywords_are_none(text: str) -> None:
    assert not words.route(text).why


@pytest.mark.parametrize(
    "text",
    [
        "我家门口那个东西又那样了,来个人弄一下",
        "那件事还是老样子",
        "来看一眼吧",
        "",
        "👍",
        "啦啦啦啦",
        "今天天气真不错啊",
    ],
    ids=str,
)
def test_what_says_nothing_is_not_sure(text: str) -> None:
    found = words.route(text)
    assert not found.sure
    assert len(found.top3) == 3


def test_why_names_the_words_that_decided() -> None:
    found = words.route("村口路灯坏了,路灯不亮好几天")
    assert found.category == "POWER_NET"
    assert all("灯" in word or "亮" in word for word, _ in found.why)
    assert all(weight > 0 for _, weight in found.why)


def test_longest_match_wins_and_nothing_inside_it_counts() -> None:
    lexicon = routing.Lexicon(
        [routing.Category("A", "甲", "lin", False), routing.Category("B", "乙", "lin", False)],
        {"水管": {"A": 1.0}, "水": {"B": 1.0}, "自来水管": {"A": 1.0}, "火车": {}, "车": {"B": 1.0}},
    )
    assert [hit.word for hit in lexicon.hits("自来水管和水")] == ["自来水管", "水"]
    assert lexicon.hits("火车") == []


def test_a_redirect_is_decided_apart_from_the_category() -> None:
    assert words.route("我要举报村干部贪污修路的钱").redirect == Redirect.DISCIPLINE
    assert words.route("征地的事法院判了我不服,想打官司").redirect == Redirect.LEGAL


@given(st.text(max_size=400))
def test_any_text_is_routed(text: str) -> None:
    found = words.route(text)
    assert found.category in words.lexicon().categories
    assert len(found.top3) == len(set(found.top3)) == 3
    assert 0 <= found.confidence <= 1


@given(
    st.lists(st.text("水管路灯桥火", min_size=1, max_size=4), min_size=1, max_size=12),
    st.text("水管路灯桥火", max_size=20),
)
def test_the_trie_finds_what_a_plain_search_finds(known: list[str], text: str) -> None:
    import re

    trie = re.compile(routing.trie_pattern(known))
    plain = re.compile("|".join(re.escape(word) for word in sorted(set(known), key=len, reverse=True)))
    assert trie.findall(text) == plain.findall(text)
