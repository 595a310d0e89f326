"""No pattern of the house has so many ways to read a message that trying them all never ends: ``哈哈哈哈…`` from anybody would silence the town.

A repeat is dangerous when one text is several whole rounds of it in more than one way (``(?:哈|哈哈)+``): the ways double with every round, and a
pattern that fails in the end tries them all. They are counted here, so that no clock is looked at. What is possessive (``++``) is read one way.
"""

import gc
import importlib
import itertools
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import bot.actions
import bot.domain
import bot.handlers
from bot.domain.gates import Gate
from bot.router import Router

_parser: Any = importlib.import_module("re._parser")
_ROUNDS, _WAYS = 10, 2**8


def _patterns() -> dict[str, int]:
    """Every pattern that modules keep, alone, in a table, in a gate or with a handler, and its flags."""
    for package in (bot.actions, bot.domain, bot.handlers):
        for found_in in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{found_in.name}")
    found: dict[str, int] = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "bot":
            for value in list(vars(module).values()):
                found |= dict(_held(value, 4))
    return found


def _held(value: Any, deep: int) -> Iterator[tuple[str, int]]:
    inside: list[Any] = []
    if isinstance(value, Gate):
        yield from ((str(pattern), 0) for _, pattern in vars(value)["_patterns"])
    elif isinstance(value, Router):
        inside = [one for one, _ in value.patterns]
    elif type(value) in {list, tuple, dict, frozenset}:
        inside = gc.get_referents(value) if deep else []
    elif not isinstance(value, type) and isinstance(
        getattr(value, "pattern", None), str
    ):  # also one that is made later
        yield value.pattern, getattr(value, "flags", 0)
    for one in inside:
        yield from _held(one, deep - 1)


def _repeats(nodes: Any) -> Iterator[Any]:
    """The bodies of what may be repeated without end."""
    for kind, value in nodes:
        match str(kind):
            case "MAX_REPEAT" | "MIN_REPEAT":
                if value[1] > 50:
                    yield value[2]
                yield from _repeats(value[2])
            case "SUBPATTERN":
                yield from _repeats(value[3])
            case "BRANCH":
                yield from itertools.chain.from_iterable(_repeats(one) for one in value[1])
            case "ASSERT" | "ASSERT_NOT":
                yield from _repeats(value[1])
            case _:
                pass


def _words(nodes: Any) -> set[str]:
    """The literal pieces of a body."""
    found: set[str] = set()
    piece = ""
    for kind, value in nodes:
        if str(kind) == "LITERAL":
            piece += chr(value)
            continue
        found, piece = found | {piece}, ""
        match str(kind):
            case "IN":
                found |= {chr(one) for of, one in value if str(of) == "LITERAL"}
                found |= {" " if "SPACE" in str(one) else "7" for of, one in value if str(of) == "CATEGORY"}
            case "MAX_REPEAT" | "MIN_REPEAT":
                found |= _words(value[2])
            case "SUBPATTERN":
                found |= _words(value[3])
            case "BRANCH":
                found |= set[str]().union(*(_words(one) for one in value[1]))
            case _:
                pass
    return (found | {piece}) - {""}


def _ways(nodes: Any, text: str, begin: int) -> Counter[int]:
    """Where a sequence may end that begins at ``begin``, and in how many ways."""
    here = Counter({begin: 1})
    for node in nodes:
        after: Counter[int] = Counter()
        for at, ways in here.items():
            for end, more in _of_node(node, text, at).items():
                after[end] += ways * more
        here = after
    return here


def _of_node(node: Any, text: str, at: int) -> Counter[int]:
    kind, value = str(node[0]), node[1]
    match kind:
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
            return Counter({at + 1: 1}) if at < len(text) and _fits(kind, value, text[at]) else Counter()
        case "BRANCH":
            found: Counter[int] = Counter()
            for one in value[1]:
                found.update(_ways(one, text, at))
            return found
        case "SUBPATTERN":
            return _ways(value[3], text, at)
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _rounds(value[2], value[0], min(value[1], len(text)), text, at)
        case "POSSESSIVE_REPEAT" | "ATOMIC_GROUP":
            return Counter()  # never goes back
        case _:
            return Counter({at: 1})  # looks, and takes nothing


def _rounds(body: Any, least: int, most: int, text: str, begin: int) -> Counter[int]:
    here = Counter({begin: 1})
    found: Counter[int] = Counter({begin: 1} if least == 0 else {})
    for round_ in range(1, most + 1):
        after: Counter[int] = Counter()
        for at, ways in here.items():
            for end, more in _ways(body, text, at).items():
                if end > at:
                    after[end] += ways * more
        here = after
        if not here:
            break
        if round_ >= least:
            found.update(here)
    return found


def _fits(kind: str, value: Any, character: str) -> bool:
    if kind == "LITERAL":
        return bool(value == ord(character))
    if kind == "NOT_LITERAL":
        return bool(value != ord(character))
    if kind == "ANY":
        return character != "\n"
    within = any(
        (str(of) == "LITERAL" and one == ord(character))
        or (str(of) == "RANGE" and one[0] <= ord(character) <= one[1])
        or (str(of) == "CATEGORY" and _in_category(str(one), character))
        for of, one in value
    )
    return within != any(str(of) == "NEGATE" for of, _ in value)


def _in_category(name: str, character: str) -> bool:
    kind = name.rpartition("_")[2]
    is_it = {
        "SPACE": character.isspace(),
        "DIGIT": character.isdigit(),
        "WORD": character.isalnum() or character == "_",
    }[kind]
    return is_it != ("NOT" in name)


def _in_rounds(body: Any, text: str) -> int:
    return _rounds(body, 1, len(text), text, 0)[len(text)]


def _explodes(body: Any) -> str | None:
    """A text of which the rounds of ``body`` can be counted in ever more ways."""
    begin = [one for one in _words(body) if any(end > 0 for end in _ways(body, one * 2, 0))]
    single = sorted(begin, key=lambda one: (len(one), one))
    for first, second in itertools.product(single, ["", *single]):
        text = first + second
        if sum(_ways(body, text * 2, 0).values()) < 2:
            continue  # its first round is read in one way; what follows is another pair
        if _in_rounds(body, text * 2) > 1 and _in_rounds(body, text * _ROUNDS) >= _WAYS:
            return text
    return None


def _dangers(pattern: str, flags: int = 0) -> list[str]:
    tree = _parser.parse(pattern, flags)
    return [text for body in _repeats(tree) if (text := _explodes(body)) is not None]


@pytest.mark.parametrize(
    "pattern", [r"(?:哈|哈哈)+", r"^(?:快?来人|快)+$", r"(?:知道了?|了)*", r"(?:我|选|我选)+分", r"(\s*再?)+x"]
)
def test_a_dangerous_pattern_is_found(pattern: str) -> None:
    assert _dangers(pattern)


@pytest.mark.parametrize("pattern", [r"(?:哈|哈哈)++", r"(?:快?来人|好)+", r"(?:知道|了)*", r"(?:ab|a)+"])
def test_a_harmless_one_is_not(pattern: str) -> None:
    assert not _dangers(pattern)


def test_no_pattern_of_the_house_is_dangerous() -> None:
    found = {pattern[:60]: texts for pattern, flags in _patterns().items() if (texts := _dangers(pattern, flags))}
    assert not found
