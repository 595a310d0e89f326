"""What can be wrong with what the web side is asked: Problem on the page, BadField in the interface, and what the stage says of names.

Exception
├── Problem      told to a visitor in a line
├── BadField     400, names the field
├── Busy         the clock is being moved
└── LookupError
    ├── NoSuch   nobody of that name, or no such group
    └── Several  more than one of that name
"""

from bot.web.register import Resident


class Problem(Exception):
    """Something that the visitor is told in a line; ``status`` is HTTP's."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


class BadField(Exception):
    """A field that cannot be used; the text names it and says what is expected."""


class NoSuch(LookupError):
    """Nobody of that name, or no such group."""


class Several(LookupError):
    """More than one of that name; ``found`` are they."""

    def __init__(self, found: tuple[Resident, ...]) -> None:
        super().__init__("several")
        self.found = found


class Busy(Exception):
    """The clock is being moved."""
