"""The gates of a notice, in tables and over random numbers (handbook §4.1, I14)."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notice_gates import (
    Kind,
    Phone,
    check_digit,
    faults,
    is_bank_card,
    is_id_card,
    is_mobile,
    luhn,
    read_phone,
)

HOSTS = ("gov.cn", "shengli.example.cn")


def kinds(text: str, most: int = 800) -> set[Kind]:
    return {fault.kind for fault in faults(text, most, HOSTS)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("没交医保的请在12月20日前补缴", set[Kind](), id="plain"),
        pytest.param("", {Kind.EMPTY}, id="nothing"),
        pytest.param("👌👍🙏", {Kind.EMPTY}, id="emoji"),
        pytest.param("。。。", {Kind.EMPTY}, id="marks"),
        pytest.param("身份证341721195003070007", {Kind.ID_CARD}, id="id"),
        pytest.param("身份证34172119500307004X", {Kind.ID_CARD}, id="id with X"),
        pytest.param("身份证34172119500307004x,带上", {Kind.ID_CARD}, id="id with small x"),
        pytest.param("３４１７２１１９５００３０７０００７", {Kind.ID_CARD}, id="id in full width"),
        pytest.param("341721 19500307 0007", {Kind.ID_CARD}, id="id with spaces"),
        pytest.param("341721-19500307-0007", {Kind.ID_CARD}, id="id with dashes"),
        pytest.param("编号341721195003070008", set[Kind](), id="wrong check digit"),
        pytest.param("编号341721195013070007", set[Kind](), id="no such month"),
        pytest.param("钱打到 6217 0000 0000 0000 004 这个卡上", {Kind.BANK_CARD}, id="card with spaces"),
        pytest.param("6217-0000-0000-0000-004", {Kind.BANK_CARD}, id="card with dashes"),
        pytest.param("６２１７００００００００００００００4", {Kind.BANK_CARD}, id="card in full width"),
        pytest.param("4111111111111111", {Kind.BANK_CARD}, id="sixteen digits"),
        pytest.param("4111111111111112", set[Kind](), id="Luhn wrong"),
        pytest.param("2026.11.24-2026.12.24办理", set[Kind](), id="two dates"),
        pytest.param("找张三,电话15400000000", {Kind.MOBILE}, id="mobile"),
        pytest.param("电话154 0000 0000", {Kind.MOBILE}, id="mobile with spaces"),
        pytest.param("电话154-0000-0000", {Kind.MOBILE}, id="mobile with dashes"),
        pytest.param("电话１５４００００００００", {Kind.MOBILE}, id="mobile in full width"),
        pytest.param("+86 15400000000", {Kind.MOBILE}, id="mobile with 86"),
        pytest.param("(154)0000-0000", {Kind.MOBILE}, id="mobile with brackets"),
        pytest.param("1 5 4 0 0 0 0 0 0 0 0", {Kind.MOBILE}, id="mobile digit by digit"),
        pytest.param("100-0000-0012", {Kind.MOBILE}, id="written as a mobile"),
        pytest.param("打12393、12345或0566-1234567", set[Kind](), id="hotlines and fixed line"),
        pytest.param("2026-11-24 13:00到15:00", set[Kind](), id="a moment"),
        pytest.param("张三身份证341721195003070007电话15400000000", {Kind.ID_CARD, Kind.MOBILE}, id="two kinds"),
        pytest.param("机密 补缴名单", {Kind.CLASSIFIED}, id="secret"),
        pytest.param("機密名單", {Kind.CLASSIFIED}, id="secret in traditional characters"),
        pytest.param("内 部 资 料", {Kind.CLASSIFIED}, id="secret with spaces"),
        pytest.param("此件不得外传", {Kind.CLASSIFIED}, id="not to be passed on"),
        pytest.param("工作秘密", {Kind.CLASSIFIED}, id="work secret"),
        pytest.param("村内部分路段和室内部分装修", set[Kind](), id="no secret at all"),
        pytest.param("张三、李四、王五、赵六领低保", {Kind.NAMES}, id="four names and 低保"),
        pytest.param("残疾人:陈大海 刘小芳 周志强 吴桂英", {Kind.NAMES}, id="four names and 残疾"),
        pytest.param("欧阳修、司马光、张三和李四都有病", {Kind.NAMES}, id="double surnames"),
        pytest.param("低保户张三、李四、王五、赵六领慰问品", {Kind.NAMES}, id="the last name runs on"),
        pytest.param("低保、高龄津贴、白内障筛查、马路施工补偿都到村部", set[Kind](), id="matters are no names"),
        pytest.param("张三、李四、王五领低保", set[Kind](), id="three names"),
        pytest.param("张三、李四、王五、赵六参加饺子宴", set[Kind](), id="names without hardship"),
        pytest.param(
            "低保、特困、残疾人到康桥村、黄石村、江心村、石桥村村部登记", set[Kind](), id="villages are no names"
        ),
        pytest.param("看 https://www.ah.gov.cn/x?a=1", set[Kind](), id="government link"),
        pytest.param("看 http://gov.cn@evil.com/a", {Kind.LINK}, id="host behind an @"),
        pytest.param("看 gov.cn.evil.com", {Kind.LINK}, id="white host as a prefix"),
        pytest.param("看 notgov.cn", {Kind.LINK}, id="white host as an ending"),
        pytest.param("点t.cn/abc报名", {Kind.LINK}, id="short link"),
        pytest.param("WWW.ＢＡＩＤＵ.com", {Kind.LINK}, id="link in full width"),
        pytest.param("weixin://dl/x", {Kind.LINK}, id="another scheme"),
        pytest.param("http://10.0.0.1/a", {Kind.LINK}, id="an address"),
        pytest.param("每亩3.5元,共1.2万元", set[Kind](), id="decimals are no links"),
    ],
)
def test_what_may_not_stand(text: str, expected: set[Kind]) -> None:
    assert kinds(text) == expected


def test_length_is_counted_in_characters() -> None:
    assert kinds("好" * 20, 20) == set()
    assert faults("好" * 23, 20, HOSTS)[0].detail == "3"


def test_a_fault_never_repeats_the_number() -> None:
    for fault in faults("张三身份证341721195003070007 卡6217000000000000004 电话15400000000", 800, HOSTS):
        assert not any(character in string.digits for character in fault.detail)


digits = st.text("0123456789", min_size=1)
areas = st.integers(110000, 820000)
days = st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1))
orders = st.integers(0, 999)
separators = st.sampled_from(["", " ", "-", "  ", " - ", "\u3000"])


@given(areas, days, orders)
def test_every_true_id_is_found_and_every_changed_check_digit_is_not(area: int, born: date, order: int) -> None:
    first = f"{area}{born:%Y%m%d}{order:03d}"
    right = check_digit(first)
    assert is_id_card(first + right)
    for other in "0123456789X":
        assert is_id_card(first + other) == (other == right)
    assert Kind.ID_CARD in kinds(f"请{first}{right}到村部")


@given(st.integers(10**14, 10**18 - 1), separators)
def test_every_number_with_a_right_luhn_digit_is_found_however_it_is_grouped(body: int, between: str) -> None:
    last = next(digit for digit in "0123456789" if luhn(f"{body}{digit}") == 0)
    number = f"{body}{last}"
    assert is_bank_card(number)
    grouped = between.join(number[at : at + 4] for at in range(0, len(number), 4))
    looks_like_dates = between and number[:2] in {"19", "20"}
    assert looks_like_dates or Kind.BANK_CARD in kinds(f"卡号{grouped}请核对")


@given(st.integers(3, 9), st.integers(0, 10**9 - 1), separators)
def test_every_mobile_is_found_however_it_is_grouped(second: int, rest: int, between: str) -> None:
    number = f"1{second}{rest:09d}"
    assert is_mobile(number)
    assert Kind.MOBILE in kinds(f"电话{number[:3]}{between}{number[3:7]}{between}{number[7:]}。")


@given(st.text("0123456789", min_size=1, max_size=9))
def test_short_numbers_are_never_personal(number: str) -> None:
    assert kinds(f"共{number}户") == set()


@given(st.text(max_size=300))
def test_any_text_at_all_is_judged(text: str) -> None:
    faults(text, 800, HOSTS)


@pytest.mark.parametrize(
    ("text", "kind", "printed"),
    [
        ("12393", Phone.PUBLIC, "12393"),
        ("打 12345", Phone.PUBLIC, "12345"),
        ("110", Phone.PUBLIC, "110"),
        ("95598", Phone.PUBLIC, "95598"),
        ("0566-1234567", Phone.PUBLIC, "0566-1234567"),
        ("(0566) 1234567", Phone.PUBLIC, "0566-1234567"),
        ("8123456", Phone.PUBLIC, "8123456"),
        ("400-123-4567", Phone.PUBLIC, "400-123-4567"),
        ("154 0000 0000", Phone.MOBILE, "15400000000"),
        ("100-0000-0001", Phone.MOBILE, "10000000001"),
        ("村部", Phone.NONE, ""),
        ("7", Phone.NONE, ""),
        ("123456789012345", Phone.NONE, "123456789012345"),
    ],
)
def test_phones_for_questions(text: str, kind: Phone, printed: str) -> None:
    assert read_phone(text) == (kind, printed)
