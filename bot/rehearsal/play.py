"""Plays a scenario: each step against a rehearsed town; what was expected and what was sent, when they differ."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from bot.adapters.samples import sample
from bot.messages import AttachmentKind
from bot.rehearsal.scenario import Scenario, Step
from bot.rehearsal.town import RehearsedTown, Sent

_NAME = re.compile(r"\{([^\W\d]\w*)\}")


class Unmet(Exception):
    """A step did not come out as the scenario says; the text tells what was expected and what was sent."""


@dataclass(slots=True)
class Report:
    """How a scenario went. ``failure`` is empty when it passed."""

    scenario: Scenario
    failure: str = ""
    transcript: list[str] = field(default_factory=list[str])

    @property
    def passed(self) -> bool:
        return not self.failure


def plain(text: str) -> str:
    """As texts are compared: NFKC, white space collapsed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


async def rehearse(
    scenario: Scenario,
    *,
    url: str | None = None,
    pace: tuple[int, timedelta] | None = None,
    show: Callable[[str], None] | None = None,
) -> Report:
    """Play ``scenario`` in a fresh town."""
    async with RehearsedTown(scenario.clock, scenario.town, url=url, pace=pace, settings=scenario.settings) as town:
        return await play(scenario, town, show)


async def play(scenario: Scenario, town: RehearsedTown, show: Callable[[str], None] | None = None) -> Report:
    """Play ``scenario`` in ``town``, which stands at its beginning."""
    report = Report(scenario)
    player = _Player(town, report, show)
    for number, step in enumerate(scenario.steps, 1):
        failure = await _outcome(player, step)
        if step.xfail:
            failure = "" if failure else f"本该失败({step.xfail}),却通过了"
        if failure:
            report.failure = f"第 {number} 步,第 {step.line} 行({step.kind}): {failure}"
            break
    return report


async def _outcome(player: "_Player", step: Step) -> str:
    try:
        await player.play(step)
    except Unmet as unmet:
        return str(unmet)
    return ""


