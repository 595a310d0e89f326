"""The question which of two people of one name is meant; asked by the commands that name somebody (actions.namesakes)."""

from bot.actions.namesakes import WHICH
from bot.router import Router

router = Router("namesakes")
router.form(WHICH)
