"""Rules of the house that no linter knows: where time and chance may be asked for, what a lock may hold, how jobs name their days."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import load_clockwork
from bot.commands import COMMANDS
from bot.config import DEMO_START
from scheduler.jobs import Job
from scheduler.runner import fire_times

ROOT = Path(__file__).parent.parent
CODE = sorted(file for folder in ("bot", "scheduler") for file in (ROOT / folder).rglob("*.py"))
EDGES = ("bot/clock.py", "bot/memory.py", "bot/receive.py", "bot/web/", "bot/commands/", "bot/bench/", "bot/adapters/")
"""Where the real clock and real chance may be asked: the clock itself, tokens, fault numbers, the outer walls."""
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


def test_the_lock_has_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    assert "--trusted" not in text
    for block in re.split(r"\n(?=[a-z])", text):
        if not block.startswith("#"):
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_holds_all_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = set(
        re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
    wanted = project["project"]["dependencies"] + [
        one for group in project["dependency-groups"].values() for one in group
    ]
    names = [re.split(r"[^A-Za-z0-9._-]", one)[0].lower().replace("_", "-") for one in wanted]
    assert [one for one in names if one not in locked] == []


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


def test_every_command_stands_in_both_readmes() -> None:
    for page in ("README.md", "README.en.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [command for command in COMMANDS if not re.search(rf"\b{command}\b", text)] == []
