"""What the page's answers share: templates, the visitor's panes and token, a problem told in a line."""

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from bot.web import csrf, tour
from bot.web.stage import Stage
from bot.web.view import COOKIE, TITLES, Chosen, Folk, Pane, clock_words, pane_of, read_folk


def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["hour"] = _hour
    found.filters["moment"] = _moment
    return found


def _hour(when: datetime) -> str:
    day = "一二三四五六日"[when.weekday()]
    return f"周{day} {when.hour:02}:{when.minute:02}"


def _moment(when: datetime) -> str:
    return f"{when.month}月{when.day}日 {when.hour:02}:{when.minute:02}:{when.second:02}"


TEMPLATES = _environment()


def stage_of(request: Request) -> Stage:
    stage: Stage = request.app.state.stage
    return stage


def with_script(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def render(name: str, **values: Any) -> str:
    return TEMPLATES.get_template(name).render(**values)


def chosen_of(request: Request) -> Chosen:
    return Chosen.read(request.cookies.get(COOKIE, ""))


async def folk_of(stage: Stage) -> Folk:
    register = await stage.known()
    return await stage.app.writer.run(lambda work: read_folk(work, register))


async def panes_of(stage: Stage, chosen: Chosen) -> list[Pane]:
    folk = await folk_of(stage)
    return [pane_of(stage, folk, chosen, key) for key in TITLES]


def common(request: Request) -> dict[str, Any]:
    """What every template may use."""
    stage = stage_of(request)
    day, hour = clock_words(stage.app.clock.now())
    return {
        "token": csrf.token_of(request),
        "cursor": stage.transcript.cursor,
        "bot": stage.app.memory.settings.bot_name,
        "day": day,
        "hour": hour,
        "tour": tour.shown(stage.tour),
        "moving": stage.is_moving,
        "notices": stage.notices,
    }


def keep(request: Request, response: Response, chosen: Chosen) -> Response:
    csrf.keep(response, csrf.token_of(request))
    response.set_cookie(COOKIE, chosen.written(), httponly=True, samesite="strict", path="/")
    response.headers["cache-control"] = "no-store"
    return response


def settled(panes: list[Pane]) -> Chosen:
    return Chosen({one.key: ("" if one.private else one.place, one.speaker) for one in panes})
