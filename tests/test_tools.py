"""Rules of the house that no linter knows: where time and chance may be asked for, what a lock may hold, how jobs name their days."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import load_clockwork, load_routes
from bot.commands import COMMANDS
from bot.config import DEMO_START
from scheduler.jobs import Job
from scheduler.runner import fire_times

ROOT = Path(__file__).parent.parent
CODE = sorted(file for folder in ("bot", "scheduler") for file in (ROOT / folder).rglob("*.py"))
EDGES = (
    "bot/clock.py",
    "bot/memory.py",
    "bot/receive.py",
    "bot/web/",
    "bot/commands/",
    "bot/bench/",
    "bot/adapters/",
    "bot/storage/sealing.py",
    "bot/storage/key_file.py",
)
"""Where the real clock and real chance may be asked: the clock itself, tokens, fault numbers, nonces, the outer walls."""
TIME_AND_CHANCE = re.compile(
    r"^(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|monotonic|perf_counter|sleep)"
    r"|random\.\w+|secrets\.\w+|uuid\.uuid[14]|os\.urandom)$"
)


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(file: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_time_and_chance_are_asked_for_at_the_edges_only() -> None:
    found = [
        f"{name(file)}:{call.lineno} {what}"
        for file in CODE
        if not name(file).startswith(EDGES)
        for call, what in calls(file)
        if TIME_AND_CHANCE.match(what.removeprefix("dt."))
    ]
    assert found == []


def test_imports_stand_at_the_head_of_a_file() -> None:
    late = ("bot/app.py", "bot/commands/", "bot/__main__.py")
    found = [
        f"{name(file)}:{node.lineno}"
        for file in CODE
        if not name(file).startswith(late)
        for function in ast.walk(tree(file))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_a_log_event_is_a_constant() -> None:
    found = [
        f"{name(file)}:{call.lineno}"
        for file in CODE
        for call, what in calls(file)
        if re.fullmatch(r"log\.(debug|info|warning|error|exception)", what)
        and not (call.args and isinstance(call.args[0], ast.Constant) and len(call.args) == 1)
    ]
    assert found == []


def jobs() -> list[Job]:
    return load_clockwork()[0]


def numbered(job: Job) -> bool:
    return bool(re.search(r"\d", str(job.cron.get("day_of_week", ""))))


def test_jobs_name_their_weekdays() -> None:
    assert jobs(), "no job is found: the walk itself is broken"
    assert [job.name for job in jobs() if numbered(job)] == []


def test_a_job_with_a_numbered_weekday_would_be_found() -> None:
    assert numbered(Job("sample", "J99", {"day_of_week": "5"}, lambda work, when: []))


def test_jobs_have_names_and_numbers_of_their_own() -> None:
    found = jobs()
    assert len({job.name for job in found}) == len(found)
    assert [job.name for job in found if not re.fullmatch(r"[a-z][a-z0-9_]*", job.name)] == []
    assert [job.name for job in found if not re.fullmatch(r"J\d\d", job.number)] == []


def test_every_job_falls_due_within_a_year() -> None:
    later = DEMO_START.replace(year=DEMO_START.year + 1)
    assert [job.name for job in jobs() if not fire_times(job, DEMO_START, later)] == []


def pinned(file: str) -> dict[str, str]:
    """Name → the whole block of a lock file."""
    blocks = re.split(r"\n(?=[a-z])", (ROOT / file).read_text(encoding="utf-8"))
    return {block.partition("==")[0]: block for block in blocks if not block.startswith("#")}


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-run.lock"])
def test_a_lock_has_hashes_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|--trusted", text)
    assert [name for name, block in pinned(file).items() if "--hash=sha256:" not in block] == []


def names_of(wanted: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", one)[0].lower().replace("_", "-") for one in wanted}


def test_the_locks_hold_all_that_is_declared_in_the_same_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = names_of(project["project"]["dependencies"])
    grouped = names_of([one for group in project["dependency-groups"].values() for one in group])
    every, running = pinned("requirements.lock"), pinned("requirements-run.lock")
    assert (needed | grouped) - every.keys() == set()
    assert needed - running.keys() == set()
    version = re.compile(r"==([^ ;]+)")
    differing = [name for name in running if version.findall(running[name])[0] != version.findall(every[name])[0]]
    assert differing == []


def test_nothing_is_mocked() -> None:
    word = "unittest" + ".mock"
    assert [name(file) for file in (ROOT / "tests").rglob("*.py") if word in file.read_text(encoding="utf-8")] == []


def test_no_path_of_a_machine_stands_in_the_project() -> None:
    path = re.compile("/" + r"(?:work|root|home)/[a-z.]")
    found = [
        name(file)
        for file in tracked()
        if file.suffix in {".py", ".md", ".toml", ".yaml", ".lock", ".html", ".css", ".json", ""}
        if path.search(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_links_between_documents_lead_somewhere() -> None:
    link = re.compile(r"""\]\(([^)#:]+)\)|src="([^":]+)\"""")
    found = [
        f"{name(page)}: {target}"
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
        for match in link.finditer(page.read_text(encoding="utf-8"))
        if not (page.parent / (target := match[1] or match[2])).exists()
    ]
    assert found == []


def test_every_word_of_the_chat_stands_in_its_page() -> None:
    page = (ROOT / "docs" / "口令.md").read_text(encoding="utf-8")
    said = set(re.findall(r"[^\s*()、]+", page))
    words = {word for route in load_routes().routes for word in route.words if re.search("[一-龥]", word)}
    assert words - said == {"通過"}, "traditional characters are understood, and not taught"


def test_every_command_stands_in_both_readmes() -> None:
    for page in ("README.md", "README.en.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [command for command in COMMANDS if not re.search(rf"\b{command}\b", text)] == []
