"""Somebody away from home speaks of home: their mother alone there, the house in the village. Pure; texts are normalised."""

import re

_KIN = (
    r"(?:老?[娘妈爹爸]|爹娘|爸妈|父母|母亲|父亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|公婆|岳父|岳母|丈母娘|老丈人|老人家?|老两口"
    r"|孩子|娃|儿子|女儿|闺女|孙子|孙女|媳妇|老婆|爱人|妹妹?|姐姐?|哥哥?|弟弟?|叔叔?|舅舅?|姑姑?|姨)"
)
_THERE = r"(?:一个人|一人|独自|独居|自己)?(?:在|留在|住在)(?:老?家|屋里|村里|乡下)"
_HOME = re.compile(
    rf"{_KIN}.{{0,6}}(?:{_THERE}|一个人|独自|独居|没人(?:管|照|看|问|陪))"
    rf"|(?:老家|家里|村里|屋里|家中).{{0,6}}(?:就|只有|只剩|还有)?.{{0,4}}{_KIN}"
    r"|老家|(?:家乡|乡下)(?:的|那)?|村里(?:的|那)?(?:老?房|屋|地|田)"
)
_HERE = re.compile(
    r"(?:孩子|娃|媳妇|老婆|爱人|儿子|女儿|闺女|[爹妈爸娘]).{0,3}(?:跟|和|随)(?:着)?(?:我|我们)?(?:在|到|来)?(?:这|外)"
)


def speaks_of_home(text: str) -> bool:
    """Whether it is about those, or what, they have left at home."""
    return _HOME.search(text) is not None and _HERE.search(text) is None


HERE = re.compile(r"(?:就|是)?(?:在)?(?:这边|这里|这儿|外面|外头|外地|本地|我这|我们这)(?:边|里|儿)?(?:的|呢|啊)?")
"""An answer to whose home it is: where they live now."""
UNKNOWN = frozenset({"不知道", "不清楚", "不晓得", "说不清", "忘了", "记不得", "不记得"})
HOUSEHOLD = re.compile(r"(?:户主)?(?:是|叫)?([\u4e00-\u9fff]{2,4}?)(?:家|他家|家里)?")
"""张桂兰家."""