class _Player:
    """Where a playing scenario stands: what has been found, where the last ``say`` was, since when is looked at."""

    def __init__(self, town: RehearsedTown, report: Report, show: Callable[[str], None] | None) -> None:
        self._town = town
        self._report = report
        self._show = show
        self._found: dict[str, str] = {}
        self._window = 0
        self._told = 0
        self._place: tuple[str, ...] = ()
        """Addresses of the place of the last ``say``."""

    async def play(self, step: Step) -> None:
        """One step.

        Raises:
            Unmet: it came out otherwise.
        """
        await getattr(self, f"_{step.kind}")(step)
        for sent in self._town.sent[self._told :]:
            carried = "".join(f" [{one.name}]" for one in sent.files)
            self._tell(f"    → {self._who(sent.address)}: {sent.text}{carried}")
        self._told = len(self._town.sent)

    def _tell(self, line: str) -> None:
        self._report.transcript.append(line)
        if self._show is not None:
            self._show(line)

    def _who(self, address: str) -> str:
        for names in (self._town.names.chats, {name: a[0] for name, a in self._town.names.people.items()}):
            for name, known in names.items():
                if known == address and name != address:
                    return name
        return address

    def _fill(self, text: object) -> str:
        return _NAME.sub(self._named, str(text))

    def _shown(self, wanted: object) -> str:
        return _NAME.sub(lambda found: self._found.get(found[1], found[0]), str(wanted))

    def _named(self, found: re.Match[str]) -> str:
        if found[1] not in self._found:
            raise Unmet(f"前面没有 find 过 {found[0]}")
        return self._found[found[1]]

    def _chat(self, name: str) -> str:
        address = self._town.names.chats.get(self._fill(name))
        if address is None:
            raise Unmet(f"名册里没有群“{name}”")
        return address

    def _person(self, name: str) -> tuple[str, ...]:
        addresses = self._town.names.people.get(self._fill(name))
        if addresses is None:
            raise Unmet(f"名册里没有“{name}”")
        return tuple(addresses)

    def _place_of(self, value: Mapping[str, Any]) -> tuple[str, ...]:
        if "in" in value:
            return (self._chat(value["in"]),)
        return self._person(value["to"]) if "to" in value else self._place

    async def _say(self, step: Step) -> None:
        options = step.options
        text = self._fill(step.value)
        unknown = options.get("from_unknown")
        sender = f"unknown:{unknown}" if unknown else self._person(options["by"])[0]
        chat = self._chat(options["in"]) if "in" in options else None
        self._place = (chat,) if chat else (sender,) if unknown else self._person(options["by"])
        self._window = len(self._town.sent)
        self._tell(f"{unknown or options['by']}{'@' + options['in'] if chat else ''}: {text}")
        attach = options.get("attach")
        await self._town.say(
            text,
            sender,
            chat,
            number=str(options["id"]) if "id" in options else None,
            mention=bool(options.get("mention")),
            quote=self._quoted(self._fill(options["quote"])) if "quote" in options else None,
            attachments=(sample(AttachmentKind(attach)),) if attach else (),
            recalls=str(options["recalls"]) if "recalls" in options else None,
            edits=str(options["edits"]) if "edits" in options else None,
        )

    def _quoted(self, text: str) -> str:
        wanted = plain(self._found.get(text, text))
        for sent in reversed(self._town.sent):
            if sent.address in self._place and wanted in plain(sent.text):
                return sent.platform_id
        raise Unmet(f"没有可引用的消息“{text}”")

    def _seen(self, place: tuple[str, ...]) -> list[Sent]:
        return [sent for sent in self._town.sent[self._window :] if sent.address in place]

    async def _see(self, step: Step) -> None:
        value: Mapping[str, Any] = step.value
        seen = self._seen(self._place_of(value))
        if "count" in value and len(seen) != int(value["count"]):
            raise Unmet(f"应当恰好有 {value['count']} 条,有 {len(seen)} 条{_shown(seen)}")
        if value.get("count") == 0:
            return
        for sent in seen:
            found = self._matches(sent, value)
            if found is not None:
                self._found |= found
                return
        if not {"has", "lacks", "find", "image"} & value.keys() and seen:
            return
        wanted = {key: value[key] for key in ("has", "lacks", "find", "image") if key in value}
        raise Unmet(f"应当有 {self._shown(wanted)},这里收到的是{_shown(seen)}")

    def _matches(self, sent: Sent, value: Mapping[str, Any]) -> dict[str, str] | None:
        """What ``find`` finds, when the message fits; None when it does not."""
        text = plain(sent.text)
        pictured = any(one.kind is AttachmentKind.IMAGE and one.data for one in sent.files)
        if "image" in value and bool(value["image"]) is not pictured:
            return None
        if not all(self._holds(text, one) for one in _listed(value.get("has"))):
            return None
        if any(self._holds(text, one) for one in _listed(value.get("lacks"))):
            return None
        found: dict[str, str] = {}
        for name, pattern in dict(value.get("find") or {}).items():
            match = re.search(str(pattern), text)
            if match is None:
                return None
            found[str(name)] = match[1] if match.groups() else match[0]
        return found

    def _holds(self, text: str, wanted: object) -> bool:
        """Whether ``text`` holds one of the alternatives ``a|b``."""
        return any(plain(self._fill(one)) in text for one in re.split("[|｜]", str(wanted)))

    async def _quiet(self, step: Step) -> None:
        everything = step.value == "all"
        seen = self._town.sent[self._window :] if everything else self._seen(self._place_of(step.value))
        if seen:
            raise Unmet(f"应当没有声音,却有{_shown(seen)}")

    async def _never(self, step: Step) -> None:
        value: Mapping[str, Any] = step.value
        groups = set(self._town.names.chats.values())
        place = groups if value.get("in") == "groups" else set(self._place_of(value))
        self._fill(value.get("has"))  # a name that was never found: told even where nothing was sent
        for sent in self._town.sent:
            for one in _listed(value.get("has")):
                if sent.address in place and self._holds(plain(sent.text), one):
                    raise Unmet(f"从未该有“{self._fill(one)}”,却有{_shown([sent])}")

    async def _wait(self, step: Step) -> None:
        self._window = len(self._town.sent)
        await self._town.move_to(self._town.clock.now() + step.value)

    async def _until(self, step: Step) -> None:
        self._window = len(self._town.sent)
        await self._town.move_to(step.value)

    async def _job(self, step: Step) -> None:
        self._window = len(self._town.sent)
        try:
            await self._town.run_job(str(step.value))
        except LookupError as fault:
            raise Unmet(f"没有叫 {step.value} 的任务") from fault

    async def _restart(self, _step: Step) -> None:
        await self._town.restart()

    async def _fail(self, step: Step) -> None:
        value: Mapping[str, Any] = step.value
        for address in self._place_of(value):
            self._town.refuse(address, int(value.get("times", 1)), value.get("how", "later"))

    async def _absent(self, step: Step) -> None:
        for path in self._town.files():
            data = path.read_bytes()
            for word in _listed(step.value):
                if any(form in data for form in _written(self._fill(word))):
                    raise Unmet(f"“{word}”还留在 {path.name} 里")

    async def _check(self, _step: Step) -> None:
        found = await self._town.breaches()
        if found:
            raise Unmet("数据不一致: " + "; ".join(found))


def _written(word: str) -> tuple[bytes, ...]:
    """How a word may stand in a file: as it is, or escaped in JSON."""
    return word.encode(), word.encode("unicode_escape"), word.encode("utf-16-le")


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return [*cast("list[object]", value)] if isinstance(value, list) else [value]


def _shown(seen: list[Sent]) -> str:
    lines = (f"\n      「{sent.text}」{''.join(f'[{one.name}]' for one in sent.files)}" for sent in seen)
    return "".join(lines) if seen else "(什么也没有)"
