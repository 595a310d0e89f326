"""The demo page and its one stream."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.texts import web as say
from bot.web import csrf, tour, why
from bot.web.errors import Problem
from bot.web.showing import (
    chosen_of,
    common,
    folk_of,
    keep,
    panes_of,
    render,
    settled,
    stage_of,
    with_script,
)
from bot.web.stage import Stage
from bot.web.transcript import Event
from bot.web.view import TITLES, Chosen, answering, clock_words, pane_of
from bot.web.waiting import log_id

HEARTBEAT = 15.0
_BREAK = re.compile(r"\r\n|\r|\n")


async def home(request: Request) -> Response:
    """The whole page; ``?pane=&chat=&speaker=`` changes what a pane shows."""
    stage = stage_of(request)
    chosen = _changed(request, chosen_of(request))
    if not stage.is_moving:
        await stage.look_what_waits()  # without JavaScript nobody else looks
    panes = await panes_of(stage, chosen)
    chosen = settled(panes)
    html = render("page.html", panes=panes, **common(request))
    return keep(request, HTMLResponse(html), chosen)


async def pane(request: Request) -> Response:
    """One pane alone."""
    stage = stage_of(request)
    key = request.query_params.get("pane", "")
    if key not in TITLES:
        raise Problem(say.not_here(), 404)
    chosen = _changed(request, chosen_of(request))
    shown = pane_of(stage, await folk_of(stage), chosen, key)
    chosen = chosen.with_pane(key, "" if shown.private else shown.place, shown.speaker)
    return keep(request, HTMLResponse(render("pane.html", pane=shown, **common(request))), chosen)


def _changed(request: Request, chosen: Chosen) -> Chosen:
    query = request.query_params
    key = query.get("pane", "")
    if key not in TITLES:
        return chosen
    before = chosen.panes.get(key, ("", ""))
    chat = query.get("chat", before[0])
    return chosen.with_pane(key, chat, query.get("speaker", before[1] if chat == before[0] else ""))


async def explain(request: Request) -> Response:
    """The “why” of one message of the bot."""
    stage = stage_of(request)
    found = await why.explain(stage, request.path_params["number"])
    if found is None:
        raise Problem(say.no_why(), 404)
    answer = answering(await folk_of(stage), chosen_of(request), found.message.to)
    name = "why.html" if with_script(request) else "why_page.html"
    return HTMLResponse(render(name, why=found, answer=answer, **common(request)))


async def stream(request: Request) -> Response:
    """Lines and changes as they come. Holds no connection of the database."""
    stage = stage_of(request)
    cursor = request.headers.get("last-event-id") or request.query_params.get("after", "")
    common = {"bot": stage.app.memory.settings.bot_name, "token": csrf.token_of(request)}
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_events(stage, cursor, common), media_type="text/event-stream", headers=headers)


async def _events(stage: Stage, cursor: str, common: dict[str, Any]) -> AsyncIterator[str]:
    transcript = stage.transcript
    if transcript.since(cursor) is None:
        yield "event: startover\ndata: now\n\n"
        return
    yield "retry: 500\n\n"
    asyncio.get_running_loop().call_soon(stage.watch)
    async for event in transcript.listen(cursor, HEARTBEAT):
        if event is None:
            yield ": still here\n\n"
        else:
            html = render("event.html", **_told(stage, event), **common)
            data = "".join(f"data: {line}\n" for line in _BREAK.split(html.strip()))
            yield f"id: {transcript.epoch}-{event.number}\n{data}\n"


def _told(stage: Stage, event: Event) -> dict[str, Any]:
    day, hour = clock_words(stage.app.clock.now())
    return {
        "event": event,
        "day": day,
        "hour": hour,
        "moving": stage.is_moving,
        "tour": tour.shown(stage.tour),
        "text": stage.waiting.get(event.part, ""),
        "notices": stage.notices,
        "log": log_id(event.line.place, event.line.private) if event.line else "",
    }


def problem(request: Request, fault: Exception) -> Response:
    """A line in the corner with JavaScript, a small page without."""
    assert isinstance(fault, Problem)
    name = "problem.html" if with_script(request) else "problem_page.html"
    return HTMLResponse(render(name, text=str(fault)), status_code=fault.status)


ROUTES = [
    Route("/", home),
    Route("/demo/pane", pane),
    Route("/demo/stream", stream),
    Route("/demo/why/{number:int}", explain),
]
