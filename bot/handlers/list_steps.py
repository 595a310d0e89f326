"""/榜 起草｜加｜删｜送达｜审定｜发布｜撤下…: making a list, step by step, each by another office (handbook §3.6, §4.7). In private only."""

import re

from bot.actions import list_decisions as decisions
from bot.actions import list_drafts as drafts
from bot.actions import list_hearings as hearings
from bot.actions import lists as act
from bot.actions import namesakes
from bot.actions.errors import Refused
from bot.actions.list_decisions import Decision
from bot.context import Context
from bot.domain import list_items as acts
from bot.domain import list_sentences as read
from bot.domain import lists as rules
from bot.domain.directory import Unit
from bot.domain.list_states import Kind, State
from bot.domain.lists import Entry, Issue
from bot.domain.roles import Action, Role
from bot.messages import Outbound
from bot.router import Help, Router
from bot.storage import lists as rows
from bot.texts import list_decisions as say_decisions
from bot.texts import list_drafts as say_drafts
from bot.texts import list_steps as say
from bot.texts import lists as say_lists
from bot.texts import people as say_people

router = Router("list_steps")

_STAFF = {Role.VILLAGE_STAFF: 19, Role.BRANCH_SECRETARY: 12, Role.SUPERVISOR: 12, Role.TOWN_STAFF: 22}
_VERBS = {
    "起草": "draft", "加": "add", "添加": "add", "增加": "add", "加上": "add", "删": "drop", "删除": "drop", "送达": "serve", "审定": "decide",
    "发布": "publish", "公布": "publish", "撤下": "withdraw", "下榜": "withdraw", "撤": "withdraw", "看": "show", "查看": "show", "核实": "confirm",
    "清单": "items", "正负清单": "items", "村规": "rule", "上墙": "wall", "打印": "wall",
}  # fmt: skip
_VERB = re.compile(
    rf"^({'|'.join(sorted(_VERBS, key=len, reverse=True))})(?=$|[\s:,0-9红黑正负提光#])[\s:,]*(.*)$", re.DOTALL
)


@router.command("榜", "lists", asks=Action.READ_PUBLIC, guests=True, help=Help(say.HELP_STAFF, _STAFF))
def lists(ctx: Context) -> list[Outbound]:
    """榜 — for a resident what is published, for the offices how each list stands; 榜 起草 … the steps."""
    found = _VERB.match(ctx.text)
    if ctx.in_group and found is not None:
        return ctx.reply(say_people.come_private(ctx.work.settings.bot_name))
    if found is None:
        own = act.scope(ctx.work, *act.ALL_STEPS)
        if not ctx.in_group and not own and (mine := hearings.open_against(ctx.work)):
            return ctx.reply("\n".join(hearings.own(ctx.work, mine[:3])))
        if ctx.in_group or not own:
            return ctx.go(f"红黑榜 {ctx.text}")
        named = [unit for unit in own if unit.name in ctx.text]
        if ctx.text and not named and read.kind_in(ctx.text) is None:
            return ctx.reply(say.how())
        return ctx.reply(drafts.overview(ctx.work, named or own))
    step = _STEPS[_VERBS[found[1]]]
    return step(ctx, found[2].strip())


def _draft(ctx: Context, rest: str) -> list[Outbound]:
    """榜 起草 红榜; with an item (起草 负-02 王建国 …) an entry is meant, as with 加."""
    if acts.code_in(rest):
        return _add(ctx, read.without_kind(rest))
    village = act.village_for(ctx.work, rest, Action.DRAFT_LIST)
    kind = read.kind_in(rest)
    if kind is None:
        return ctx.reply(say_drafts.which_kind())
    asked = read.quarter_in(rest, ctx.work.today)
    period = asked or drafts.period_to_draft(ctx.work, village.id, kind)
    return ctx.reply(drafts.draft(ctx.work, kind, village, period), why="榜 起草")


def _add(ctx: Context, rest: str) -> list[Outbound]:
    village = _village_of_entry(ctx, rest)
    coded = acts.code_at(rest)
    found, left = drafts.subjects_named(ctx.work, village.id, coded[1] if coded else rest)
    if coded is None and found and (later := acts.code_at(left)):
        coded, left = later, later[1]
    if coded is None:
        return ctx.reply(say_drafts.only_acts(_character(ctx, rest)) if rest else say_drafts.how_to_add())
    if coded[0] == acts.HANDED_OVER:
        return ctx.reply(say_drafts.handed_over())
    wardens = rules.wardens_of(ctx.work.directory, village.id, ctx.work.today)
    if not found:
        other = drafts.others_named(ctx.work, coded[1])
        names = list(dict.fromkeys(one.name for one in wardens))
        return ctx.reply(say_drafts.not_a_warden(other.name) if other else say_drafts.which_warden(names))
    if len(found) > 1:
        return namesakes.ask_which(ctx, found)
    subject = drafts.subject(ctx.work, found[0])
    if any(one.name in left for one in wardens if one.name != subject.name):
        return ctx.reply(say_drafts.one_each())
    entry = drafts.add(ctx.work, village, coded[0], subject, read.written(ctx.original, left).replace("\n", " "))
    return ctx.reply(say_drafts.added(entry, act.name_of(ctx.work, subject.person)), about=entry.about)


