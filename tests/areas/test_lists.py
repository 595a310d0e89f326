"""Random histories of lists on real rows: whatever anybody does in whatever order, nothing is read that may not be (I37–I41)."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.actions import list_decisions, list_drafts, list_hearings, list_objections, lists
from bot.actions.errors import UserError
from bot.actions.list_decisions import Decision
from bot.app import open_database
from bot.clock import SHANGHAI
from bot.context import Work
from bot.domain import lists as rules
from bot.domain.directory import WARDEN_ROLES
from bot.domain.list_items import character_word
from bot.domain.list_states import SHOWN, Event, Kind, State
from bot.domain.lists import Entry, Subject
from bot.domain.roles import Action
from bot.domain.settings import Settings
from bot.ids import PersonId, TownId, UnitId
from bot.memory import Memory
from bot.messages import InChat, Outbound
from bot.outgoing import post
from bot.rehearsal.town import demo_roster, fill
from bot.storage import audit, people, questions
from bot.storage import list_objections as objection_rows
from bot.storage import lists as rows
from bot.storage.database import Db
from bot.storage.directory import office
from bot.storage.outbox import outbox
from bot.texts import lists as say

TOWN = TownId("SL")
START = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
KQ = UnitId("KQ")
PEOPLE = ("P0005", "P0006", "P0007", "P0008", "P0001", "P0012", "P0013", "P0023", "P0017", "P0018")
"""Village staff, secretary, supervisor, town staff, two wardens, a villager, and two offices of another village."""
FACTS = ("11月3日三件诉求没接", "人太懒 惰", "素·质低", "", "报了一处险情", "带着8户试种羊肚菌")
CODES = ("负-02", "负-03", "负-04", "负-07", "正-05", "正-04")


class Town:
    """A town on one connection with a clock of its own; each history is rolled back."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self.now = START
        self.memory = Memory(TOWN, Settings(), lambda: self.now)

    def work(self, who: str | None = None) -> Work:
        work = self.memory.begin(self.db)
        return work.as_person(people.get_person(self.db, TOWN, PersonId(who))) if who else work


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    path = Path(tmp_path_factory.mktemp("lists")) / "town.db"
    fill(f"sqlite:///{path}", demo_roster())
    database = open_database(f"sqlite:///{path}")
    with database.writer() as db:
        yield Town(db)
    database.close()


Verb = Callable[[Work], list[Outbound]]


