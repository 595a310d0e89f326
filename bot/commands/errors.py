"""How a command ends when it cannot do what was asked. The tree: CommandFault; of it Failed (1) and Wrong (2)."""


class CommandFault(Exception):
    """Told on stderr in Chinese, with the next step; no traceback."""

    status = 1


class Failed(CommandFault):
    """What was asked for did not work out."""


class Wrong(CommandFault):
    """The call itself was wrong: arguments, a malformed file."""

    status = 2
