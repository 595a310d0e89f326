"""Text files with a notice in them: codings, labels, what is no text."""

import pytest

from bot.domain.notice_files import MOST_BYTES, Unread, parts_of, text_of

NAME = "通知.txt"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_coding_of_notepad_is_read(coding: str) -> None:
    assert text_of(NAME, "标题:停水\r\n给谁:黄石村\r\n".encode(coding)) == "标题:停水\n给谁:黄石村"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        (NAME, None, Unread.NOT_HERE),
        (NAME, b"a" * (MOST_BYTES + 1), Unread.LARGE),
        ("通知.DOCX", b"PK\x03\x04", Unread.DOCUMENT),
        ("通知", b"PK\x03\x04\x00\x00", Unread.NOT_TEXT),
        (NAME, b"\xff\xfe\xff", Unread.NOT_TEXT),
        (NAME, b" \r\n", Unread.EMPTY),
        (NAME, b"", Unread.EMPTY),
    ],
)
def test_what_is_no_text_is_told_apart(name: str, data: bytes | None, why: Unread) -> None:
    assert text_of(name, data) is why


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "标题:停水\n发给：黄石村\n正文:明早停水。\n时间:8点到12点。\n大白话: 同正文",
            {"title": "停水", "to": "黄石村", "body": "明早停水。\n时间:8点到12点。", "plain": "同正文"},
        ),
        ("【标题】停水\n【正文】\n明早停水", {"title": "停水", "body": "明早停水"}),
        ("停水\n\n给谁:本村\n附件:没有", {"title": "停水", "to": "本村", "attachment": "没有"}),
        ("标题:停水\n正文:\n电话:95598", {"title": "停水", "phone": "95598"}),
        ("停水|黄石村|明早停水", ["停水", "黄石村", "明早停水"]),
        ("停水\n明早停水,\n存好水。", {"title": "停水", "body": "明早停水,\n存好水。"}),
        ("停水", {"title": "停水"}),
    ],
)
def test_labels_bars_or_a_title_above(text: str, parts: object) -> None:
    assert parts_of(text) == parts
