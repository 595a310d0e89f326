"""The demo page: its forms and its one stream. Every action is a plain form; with JavaScript the same comes without leaving the page."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import SHANGHAI
from bot.messages import Attachment, AttachmentKind
from bot.storage.writer import HouseFault
from bot.texts import tour as tour_texts
from bot.texts import web as say
from bot.web import csrf, tour, why
from bot.web.register import UNKNOWN
from bot.web.sim import FARTHEST, LONGEST_TEXT
from bot.web.stage import Busy, NoSuch, Spoken, Stage, log_id
from bot.web.transcript import Event
from bot.web.view import COOKIE, PHONE, TITLES, Chosen, Folk, Pane, clock_words, pane_of, read_folk

HEARTBEAT = 15.0
Handler = Callable[[Request], Awaitable[Response]]
_BREAK = re.compile(r"\r\n|\r|\n")


def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["hour"] = lambda when: f"{when.hour:02}:{when.minute:02}"
    found.filters["moment"] = lambda when: (
        f"{when.month}月{when.day}日 {when.hour:02}:{when.minute:02}:{when.second:02}"
    )
    return found


TEMPLATES = _environment()


class Problem(Exception):
    """Something that the visitor is told in a line; ``status`` is HTTP's."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def _stage(request: Request) -> Stage:
    stage: Stage = request.app.state.stage
    return stage