def mostly(*right: str) -> st.SearchStrategy[str]:
    """Whoever may, most of the time; sometimes anybody."""
    return st.sampled_from((*right * (20 // len(right)), *PEOPLE))


who_ = st.sampled_from(PEOPLE)
pick = st.integers(0, 30)


class Histories(RuleBasedStateMachine):
    """Anybody tries anything; the invariants look at what could be read after each step."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.town.now = START
        self.town.db.say("BEGIN IMMEDIATE")
        self.agreed: set[int] = set()
        self.published: set[int] = set()

    def teardown(self) -> None:
        self.town.db.say("ROLLBACK")
        self.town.memory.forget_directory()

    def attempt(self, who: str | None, verb: Verb) -> None:
        """One unit of work; a refusal leaves nothing behind, as in the real house."""
        db = self.town.db
        db.say("SAVEPOINT a")
        try:
            with suppress(UserError):
                work = self.town.work(who)
                told: list[Outbound] = verb(work)
                for one in told:
                    if isinstance(one.to, InChat):
                        self.readable(work, one.text)
                post(work, told)
                db.say("RELEASE a")
                return
        except BaseException:
            db.say("ROLLBACK TO a")
            db.say("RELEASE a")
            raise
        db.say("ROLLBACK TO a")
        db.say("RELEASE a")

    def entries(self) -> list[Entry]:
        issues = rows.list_issues(self.town.db, TOWN, [KQ])
        return [one for issue in issues for one in rows.list_entries(self.town.db, TOWN, issue.number)]

    def entry(self, number: int, *fitting: State) -> int:
        """A number to which the verb fits, most of the time."""
        found = [one.number for one in self.entries() if one.state in fitting or not fitting]
        return found[number % len(found)] if found and number % 7 else number

    def mended(self, number: int) -> int:
        """An entry that its warden says has been put right, if there is one."""
        found = [one.number for one in self.entries() if one.mended and not one.final]
        return found[number % len(found)] if found else number

    def subject(self, number: int, who: str, turn: int) -> str:
        """The warden of an entry, most of the time."""
        found = rows.find_entry(self.town.db, TOWN, number)
        return str(found.person) if found is not None and turn % 5 else who

    # --- what anybody may try

    @initialize()
    def begin(self) -> None:
        for code, warden in (("负-02", "王建国"), ("负-03", "孙桂花"), ("正-05", "王建国")):
            self.add("P0005", code, warden, FACTS[0])

    @rule(
        who=mostly("P0005", "P0006"),
        code=st.sampled_from(CODES),
        name=st.sampled_from(("王建国", "孙桂花", "刘芳")),
        facts=st.sampled_from(FACTS),
    )
    def add(self, who: str, code: str, name: str, facts: str) -> None:
        def verb(work: Work) -> list[Outbound]:
            village = lists.village_for(work, "康桥村", Action.DRAFT_LIST)
            found, _ = list_drafts.subjects_named(work, village.id, name)
            if len(found) == 1:
                list_drafts.add(work, village, code, list_drafts.subject(work, found[0]), facts)
            return []

        self.attempt(who, verb)

    @rule(who=mostly("P0005", "P0006"), number=pick)
    def drop(self, who: str, number: int) -> None:
        if number % 4 == 0:
            self.attempt(
                who, lambda work: list_hearings.over_unpublished(work, list_drafts.drop(work, self.entry(number)))
            )

    @rule(who=mostly("P0005", "P0006"), number=pick)
    def serve(self, who: str, number: int) -> None:
        def verb(work: Work) -> list[Outbound]:
            entry = lists.entry_for(work, self.entry(number, State.DRAFT), Action.DRAFT_LIST)
            return list_hearings.serve(work, [entry])[1]

        self.attempt(who, verb)

    @rule(who=who_, number=pick, yes=st.booleans())
    def consent(self, who: str, number: int, yes: bool) -> None:
        chosen = self.entry(number, State.ASKED)
        before = rows.find_entry(self.town.db, TOWN, chosen)
        who = self.subject(chosen, who, number)
        self.attempt(who, lambda work: list_hearings.answer_consent(work, chosen, yes=yes)[1])
        after = rows.find_entry(self.town.db, TOWN, chosen)
        if before and after and before.state is State.ASKED and after.state is State.AGREED:
            assert after.person == who
            self.agreed.add(chosen)

    @rule(who=who_)
    def take_back(self, who: str) -> None:
        self.attempt(who, lambda work: list_hearings.take_back_consent(work)[1])

    @rule(who=who_, number=pick, words=st.sampled_from(("那天住院", "没有的事", "素质")))
    def state(self, who: str, number: int, words: str) -> None:
        chosen = self.entry(number, State.HEARING)
        self.attempt(self.subject(chosen, who, number), lambda work: list_hearings.state(work, chosen, words))

    @rule(who=who_, number=pick)
    def mend(self, who: str, number: int) -> None:
        chosen = self.entry(number, *SHOWN, State.OBJECTED, State.HEARING)
        self.attempt(self.subject(chosen, who, number), lambda work: list_hearings.mend(work, chosen, "改好了"))

    @rule(who=mostly("P0005", "P0006"), number=pick)
    def confirm(self, who: str, number: int) -> None:
        self.attempt(who, lambda work: list_hearings.confirm_mended(work, self.mended(number))[1])

    @rule(
        who=st.sampled_from(("P0007", "P0007", "P0007", "P0005", "P0001", "P0018", "P0012")),
        number=pick,
        yes=st.sampled_from((True, True, True, False)),
        meeting=st.sampled_from(("支委会", "支委会", "")),
        back=st.integers(-1, 4),
        reason=st.sampled_from(("属实", "属实", "素 质低", "")),
        named=st.booleans(),
    )
    def decide(self, who: str, number: int, yes: bool, meeting: str, back: int, reason: str, named: bool) -> None:
        def verb(work: Work) -> list[Outbound]:
            decision = Decision(yes, meeting, work.today - timedelta(days=back), reason, named)
            chosen = self.entry(number, State.HEARD, State.HEARING, State.AGREED)
            return list_decisions.decide(work, chosen, decision)[1]

        self.attempt(who, verb)

    @rule(who=mostly("P0005", "P0006"), number=st.integers(1, 2))
    def publish(self, who: str, number: int) -> None:
        def verb(work: Work) -> list[Outbound]:
            issue = rows.find_issue(work.db, TOWN, number)
            own = {unit.id for unit in lists.scope(work, Action.DRAFT_LIST, Action.DECIDE_LIST)}
            if issue is None or issue.village not in own:
                return []
            return list_decisions.publish(work, issue)[2]

        self.attempt(who, verb)

    @rule(number=pick)
    def make_public(self, number: int) -> None:
        """A history that goes all the way, so that there is something to look at."""
        self.go_all_the_way(number)

    @rule(code=st.sampled_from(("负-02", "负-03", "正-05")), name=st.sampled_from(("王建国", "孙桂花")), number=pick)
    def add_and_make_public(self, code: str, name: str, number: int) -> None:
        """The same from the beginning."""
        self.add("P0006", code, name, FACTS[0])
        self.go_all_the_way(number)

    def go_all_the_way(self, number: int) -> None:
        """Every step by who may."""
        found = [one for one in self.entries() if one.state is State.DRAFT]
        if not found:
            return
        one = found[number % len(found)]
        author = {"P0005": "P0006"}.get(str(one.author), "P0005")
        self.attempt(author, lambda work: list_hearings.serve(work, [one])[1])
        if one.kind is Kind.HONOUR:
            self.attempt(one.person, lambda work: list_hearings.answer_consent(work, one.number, yes=True)[1])
            self.agreed.add(one.number)
        else:
            self.attempt(one.person, lambda work: list_hearings.state(work, one.number, "知道了"))
        today = self.town.now.date()
        said = Decision(True, "支委会", today, "属实")
        self.attempt("P0007", lambda work: list_decisions.decide(work, one.number, said)[1])
        self.publish("P0005", one.issue)

    @rule(who=mostly("P0007", "P0001"), number=pick)
    def withdraw(self, who: str, number: int) -> None:
        if number % 5 == 0:
            self.attempt(who, lambda work: list_decisions.withdraw(work, self.entry(number), "有误"))

    @rule(who=who_, number=pick, whole=st.booleans())
    def object(self, who: str, number: int, whole: bool) -> None:
        def verb(work: Work) -> list[Outbound]:
            shown = [(found.issue, one) for found in list_objections.current(work, KQ) for one in found.entries]
            if not shown:
                return []
            issue, one = shown[number % len(shown)]
            return list_objections.say_something(work, issue, None if whole else one, "不对吧")[1]

        self.attempt(who, verb)

    @rule(
        who=st.sampled_from(("P0008", "P0008", "P0001", "P0012", "P0005", "P0007")),
        number=pick,
        uphold=st.booleans(),
        words=st.sampled_from(("核实过", "人品不行")),
    )
    def answer(self, who: str, number: int, uphold: bool, words: str) -> None:
        open_ = objection_rows.list_open(self.town.db, TOWN, [1, 2])
        chosen = open_[number % len(open_)].number if open_ else number
        said = {"uphold": uphold, "remove": not uphold}
        self.attempt(who, lambda work: list_objections.answer(work, chosen, words, **said)[1])

    # --- what happens by itself

    @rule(hours=st.sampled_from((1, 5, 11, 30, 73, 130, 400, 740)))
    def time_passes(self, hours: int) -> None:
        self.town.now += timedelta(hours=hours)

    @rule()
    def timers_fire(self) -> None:
        for one in self.entries():
            if one.hearing_until is not None and one.hearing_until <= self.town.now:
                self.attempt(None, partial(list_hearings.hearing_over, subject=str(one.number)))
        for open_ in questions.list_waiting(self.town.db, TOWN, list_hearings.CONSENT_FORM):
            if open_.lapses_at <= self.town.now:
                self.attempt(None, partial(list_hearings.consent_lapses, number=int(str(open_.draft["entry"]))))

    @rule()
    def night(self) -> None:
        self.attempt(None, list_decisions.expire_due)

    @rule()
    def delivered(self) -> None:
        """What has come to its hour goes out."""
        self.night()
        due = (outbox.c.state == "queued") & (outbox.c.not_before <= self.town.now)
        self.town.db.execute(sa.update(outbox).where(due).values(state="sent", settled_at=self.town.now))

    @rule(warden=st.sampled_from(("P0013", "P0015")), number=st.integers(0, 5))
    def leaves_office(self, warden: str, number: int) -> None:
        if number:
            return
        yesterday = self.town.now.date() - timedelta(days=1)
        self.town.db.execute(sa.update(office).where(office.c.person == warden).values(until=yesterday))
        self.town.work().changed_directory()

    # --- what may never be

    def visible(self, work: Work) -> list[tuple[Entry, str]]:
        found = list_objections.current(work, KQ)
        return [pair for one in found for pair in zip(one.entries, one.lines, strict=True)]

    def readable(self, work: Work, text: str) -> None:
        """Every line of a text to a group is one that may be read now, or says that something has been taken down."""
        allowed = {line for _, line in self.visible(work)}
        for line in text.splitlines():
            if re.match("[①-⑳]", line):
                assert line in allowed, line
        assert not character_word(text)

    @invariant()
    def nothing_is_read_that_may_not_be(self) -> None:
        work = self.town.work()
        wardens = {o.person for o in work.directory.offices if o.role in WARDEN_ROLES and o.holds_on(work.today)}
        for one, line in self.visible(work):
            assert one.state in {State.PUBLISHED, State.UPHELD}
            assert one.person in wardens
            assert one.served_at is not None
            assert one.decided_by == "P0007"
            assert one.decided_by != one.author
            assert one.meeting
            assert one.met_on is not None
            assert one.met_on <= work.today
            assert one.published_at is not None
            assert not objection_rows.list_open_about(work.db, TOWN, one.number)
            assert not character_word(line, {"王建国", "孙桂花", "刘芳"})
            if one.kind is Kind.REMINDER:
                assert one.decided_at is not None
                assert one.served_at is not None
                heard = one.stated_at is not None and one.stated_at <= one.decided_at
                assert heard or one.decided_at - one.served_at >= rules.HEARING
                assert one.met_on >= one.served_at.date()
                assert work.now < one.published_at + rules.LIVES
                assert not one.named
                assert not any(name in line for name in ("王建国", "孙桂花", "刘芳"))
            else:
                assert one.number in self.agreed

    @invariant()
    def nothing_waits_for_a_group_that_may_not_be_read(self) -> None:
        """What waits for its hour is dropped when it is hidden; what only time ends is dropped by the nightly job."""
        work = self.town.work()
        waits = (outbox.c.state == "queued") & outbox.c.chat.is_not(None) & outbox.c.about.like("list:%")
        items = lists.items_of(work, KQ)
        may = {
            (one.issue, say.line(one, items, lists.name_of(work, one.person)))
            for one in self.entries()
            if one.state in SHOWN
        }
        for about, text in work.db.all(sa.select(outbox.c.about, outbox.c.text).where(waits)):
            lines = [line for line in text.splitlines() if re.match("[①-⑳]", line)]
            assert {(int(about.removeprefix("list:")), line) for line in lines} <= may

    @invariant()
    def the_check_finds_nothing(self) -> None:
        assert rows.breaches(self.town.db, TOWN) == []
        assert objection_rows.breaches(self.town.db, TOWN) == []

    @invariant()
    def no_word_about_character_is_stored_in_what_may_be_published(self) -> None:
        for one in self.entries():
            assert not character_word(one.facts)
            assert not character_word(one.reason)

    @invariant()
    def each_step_is_noted_and_holds_no_words(self) -> None:
        for one in self.entries()[:3]:
            noted = audit.list_of(self.town.db, TOWN, "lists", str(one.number))
            assert noted[0][2] == "draft"
            assert {verb for _, _, verb, _, _ in noted} <= {event.value for event in Event} | {
                "draft",
                "mend",
                "rectify",
                "read",
            }


def test_whatever_happens_nothing_is_read_that_may_not_be(town: Town) -> None:
    machine = type("Machine", (Histories,), {"town": town})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=40, deadline=None))


def test_a_villager_cannot_be_made_a_subject(town: Town) -> None:
    work = town.work()
    for one in work.directory.offices:
        if one.role not in WARDEN_ROLES:
            with pytest.raises(ValueError, match="warden"):
                Subject.of(one, work.today)
