"""The forms of the demo page. Each is a plain form; with JavaScript the same comes without leaving the page."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.adapters.samples import sample
from bot.adapters.sim import How
from bot.clock import SHANGHAI
from bot.messages import Attachment, AttachmentKind, storable
from bot.storage.writer import HouseFault
from bot.texts import tour as tour_texts
from bot.texts import web as say
from bot.web import csrf, tour
from bot.web.asked import FARTHEST, LONGEST_TEXT
from bot.web.errors import Busy, NoSuch, Problem
from bot.web.moving import settle
from bot.web.register import UNKNOWN
from bot.web.said import Spoken
from bot.web.showing import chosen_of, common, keep, panes_of, render, settled, stage_of, with_script
from bot.web.stage import Stage
from bot.web.view import PHONE, TITLES

Handler = Callable[[Request], Awaitable[Response]]


def form(handler: Callable[[Request, FormData], Awaitable[Response | None]]) -> Handler:
    """A POST of the page: checks the token, tells problems, and without JavaScript goes back to the page."""

    async def answer(request: Request) -> Response:
        async with request.form(max_fields=30) as data:
            if not csrf.matches(request, data):
                raise Problem(say.stale_form(), 403)
            response = await handler(request, data)
            if response is not None:
                return response
            if with_script(request):
                return Response(status_code=204)
            await settle(stage_of(request).app)  # a page without script shows nothing that comes later
            where = str(data.get("pane") or "")
            return RedirectResponse("/" + (f"#pane-{where}" if where in TITLES else ""), status_code=303)

    return answer


def _field(data: FormData, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


@form
async def speak(request: Request, data: FormData) -> None:
    """Say something in a pane."""
    stage = stage_of(request)
    text, kind = _field(data, "text"), _field(data, "attach")
    shown = (sample(AttachmentKind(kind)),) if kind in set(AttachmentKind) else ()
    attachments = (*shown, *await _uploaded(data))
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


async def _uploaded(data: FormData) -> tuple[Attachment, ...]:
    """What was chosen from the visitor's machine."""
    found = data.get("upload")
    if not isinstance(found, UploadFile) or not found.filename:
        return ()
    image = (found.content_type or "").startswith("image/")
    kind = AttachmentKind.IMAGE if image else AttachmentKind.FILE
    return (Attachment(kind, storable(found.filename), await found.read()),)


@form
async def again(request: Request, data: FormData) -> None:
    """The platform delivers the last message of a pane once more, under the same id."""
    stage = stage_of(request)
    spoken = stage.last.get(_field(data, "chat"))
    if spoken is None:
        raise Problem(say.nothing_to_repeat())
    await _say(stage, spoken)


@form
async def fault(request: Request, data: FormData) -> None:
    """The next sends to a pane's chat will not get through."""
    stage = stage_of(request)
    times = _field(data, "times")
    how: How = "gone" if _field(data, "how") == "gone" else "later"
    stage.refuse(_field(data, "chat"), int(times) if times in {"1", "2", "3"} else 1, how)


@form
async def clock(request: Request, data: FormData) -> None:
    """Move the clock to where a button or the date field says."""
    stage = stage_of(request)
    now = stage.app.clock.now()
    span = _target(now, _field(data, "to"), _field(data, "when")) - now
    if not timedelta(0) < span <= FARTHEST:
        raise Problem(say.bad_moment())
    if stage.is_moving:
        raise Problem(say.busy_moving(), 409)
    if with_script(request):
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
    stage = stage_of(request)
    if stage.renew is None:
        raise Problem(say.not_here(), 404)
    try:
        await stage.start_over()
    except Busy as busy:
        raise Problem(say.busy_moving(), 409) from busy


@form
async def tour_go(request: Request, data: FormData) -> Response | None:
    """Play the step that is shown, or go to the next one, or begin again."""
    stage = stage_of(request)
    what = _field(data, "what")
    if stage.tour.running or stage.is_moving:
        raise Problem(say.busy_moving(), 409)
    if what in {"next", "back", "first"}:
        tour.turn(stage.tour, what)
        stage.transcript.change("tour")
        return None
    step = tour_texts.STEPS[stage.tour.step]
    near = await _chat(stage, step.near)
    chosen = chosen_of(request)
    chosen = chosen.with_pane("near", near, chosen.panes.get("near", ("", ""))[1])
    chosen = chosen.with_pane(PHONE, "", await _address(stage, step.phone))
    if not with_script(request):
        await tour.play(stage, 0.0)
        return keep(request, RedirectResponse("/#tour", status_code=303), chosen)
    stage.tour.running = True
    panes = await panes_of(stage, chosen)
    stage.behind(tour.play(stage, request.app.state.pause))
    html = render("wall.html", panes=panes, **common(request))
    return keep(request, HTMLResponse(html), settled(panes))


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


ROUTES = [
    Route("/demo/say", speak, methods=["POST"]),
    Route("/demo/again", again, methods=["POST"]),
    Route("/demo/fault", fault, methods=["POST"]),
    Route("/demo/clock", clock, methods=["POST"]),
    Route("/demo/reset", reset, methods=["POST"]),
    Route("/demo/tour", tour_go, methods=["POST"]),
]
