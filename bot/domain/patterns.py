"""Regular expressions that are made when they are first needed: made at the import, they would be a fifth of the start."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

_known: list["Pattern"] = []


class Pattern:
    """What ``re.compile`` gives, made at its first use. Kept by modules, so that it lives as long as the program does."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        _known.append(self)

    @cached_property
    def made(self) -> re.Pattern[str]:
        """The expression itself."""
        return re.compile(self.pattern)

    # Each is looked up once: from then on it is the expression's own method, as quick as that.

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """``re.Pattern.search``."""
        return self.made.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """``re.Pattern.match``."""
        return self.made.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """``re.Pattern.fullmatch``."""
        return self.made.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """``re.Pattern.finditer``."""
        return self.made.finditer

    @cached_property
    def findall(self) -> Callable[..., list[str]]:
        """``re.Pattern.findall``: of patterns without groups."""
        return self.made.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        """``re.Pattern.sub``."""
        return self.made.sub

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        """``re.Pattern.split``: of patterns without groups."""
        return self.made.split


def warm() -> None:
    """Make all of them now, off the way of any message."""
    for one in tuple(_known):
        _ = one.made
