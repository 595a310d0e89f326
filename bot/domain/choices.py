"""What a question lets one answer with a number, read from its own words: one source for the text and for a platform's buttons. Pure."""

import re

_OPTION = re.compile(
    r"(?<![0-9a-zA-Z.:/年月-])(?:([1-9])\s*[ .、:)]\s*|([①-⑨])\s*)(?!\d)([^\s\d,,。;;:/|?？!()①-⑨][^\s,,。;;:/|?？!()①-⑨]{0,15})"
)
_LONGEST = 12
_QUOTES = "“”\"'"


def choices_in(text: str) -> tuple[str, ...]:
    """The labels of the last run ``1 …  2 …`` in a question, in order; empty without two of them, or where a label is no label."""
    found: tuple[str, ...] = ()
    run: list[str] = []
    for digit, circled, label in _OPTION.findall(text):
        number = int(digit) if digit else "①②③④⑤⑥⑦⑧⑨".index(circled) + 1
        if number == 1:
            run = []
        run = [*run, label.strip(_QUOTES)] if number == len(run) + 1 else []
        if len(run) >= 2:
            found = tuple(run)
    return found if all(0 < len(one) <= _LONGEST for one in found) else ()
