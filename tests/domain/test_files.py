"""Which files are taken, how they are called, and what is no longer in them."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.samples import document, picture
from bot.domain import files, pictures
from bot.domain.files import File, FileKind, Label, Unfit

MB = 1024 * 1024
GPS = b"GPS 30.66,117.48 HUAWEI"


def segment(mark: int, data: bytes) -> bytes:
    return bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data


def exif(order: str = ">", orientation: int = 6) -> bytes:
    entries = (
        struct.pack(f"{order}HHI", 0x010F, 2, 4) + b"Hua\0" + struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    )
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}IH", 8, 2)
    return segment(0xE1, b"Exif\0\0" + head + entries + struct.pack(f"{order}I", 0) + GPS)


FRAME = segment(0xC0, bytes((8, 0, 1, 0, 1, 1, 1, 0x11, 0)))
SCAN = segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(*extra: bytes, tail: bytes = b"") -> bytes:
    """Not a picture that can be seen, but one that can be walked."""
    jfif = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    return b"\xff\xd8" + jfif + b"".join(extra) + FRAME + SCAN + b"\xff\xd9" + tail


@pytest.mark.parametrize(
    "extra",
    [
        exif(),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + GPS),
        segment(0xED, b"Photoshop 3.0\0" + GPS),
        segment(0xFE, GPS),
        segment(0xE2, b"MPF\0" + GPS),
    ],
    ids=["exif", "xmp", "iptc", "comment", "more pictures"],
)
def test_a_photo_keeps_nothing_but_the_picture(extra: bytes) -> None:
    cleaned = pictures.jpeg(jpeg(extra, tail=b"ftypmp4" + GPS))
    assert GPS not in cleaned
    assert b"HUAWEI" not in cleaned
    assert FRAME in cleaned
    assert SCAN in cleaned
    assert cleaned.endswith(b"\xff\xd9")
    assert pictures.jpeg(cleaned) == cleaned


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_which_way_up_a_photo_is_held_stays(order: str, orientation: int) -> None:
    cleaned = pictures.jpeg(jpeg(exif(order, orientation)))
    assert GPS not in cleaned
    assert (b"Exif" in cleaned) is (orientation != 1)
    if orientation != 1:
        assert struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) in cleaned


def test_a_colour_profile_and_adobes_colours_stay() -> None:
    profile, adobe = segment(0xE2, b"ICC_PROFILE\0\1\1curves"), segment(0xEE, b"Adobe\0\144\0\0\0\0\1")
    cleaned = pictures.jpeg(jpeg(profile, adobe))
    assert profile in cleaned
    assert adobe in cleaned


def test_scans_of_a_progressive_photo_all_stay_and_notes_between_them_go() -> None:
    table = segment(0xC4, b"\0" * 18)
    data = b"\xff\xd8" + FRAME + SCAN + table + segment(0xE1, b"Exif\0\0" + GPS) + SCAN + b"\xff\xd9"
    assert pictures.jpeg(data) == b"\xff\xd8" + FRAME + SCAN + table + SCAN + b"\xff\xd9"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_a_png_keeps_nothing_but_the_picture() -> None:
    data = picture()
    for name in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt"):
        told = data[:33] + chunk(name, GPS) + data[33:] + GPS
        cleaned = pictures.png(told)
        assert GPS not in cleaned
        assert b"117.48" not in cleaned  # of the sample itself
        assert b"IDAT" in cleaned
        assert cleaned.endswith(chunk(b"IEND", b""))


def gif(*extra: bytes) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0" * 6
    image = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\x00"
    return head + b"".join(extra) + image + b";"


def test_a_gif_keeps_its_movement_and_loses_its_comments() -> None:
    control, loops = b"!\xf9\x04\0\0\0\0\0", b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    comment = b"!\xfe" + bytes((len(GPS),)) + GPS + b"\0"
    xmp = b"!\xff\x0bXMP DataXMP" + bytes((len(GPS),)) + GPS + b"\0"
    assert pictures.gif(gif(loops, comment, xmp, control) + GPS) == gif(loops, control)


def webp(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(n + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for n, d in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_webp_loses_its_notes_and_no_longer_says_that_it_has_any() -> None:
    whole = webp((b"VP8X", b"\x0c" + b"\0" * 9), (b"VP8 ", b"abc"), (b"EXIF", GPS), (b"XMP ", GPS))
    assert pictures.webp(whole + GPS) == webp((b"VP8X", b"\0" * 10), (b"VP8 ", b"abc"))


@given(st.sampled_from([jpeg(exif()), picture(8, 8), gif(), webp((b"VP8 ", b"abc"))]), st.data())
def test_a_torn_picture_is_broken_and_never_a_fault(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data) - 1))
    torn = data[:at] + draw.draw(st.binary(max_size=3)) + data[at + draw.draw(st.integers(0, 9)) :]
    found = files.accept("a.jpg", torn, MB)
    assert isinstance(found, (File, Unfit))
    if isinstance(found, File):
        assert GPS not in found.data or b"GPS" not in data


@given(st.binary(max_size=200))
def test_whatever_it_is_there_is_an_answer(data: bytes) -> None:
    for head in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF1234WEBP", b"PK\x03\x04word/"):
        assert isinstance(files.accept("x", head + data, MB), (File, Unfit))


def office(part: str, xml: str, name: str = "word/document.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(part, xml)
        if name != part:
            made.writestr(name, "<w:document/>")
    return packed.getvalue()


def docx(*paragraphs: str) -> bytes:
    runs = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    return office("word/document.xml", f"<w:document>{runs}</w:document>")


def xlsx(*cells: str) -> bytes:
    shared = "".join(f"<si><t>{one}</t></si>" for one in cells)
    return office("xl/sharedStrings.xml", f"<sst>{shared}</sst>", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), FileKind.IMAGE),
        (jpeg(), FileKind.IMAGE),
        (gif(), FileKind.IMAGE),
        (document(), FileKind.DOCUMENT),
        (docx("12月31日前缴清"), FileKind.DOCUMENT),
        (xlsx("村名", "户数"), FileKind.DOCUMENT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, FileKind.DOCUMENT),
    ],
)
def test_pictures_and_documents_are_taken(data: bytes, kind: FileKind) -> None:
    found = files.accept("缴费办法", data, MB)
    assert isinstance(found, File)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jpg", None, Unfit.NOT_HERE),
        ("a.jpg", b"", Unfit.EMPTY),
        ("a.png", picture() + b"\0" * MB, Unfit.LARGE),
        ("图片.jpg", b"MZ\x90\0", Unfit.KIND),
        ("通知.pdf", b"<html>", Unfit.KIND),
        ("压缩包.zip", b"PK\x03\x04" + b"a.txt", Unfit.KIND),
        ("IMG.heic", b"\0\0\0\x18ftypheic" + b"\0" * 30, Unfit.PHOTO_KIND),
        ("照片.jpg", b"\xff\xd8\xff\xe0\0\x04ab", Unfit.BROKEN),
        ("表.xlsm", office("xl/vbaProject.bin", "x", "xl/workbook.xml"), Unfit.MACROS),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), Unfit.MACROS),
        ("名单.xlsx", xlsx("王五", "11010519491231002X"), Unfit.NUMBERS),
        ("名单.docx", docx("联系人 王五 138 1234 5678"), Unfit.NUMBERS),
        ("名单.docx", docx("低保户名单", "王建国、李秀英、张桂芳、赵玉兰、钱多多"), Unfit.PEOPLE),
    ],
)
def test_what_cannot_be_taken(name: str, data: bytes | None, why: Unfit) -> None:
    assert files.accept(name, data, MB) is why


def test_numbers_in_neighbouring_cells_are_not_one_number() -> None:
    assert isinstance(files.accept("表.xlsx", xlsx("138", "1234", "5678"), MB), File)


def test_a_number_cut_into_runs_by_the_word_processor_is_found() -> None:
    cut = office("word/document.xml", "<w:p><w:t>1101051949</w:t><w:t>1231002X</w:t></w:p>")
    assert files.accept("a.docx", cut, MB) is Unfit.NUMBERS


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("缴费办法.pdf", "缴费办法.pdf"),
        ("C:\\Users\\张三\\缴费 办法.PDF", "缴费 办法.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("通知.pdf.exe", "通知.pdf"),
        ("通知\u202egpj.exe", "通知gpj.pdf"),
        ("", "文件.pdf"),
        ("。", "。.pdf"),
        ("...", "文件.pdf"),
        ("名单13812345678.pdf", "名单(号码略).pdf"),
        ("长" * 300 + ".pdf", "长" * 50 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert files.clean_name(name, FileKind.DOCUMENT, ("pdf",)) == shown


@given(st.text(max_size=80))
def test_a_clean_name_can_be_stored_anywhere_and_stays_as_it_is(name: str) -> None:
    shown = files.clean_name(name, FileKind.IMAGE, ("jpg", "jpeg"))
    assert not set(shown) & set('<>:"/\\|?*\n\0')
    assert shown.endswith((".jpg", ".jpeg"))
    assert 5 <= len(shown) <= 60
    assert files.clean_name(shown, FileKind.IMAGE, ("jpg", "jpeg")) == shown


def test_the_same_picture_has_one_key_and_another_name_another() -> None:
    one, again, other = (files.accept(name, picture(), MB) for name in ("a.png", "a.png", "b.png"))
    assert isinstance(one, File)
    assert isinstance(other, File)
    assert one == again
    assert one.key != other.key


@given(
    st.lists(st.tuples(st.sampled_from(FileKind), st.text("长abc.", min_size=1, max_size=60)), min_size=1, max_size=6)
)
def test_what_a_notice_says_of_its_files_fits_into_its_line(found: list[tuple[FileKind, str]]) -> None:
    said = files.summary([Label(str(n), kind, name, 1) for n, (kind, name) in enumerate(found)])
    assert 0 < len(said) <= 60