def _village_of_entry(ctx: Context, text: str) -> Unit:
    """The only one, the one named, or the one whose warden is named."""
    own = act.scope(ctx.work, Action.DRAFT_LIST)
    with_warden = [unit for unit in own if drafts.subjects_named(ctx.work, unit.id, text)[0]]
    for found in (own, with_warden):
        if len(found) == 1:
            return found[0]
    return act.village_for(ctx.work, text, Action.DRAFT_LIST)


def _character(ctx: Context, text: str) -> str:
    return acts.character_word(text, {office.name for office in ctx.work.directory.offices})


def _drop(ctx: Context, rest: str) -> list[Outbound]:
    numbers, _ = read.leading_numbers(rest)
    if not numbers:
        return ctx.reply(say.which_number("删"))
    told: list[Outbound] = []
    for number in numbers[:20]:
        entry = drafts.drop(ctx.work, number)
        told += hearings.over_unpublished(ctx.work, entry)
    return ctx.reply("\n".join(say_drafts.dropped(number) for number in numbers[:20])) + told


def _serve(ctx: Context, rest: str) -> list[Outbound]:
    numbers, left = read.leading_numbers(rest)
    if numbers:
        entries = [act.entry_for(ctx.work, number, Action.DRAFT_LIST) for number in numbers]
    else:
        kind = read.kind_in(left)
        villages = act.scope(ctx.work, Action.DRAFT_LIST)
        if not villages:
            raise Refused(say.not_yours(act.who_may(ctx.work, Action.DRAFT_LIST)))
        if kind is None:
            return ctx.reply(say.which_number("送达"))
        issues = [one for one in _issues(ctx, villages) if one.kind is kind]
        drafted = _entries(ctx, issues, State.DRAFT)
        entries = [one for one in drafted if not act.is_barred(ctx.work, one, ctx.person)]
        if not entries:
            return ctx.reply(say.nothing_to_serve(kind))
    text, told = hearings.serve(ctx.work, entries)
    return ctx.reply(text) + told


def _issues(ctx: Context, villages: list[Unit]) -> list[Issue]:
    return rows.list_issues(ctx.db, ctx.work.town, [unit.id for unit in villages])


def _entries(ctx: Context, issues: list[Issue], state: State) -> list[Entry]:
    found = (rows.list_entries(ctx.db, ctx.work.town, issue.number) for issue in issues)
    return [one for entries in found for one in entries if one.state is state]


def _decide(ctx: Context, rest: str) -> list[Outbound]:
    numbers, left = read.leading_numbers(rest)
    said = read.decided(left, ctx.work.today)
    if not numbers or said.yes is None:
        if not act.scope(ctx.work, Action.DECIDE_LIST):
            raise Refused(say.not_yours(act.who_may(ctx.work, Action.DECIDE_LIST)))
        return ctx.reply(say_decisions.how_to_decide(numbers[0] if numbers else None))
    lines: list[str] = []
    told: list[Outbound] = []
    decision = Decision(said.yes, said.meeting, said.met_on, said.reason, said.named, said.deducts)
    for number in numbers[:20]:
        entry, others = decisions.decide(ctx.work, number, decision)
        lines.append(say_decisions.decided(entry, act.name_of(ctx.work, entry.person)))
        told += others
    return ctx.reply("\n".join(lines)) + told


def _publish(ctx: Context, rest: str) -> list[Outbound]:
    villages = act.scope(ctx.work, Action.DRAFT_LIST, Action.DECIDE_LIST)
    if not villages:
        raise Refused(say.not_yours(act.who_may(ctx.work, Action.DRAFT_LIST)))
    issue = _issue_to_publish(ctx, villages, rest)
    if issue is None:
        return ctx.reply(say_decisions.nothing_to_publish(read.kind_in(rest)))
    issue, done, told = decisions.publish(ctx.work, issue)
    groups = sum(1 for one in told if one.key is not None and one.key.startswith("list:"))
    text = say_decisions.published(issue, len(done), groups, ctx.now + rules.WINDOW)
    return ctx.reply(text, about=f"list:{issue.number}") + told


def _issue_to_publish(ctx: Context, villages: list[Unit], rest: str) -> Issue | None:
    """The one that was named, or the latest of its kind that holds something decided with a yes."""
    kind, spoken = read.kind_in(rest), read.spoken(rest)
    named = [unit for unit in villages if unit.name in rest]
    issues = _issues(ctx, named or villages)
    if spoken.issue is not None:
        return next((one for one in issues if one.number == spoken.issue), None)
    ready = {entry.issue for entry in _entries(ctx, issues, State.APPROVED)}
    found = [one for one in issues if kind in {None, one.kind} and one.number in ready]
    if len({(one.village, one.kind) for one in found}) > 1:
        raise Refused(say.which_issue([one.number for one in found]))
    return found[0] if found else None