def _with_script(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _render(name: str, **values: Any) -> str:
    return TEMPLATES.get_template(name).render(**values)


def _chosen(request: Request) -> Chosen:
    return Chosen.read(request.cookies.get(COOKIE, ""))


async def _folk(stage: Stage) -> Folk:
    register = await stage.known()
    return await stage.app.writer.run(lambda work: read_folk(work, register))


async def _panes(stage: Stage, chosen: Chosen) -> list[Pane]:
    folk = await _folk(stage)
    return [pane_of(stage, folk, chosen, key) for key in TITLES]


def _common(request: Request) -> dict[str, Any]:
    """What every template may use."""
    stage = _stage(request)
    day, hour = clock_words(stage.app.clock.now())
    return {
        "token": csrf.token_of(request),
        "cursor": stage.transcript.cursor,
        "bot": stage.app.memory.settings.bot_name,
        "day": day,
        "hour": hour,
        "tour": tour.shown(stage.tour),
        "moving": stage.is_moving,
    }


def _keep(request: Request, response: Response, chosen: Chosen) -> Response:
    csrf.keep(response, csrf.token_of(request))
    response.set_cookie(COOKIE, chosen.written(), httponly=True, samesite="strict", path="/")
    response.headers["cache-control"] = "no-store"
    return response


async def home(request: Request) -> Response:
    """The whole page; ``?pane=&chat=&speaker=`` changes what a pane shows."""
    stage = _stage(request)
    chosen = _changed(request, _chosen(request))
    panes = await _panes(stage, chosen)
    chosen = _settled(panes)
    html = _render("page.html", panes=panes, **_common(request))
    return _keep(request, HTMLResponse(html), chosen)


async def pane(request: Request) -> Response:
    """One pane alone."""
    stage = _stage(request)
    key = request.query_params.get("pane", "")
    if key not in TITLES:
        raise Problem(say.not_here(), 404)
    chosen = _changed(request, _chosen(request))
    shown = pane_of(stage, await _folk(stage), chosen, key)
    chosen = chosen.with_pane(key, "" if shown.private else shown.place, shown.speaker)
    return _keep(request, HTMLResponse(_render("pane.html", pane=shown, **_common(request))), chosen)


def _changed(request: Request, chosen: Chosen) -> Chosen:
    query = request.query_params
    key = query.get("pane", "")
    if key not in TITLES:
        return chosen
    before = chosen.panes.get(key, ("", ""))
    chat = query.get("chat", before[0])
    return chosen.with_pane(key, chat, query.get("speaker", before[1] if chat == before[0] else ""))


def _settled(panes: list[Pane]) -> Chosen:
    return Chosen({one.key: ("" if one.private else one.place, one.speaker) for one in panes})


def form(handler: Callable[[Request, FormData], Awaitable[Response | None]]) -> Handler:
    """A POST of the page: checks the token, tells problems, and without JavaScript goes back to the page."""

    async def answer(request: Request) -> Response:
        async with request.form(max_fields=30) as data:
            if not csrf.matches(request, data):
                raise Problem(say.stale_form(), 403)
            response = await handler(request, data)
            if response is not None:
                return response
            if _with_script(request):
                return Response(status_code=204)
            where = str(data.get("pane") or "")
            return RedirectResponse("/" + (f"#pane-{where}" if where in TITLES else ""), status_code=303)

    return answer


def _field(data: FormData, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


@form
async def speak(request: Request, data: FormData) -> None:
    """Say something in a pane."""
    stage = _stage(request)
    text, kind = _field(data, "text"), _field(data, "attach")
    attachments = (Attachment(AttachmentKind(kind)),) if kind in set(AttachmentKind) else ()
    if not text.strip() and not attachments:
        raise Problem(say.nothing_said())
    if len(text) > LONGEST_TEXT:
        raise Problem(say.wrong_field("这句话", f"最多 {LONGEST_TEXT} 个字"))
    private = _field(data, "pane") == PHONE
    if _field(data, "mention") and not private:
        text = f"@{stage.app.memory.settings.bot_name} {text}"
    sender = await _address(stage, _field(data, "speaker"))
    chat = None if private else await _chat(stage, _field(data, "chat"))
    quote = _field(data, "quote") or None
    await _say(stage, Spoken(text, sender, chat, quote=quote, attachments=attachments))


@form
async def again(request: Request, data: FormData) -> None:
    """The platform delivers the last message of a pane once more, under the same id."""
    stage = _stage(request)
    spoken = stage.last.get(_field(data, "chat"))
    if spoken is None:
        raise Problem(say.nothing_to_repeat())
    await _say(stage, spoken)


@form
async def fault(request: Request, data: FormData) -> None:
    """The next sends to a pane's chat will not get through."""
    stage = _stage(request)
    times = _field(data, "times")
    how = "gone" if _field(data, "how") == "gone" else "later"
    stage.refuse(_field(data, "chat"), int(times) if times in {"1", "2", "3"} else 1, how)


@form
async def clock(request: Request, data: FormData) -> None:
    """Move the clock to where a button or the date field says."""
    stage = _stage(request)
    now = stage.app.clock.now()
    span = _target(now, _field(data, "to"), _field(data, "when")) - now
    if not timedelta(0) < span <= FARTHEST:
        raise Problem(say.bad_moment())
    if stage.is_moving:
        raise Problem(say.busy_moving(), 409)
    if _with_script(request):
        stage.behind(_forward(stage, span))
    else:
        await _forward(stage, span)


async def _forward(stage: Stage, span: timedelta) -> None:
    try:
        await stage.forward(span)
    except Busy:
        stage.transcript.change("clock")


def _target(now: datetime, button: str, typed: str) -> datetime:
    if button == "10m":
        return now + timedelta(minutes=10)
    if button == "1h":
        return now + timedelta(hours=1)
    if button == "8":
        return tour.next_moment(now, 8, 0)
    if button == "sun":
        return tour.next_moment(now, 19, 0, weekday=6)
    if button == "mon":
        return tour.next_moment(now, 8, 30, weekday=0)
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI)
    except ValueError:
        return now


@form
async def reset(request: Request, _data: FormData) -> None:
    """A fresh demo town."""
    stage = _stage(request)
    if stage.renew is None:
        raise Problem(say.not_here(), 404)
    try:
        await stage.start_over()
    except Busy as busy:
        raise Problem(say.busy_moving(), 409) from busy


@form
async def tour_go(request: Request, data: FormData) -> Response | None:
    """Play the step that is shown, or go to the next one, or begin again."""
    stage = _stage(request)
    what = _field(data, "what")
    if stage.tour.running or stage.is_moving:
        raise Problem(say.busy_moving(), 409)
    if what in {"next", "back", "first"}:
        tour.turn(stage.tour, what)
        stage.transcript.change("tour")
        return None
    step = tour_texts.STEPS[stage.tour.step]
    near = await _chat(stage, step.near)
    chosen = _chosen(request)
    chosen = chosen.with_pane("near", near, chosen.panes.get("near", ("", ""))[1])
    chosen = chosen.with_pane(PHONE, "", await _address(stage, step.phone))
    if not _with_script(request):
        await tour.play(stage, 0.0)
        return _keep(request, RedirectResponse("/#tour", status_code=303), chosen)
    stage.tour.running = True
    panes = await _panes(stage, chosen)
    stage.behind(tour.play(stage, request.app.state.pause))
    html = _render("wall.html", panes=panes, **_common(request))
    return _keep(request, HTMLResponse(html), _settled(panes))


async def explain(request: Request) -> Response:
    """The “why” of one message of the bot."""
    stage = _stage(request)
    found = await why.explain(stage, request.path_params["number"])
    if found is None:
        raise Problem(say.no_why(), 404)
    name = "why.html" if _with_script(request) else "why_page.html"
    return HTMLResponse(_render(name, why=found, **_common(request)))


async def _address(stage: Stage, name: str) -> str:
    if name.startswith(UNKNOWN):
        return name
    try:
        return (await stage.find_person(name)).address
    except LookupError as lost:
        raise Problem(say.no_person("说话的人", name), 404) from lost


async def _chat(stage: Stage, name: str) -> str:
    try:
        return await stage.find_chat(name)
    except NoSuch as lost:
        raise Problem(say.no_chat(name), 404) from lost


async def _say(stage: Stage, spoken: Spoken) -> None:
    try:
        await stage.say(spoken)
    except HouseFault as lost:
        raise Problem(say.not_stored(), 503) from lost


async def stream(request: Request) -> Response:
    """Lines and changes as they come. Holds no connection of the database."""
    stage = _stage(request)
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
            html = _render("event.html", **_told(stage, event), **common)
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
        "log": log_id(event.line.place, event.line.private) if event.line else "",
    }


def problem(request: Request, fault: Exception) -> Response:
    """A line in the corner with JavaScript, a small page without."""
    assert isinstance(fault, Problem)
    name = "problem.html" if _with_script(request) else "problem_page.html"
    return HTMLResponse(_render(name, text=str(fault)), status_code=fault.status)


ROUTES = [
    Route("/", home),
    Route("/demo/pane", pane),
    Route("/demo/stream", stream),
    Route("/demo/why/{number:int}", explain),
    Route("/demo/say", speak, methods=["POST"]),
    Route("/demo/again", again, methods=["POST"]),
    Route("/demo/fault", fault, methods=["POST"]),
    Route("/demo/clock", clock, methods=["POST"]),
    Route("/demo/reset", reset, methods=["POST"]),
    Route("/demo/tour", tour_go, methods=["POST"]),
]
