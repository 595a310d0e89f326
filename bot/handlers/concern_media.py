"""Photos, voice, places, videos and files said to the bot without words (handbook §3.9)."""

from bot.actions import concern_media as act
from bot.actions import concern_steps as steps
from bot.actions import concerns as filing
from bot.context import Context, Work
from bot.domain import answers
from bot.domain import concerns as rules
from bot.forms import Draft, Form, Misread, NotAnswer, Step, start
from bot.messages import AttachmentKind, Outbound
from bot.router import Router
from bot.texts import concerns as say

router = Router("concerns")

_KINDS = {1: "ROAD", 2: "POWER_NET", 3: "ENV", 4: ""}
_OF_THAT = frozenset({"是", "是的", "对", "对的", "是这件", "就是这件", "嗯", "附上"})
_NAMES = {AttachmentKind.IMAGE: "照片", AttachmentKind.VIDEO: "视频"}


@router.otherwise(5)
def attached(ctx: Context) -> list[Outbound] | None:
    """Something attached, and no words."""
    if not ctx.attachments or ctx.full.strip():
        return None
    kind = ctx.attachments[0].kind
    if kind is AttachmentKind.STICKER:
        return []
    if kind is AttachmentKind.RED_PACKET:
        return [] if ctx.in_group else ctx.reply(say.no_money(ctx.work.settings.bot_name), why="不收钱")
    if kind in {AttachmentKind.FORWARDED, AttachmentKind.MINI_PROGRAM}:
        forwarded = kind is AttachmentKind.FORWARDED
        return ctx.reply(say.not_opened_forwarded() if forwarded else say.not_opened_program())
    if ctx.in_group:
        return ctx.reply(say.attach_private(ctx.work.settings.bot_name))
    if kind is AttachmentKind.VOICE:
        return _voice(ctx)
    if kind is AttachmentKind.LOCATION:
        return _location(ctx)
    if kind is AttachmentKind.FILE:
        return ctx.reply(say.file_what())
    return _photo(ctx, kind)


def _keep(ctx: Context) -> None:
    for one in ctx.attachments:
        act.keep_attachment(ctx.work, ctx.person.id, one, ctx.message.key)


def _photo(ctx: Context, kind: AttachmentKind) -> list[Outbound]:
    """Joined to what was registered within three minutes; later it is asked whether it belongs to that."""
    if any(one.data is not None and len(one.data) > act.MAX_VIDEO for one in ctx.attachments):
        return ctx.reply(say.too_large())
    latest = act.latest(ctx.work, ctx.person.id)
    _keep(ctx)
    if latest is not None and latest.filed_at >= ctx.now - rules.JOIN_AFTER:
        told = act.join_and_tell(ctx.work, ctx.person.id, latest.number)
        return ctx.reply(say.photo_joined(latest.number), about=latest.about) + told
    if act.is_telling(ctx.work, ctx.person.id):
        return ctx.reply(say.photo_waits())
    draft: dict[str, object] = {"kind": _NAMES.get(kind, "照片")}
    if latest is not None:
        draft |= {"number": latest.number, "about": latest.title}
    return start(ctx, PHOTO, draft)


def _voice(ctx: Context) -> list[Outbound]:
    """Registered at once for somebody to listen to."""
    if filing.where_is(ctx.work, ctx.person, "", None) is None:
        return ctx.reply(say.voice_write())
    _keep(ctx)
    filed, told = filing.raise_concern(ctx.work, ctx.person, say.voice_text(), category="OTHER", private=True)
    return ctx.reply(say.voice(steps.who_handles(ctx.work, filed), filed.number), about=filed.about) + told


def _location(ctx: Context) -> list[Outbound]:
    latest = act.latest(ctx.work, ctx.person.id)
    if latest is None:
        return ctx.reply(say.location_what())
    _keep(ctx)
    return start(ctx, PLACE, {"number": latest.number})


def _read_what(ctx: Context, _draft: Draft) -> object:
    if _draft.get("number") and (ctx.full.strip(" .。!！") in _OF_THAT):
        return "join"
    number = answers.number(ctx.full)
    if number is not None:
        if number not in _KINDS:
            raise Misread(say.photo_which())
        return number
    if not rules.has_words(ctx.full):
        raise Misread(say.empty_words())
    return ctx.full_original


def _read_where(ctx: Context, _draft: Draft) -> object:
    if not rules.has_words(ctx.full):
        raise Misread(say.empty_words())
    return ctx.full_original


def _finish_photo(ctx: Context, draft: Draft) -> list[Outbound]:
    what = draft["what"]
    if what == "join" and draft.get("number"):
        told = act.join_and_tell(ctx.work, ctx.person.id, str(draft["number"]))
        return ctx.reply(say.photo_joined(str(draft["number"])), about=f"concern:{draft['number']}") + told
    if not isinstance(what, int):
        return ctx.go(f"反映 {what}")
    category = _KINDS[what]
    if not category or filing.is_delicate(ctx.work, ctx.person, str(draft["where"])):
        return ctx.go(f"反映 {draft['where']}")
    text = str(draft["where"])
    filed, told = filing.raise_concern(ctx.work, ctx.person, text, category=filing.nearer(ctx.work, text, category))
    name, who = steps.category_name(filed.category), steps.who_handles(ctx.work, filed)
    photos = act.count(ctx.work, filed.number)
    return ctx.reply(say.filed(filed, name, who, correctable=False, cut=False, photos=photos), about=filed.about) + told


def _ask_what(_work: Work, draft: Draft) -> str:
    if draft.get("number"):
        return say.photo_of_that(str(draft["kind"]), str(draft["number"]), str(draft["about"]))
    return say.photo_what(str(draft["kind"]))


PHOTO = router.form(
    Form(
        "concern_photo",
        (
            Step("what", _ask_what, _read_what, free=True),
            Step(
                "where",
                lambda _w, _d: say.photo_where(),
                _read_where,
                free=True,
                needed=lambda draft: isinstance(draft.get("what"), int),
            ),
        ),
        _finish_photo,
    )
)


def _ask_place(_work: Work, draft: Draft) -> str:
    return say.ask_place(str(draft["number"]))


def _read_place(ctx: Context, _draft: Draft) -> object:
    said = answers.yes_or_no(ctx.full)
    if said is None:
        raise NotAnswer
    return said


def _finish_place(ctx: Context, draft: Draft) -> list[Outbound]:
    if draft["use"]:
        act.join_attachments(ctx.work, ctx.person.id, str(draft["number"]))
        return ctx.reply(say.place_kept())
    act.forget_waiting(ctx.work, ctx.person.id)
    return ctx.reply(say.place_dropped())


PLACE = router.form(
    Form("concern_place", (Step("use", _ask_place, _read_place),), _finish_place, waits=True, repeats=False)
)
