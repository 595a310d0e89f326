"""Sentences around files: what can be taken, what was taken, where one can be had that a platform does not carry."""

from collections.abc import Sequence

from bot.domain.files import MOST, FileKind, Label, Unfit


def megabytes(size: int) -> str:
    """A size as people say it."""
    return f"{size / 1024 / 1024:.1f}MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))}KB"


def unfit(why: Unfit, name: str, largest: int) -> str:
    """Why a file was not taken, and what to do; the draft stays."""
    what = f"“{name[:30]}”" if name else "这个附件"
    match why:
        case Unfit.NOT_HERE:
            return f"{what}只收到个影子,没收到内容。请再发一次,或写一句到哪儿看,没有附件回“没有”。"
        case Unfit.EMPTY:
            return f"{what}是空的。请换一个再发,没有附件回“没有”。"
        case Unfit.LARGE:
            return (
                f"{what}太大,一个最多{megabytes(largest)}。图片请截图或发压缩的,文件请压小些再发;也可以写一句到哪儿看。"
            )
        case Unfit.KIND:
            return f"{what}不能随通知发。能发图片(jpg、png)、pdf、Word、Excel、PPT;别的写一句到哪儿看。"
        case Unfit.PHOTO_KIND:
            return f"{what}的图片格式好些手机打不开。请截个图,或存成jpg再发。"
        case Unfit.MACROS:
            return f"{what}里带着宏(小程序),群里打开不安全。请另存成不带宏的docx、xlsx或pdf再发。"
        case Unfit.BROKEN:
            return f"{what}打不开,像是没传全。请再发一次,或截个图发。"
        case Unfit.NUMBERS:
            return f"{what}里有身份证号、银行卡号或手机号,不能发到群里。请删掉号码再发,或写一句到哪儿看。"
        case Unfit.PEOPLE:
            return f"{what}里像是低保、残疾或病人的名单,不能发到群里。请去掉名字再发,或写一句“贴在村部公告栏”。"


def too_many() -> str:
    return f"一份通知最多带{MOST}个附件,这次发的没收。没有别的了回“好了”;要换,回“不带”再重新发。"


def taken(labels: Sequence[Label], *, cleaned: bool) -> str:
    """What has been taken so far."""
    shown = "、".join(f"{'图片' if one.kind is FileKind.IMAGE else one.name}({megabytes(one.size)})" for one in labels)
    where = "照片里的位置信息已去掉。" if cleaned else ""
    return f"附件收好了:{shown}。{where}"


def ask_more() -> str:
    return "还有附件就接着发,没有了回“好了”。不要这些了回“不带”。"


def look_inside(labels: Sequence[Label]) -> str:
    """At the preview: what the gates cannot read."""
    images = any(one.kind is FileKind.IMAGE for one in labels)
    what = "图里" if images and len({one.kind for one in labels}) == 1 else "附件里"
    return f"{what}的字小邻看不全,请自己看一遍:没有身份证号、电话、名单再发。"


def elsewhere(names: Sequence[str]) -> str:
    """Below a message whose files the platform does not carry."""
    shown = "、".join(names[:3]) + (f"等{len(names)}个" if len(names) > 3 else "")
    return f"(附件{shown}在这里发不出来,请到村便民点或找邻长看)"


def gone() -> str:
    """The file is no longer kept."""
    return "(附件已过保存期,要看请问村便民点)"


def ask_privately(number: str, bot: str) -> str:
    """Below a notice that is shown in a group once more."""
    return f"附件私聊{bot}回“通知 {number}”能收到。"
