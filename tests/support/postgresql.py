"""A real PostgreSQL of this machine's own programs: one server for a run of tests, an empty database for each that asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

USER = "bouwsteen"


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl, which Debian keeps off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


class Server:
    """Reached over a socket in a folder of its own, never over the network."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self._options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"

    def create(self) -> None:
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", self._options, "start")

    def stop(self) -> None:
        """At once, as a power cut would."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The URI of an empty database."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        """As PostgreSQL's own user where we are root: it refuses to run as root."""
        as_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        command = [*as_user, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextmanager
def start_postgresql() -> Iterator[Server]:
    """Skips where PostgreSQL is not installed, and fails where BOUWSTEEN_REQUIRE names it."""
    programs = _programs()
    if programs is None or (os.geteuid() == 0 and shutil.which("runuser") is None):
        required = "postgresql" in os.environ.get("BOUWSTEEN_REQUIRE", "").split(",")
        (pytest.fail if required else pytest.skip)("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="bw-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = Server(programs, folder)
        server.create()
        try:
            yield server
        finally:
            server.stop()
