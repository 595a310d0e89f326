"""Taking people out of words before others read them: names, forms of address, numbers (handbook §9.1). Pure."""

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"[0-9][0-9\-\s]{4,}[0-9xX]?")
_KIN = "奶奶|爷爷|大爷|大妈|大娘|大伯|大叔|大婶|大嫂|大哥|大姐|阿姨|老师|主任|书记|师傅|老汉|婆婆|叔|伯|婶|嫂|哥|姐|姨|爹|妈|家"
SOMEONE = "某某"


def without_people(text: str, names: Iterable[str]) -> str:
    """``text`` with the known ``names`` replaced, also as neighbours say them (小明, 李奶奶, 老王家), and long numbers dropped."""
    known = sorted({name for name in names if len(name) >= 2}, key=lambda name: (-len(name), name))
    for name in known:
        text = text.replace(name, SOMEONE)
    for name in known:
        if len(name) >= 3:
            text = text.replace(name[1:], SOMEONE)
    surnames = "".join(sorted({name[0] for name in known if "一" <= name[0] <= "鿿"}))
    if surnames:
        text = re.sub(f"(?:[老小][{surnames}](?:{_KIN})?|[{surnames}]某*(?:{_KIN}))", SOMEONE, text)
    return _NUMBER.sub("(号码略)", text)