def _withdraw(ctx: Context, rest: str) -> list[Outbound]:
    number, reason = _entry_number(ctx, rest)
    if number is None:
        return ctx.reply(say.which_number("撤下"))
    told = decisions.withdraw(ctx.work, number, reason)
    return ctx.reply(say_decisions.withdrawn(number)) + told


def _entry_number(ctx: Context, rest: str) -> tuple[int | None, str]:
    """``17 原因`` is an entry by its number, ``榜3第1条 原因`` by its line."""
    spoken = read.spoken(rest)
    if spoken.issue is not None and (spoken.place is not None or rest.startswith("榜")):
        entries = rows.list_entries(ctx.db, ctx.work.town, spoken.issue)
        placed = [one for one in entries if one.place and spoken.place in {None, one.place}]
        return (placed[0].number if len(placed) == 1 else None), spoken.words
    numbers, left = read.leading_numbers(rest)
    return (numbers[0] if len(numbers) == 1 else None), left


def _show(ctx: Context, rest: str) -> list[Outbound]:
    number, _ = _entry_number(ctx, rest)
    if number is None:
        return ctx.reply(say.which_number("看"))
    if mine := [one for one in hearings.open_against(ctx.work) if one.number == number]:
        return ctx.reply("\n".join(hearings.own(ctx.work, mine)))
    entry = act.entry_for(ctx.work, number, *act.ALL_STEPS)
    if act.is_barred(ctx.work, entry, ctx.person) or entry.state is State.DECLINED:
        raise Refused(say.no_entry(number))
    act.note(ctx.work, str(number), "read")
    where = ctx.work.directory.title(entry.unit)
    text = say.full(entry, act.name_of(ctx.work, entry.person), where, act.item_text(ctx.work, entry))
    return ctx.reply(text, about=entry.about)


def _confirm(ctx: Context, rest: str) -> list[Outbound]:
    numbers, _ = read.leading_numbers(rest)
    if len(numbers) != 1:
        return ctx.reply(say.which_number("核实"))
    entry, told = hearings.confirm_mended(ctx.work, numbers[0])
    return ctx.reply(say_decisions.mended_confirmed(entry)) + told


def _items(ctx: Context, rest: str) -> list[Outbound]:
    coded = acts.code_at(rest)
    if coded is None:
        return _show_items(ctx, rest)
    village = act.village_for(ctx.work, coded[1], Action.DRAFT_LIST, Action.DECIDE_LIST)
    text, reference, day = read.adoption(coded[1].replace(village.name, " "), ctx.work.today)
    if not text or not reference:
        return ctx.reply(say_drafts.how_to_adopt())
    if day is None or day > ctx.work.today:
        return ctx.reply(say_decisions.meeting_day(day))
    drafts.adopt(ctx.work, village, coded[0], text, reference, day)
    return ctx.reply(say_drafts.adopted(coded[0], text))


def _show_items(ctx: Context, rest: str) -> list[Outbound]:
    all_ = act.villages(ctx.work)
    named = [unit for unit in all_ if unit.name in rest]
    own = named or act.scope(ctx.work, *act.ALL_STEPS)
    home = ctx.work.directory.village_of(ctx.person.unit)
    village = own[0] if own else home
    if village is None:
        return ctx.reply(say_lists.ask_village([unit.name for unit in all_]))
    items = act.items_of(ctx.work, village.id)
    has_own = any(one.village for one in items.values())
    return ctx.reply(say_lists.adopted(village.name, list(items.values()), has_own))


def _rule(ctx: Context, rest: str) -> list[Outbound]:
    village = act.village_for(ctx.work, rest, Action.DECIDE_LIST, Action.DRAFT_LIST)
    _, reference, day = read.adoption(rest, ctx.work.today)
    if day is None:
        day, _ = read.day_in(rest, ctx.work.today)
    if not reference or day is None:
        return ctx.reply(say_drafts.how_to_note_rule())
    if day > ctx.work.today:
        return ctx.reply(say_decisions.meeting_day(day))
    drafts.note_naming_rule(ctx.work, village, reference, day)
    return ctx.reply(say_drafts.rule_noted(village.name, ctx.work.settings.list_named))


def _wall(ctx: Context, rest: str) -> list[Outbound]:
    number = read.spoken(rest).issue
    issue = rows.find_issue(ctx.db, ctx.work.town, number) if number is not None else None
    mine = {unit.id: unit for unit in act.scope(ctx.work, *act.ALL_STEPS)}
    if issue is not None and issue.village in mine:
        return ctx.reply(say.wall(mine[issue.village].name, say_lists.NAMES[issue.kind]))
    village = act.village_for(ctx.work, rest, *act.ALL_STEPS)
    return ctx.reply(say.wall(village.name, say_lists.NAMES[read.kind_in(rest) or Kind.HONOUR]))


_STEPS = {
    "draft": _draft,
    "add": _add,
    "drop": _drop,
    "serve": _serve,
    "decide": _decide,
    "publish": _publish,
    "withdraw": _withdraw,
    "show": _show,
    "confirm": _confirm,
    "items": _items,
    "rule": _rule,
    "wall": _wall,
}
