"""All that belongs to the demo page alone; a serving process never loads it."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.web import forms, pages
from bot.web.errors import Problem

STATIC = Path(__file__).parent / "static"
ROUTES: list[BaseRoute] = [*pages.ROUTES, *forms.ROUTES, Mount("/static", StaticFiles(directory=STATIC))]
PROBLEMS = {Problem: pages.problem}
