"""What a verb may answer instead of doing its work.

UserError            the person is told, nothing is written, nothing is logged as a fault
└── Refused          it may not be done by this person, or not now; the text says who can, or what to do
"""


class UserError(Exception):
    """Its text is the answer to the person."""


class Refused(UserError):
    """The verb may not be done by this person, or not in this state."""
