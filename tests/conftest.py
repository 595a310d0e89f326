"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Server

HASTE = (HealthCheck.too_slow,)
"""Complaints about the machine."""
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=HASTE)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=HASTE)
settings.load_profile("house")
"""The same examples at every run. New ones are looked for on purpose: ``pytest --hypothesis-profile=search tests/domain``."""

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder beside the project with design, scenarios, messages; skips when it is not there."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL for the whole run."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    with postgres_server.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database, of both engines in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'town.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
