"""A PostgreSQL server of the test's own on loopback: started, killed, stopped, wiped at will."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

OWNER = "owner"


def binaries() -> Path | None:
    """The folder of the newest server (15 or later) on this machine, or None."""
    found = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15),
        key=lambda path: int(path.parent.name),
    )
    if found:
        return found[-1]
    known = shutil.which("postgres")
    return Path(known).parent if known else None


class HubServer:
    """One server and its data folder; ``close`` removes both."""

    def __init__(
        self,
        *,
        tls: bool = False,
        settings: tuple[str, ...] = (),
        namespace: str = "",
    ) -> None:
        programs = binaries()
        assert programs is not None, "install postgresql (15 or newer) to run these tests"
        self._programs = programs
        self._as = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="raict-hub-"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = settings
        self._within = ("ip", "netns", "exec", namespace) if namespace else ()
        if self._as:
            shutil.chown(self.folder, *self._as)
        self._run(
            "initdb",
            "-D",
            "data",
            "-U",
            OWNER,
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        self.data = self.folder / "data"
        # Loopback in the clear and without a password for the owner; stations enter by SCRAM.
        (self.data / "pg_hba.conf").write_text(
            f"host all {OWNER} 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
            f"{'hostssl' if tls else 'host'} all all 0.0.0.0/0 scram-sha-256\n"
        )
        if tls:
            self.make_certificate()
        self.tls = tls

    def make_certificate(self) -> None:
        """A new self-signed certificate; the server must be started again to show it."""
        self._sh(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
            "-subj",
            "/CN=hub",
            "-keyout",
            "data/server.key",
            "-out",
            "data/server.crt",
        )
        (self.data / "server.key").chmod(0o600)
        if self._as:
            for name in ("server.key", "server.crt"):
                shutil.chown(self.data / name, *self._as)

    @property
    def url(self) -> str:
        """The owner's address of the hub's database."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/hub"

    def start(self, *, wait: bool = True) -> None:
        """Start it."""
        command = [
            *self._within,
            *self._becoming(),
            str(self._programs / "postgres"),
            "-D",
            str(self.data),
            "-p",
            str(self.port),
            "-c",
            f"listen_addresses={'*' if self.tls else '127.0.0.1'}",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
            "-c",
            "shared_buffers=16MB",
            "-c",
            "max_connections=60",
            "-c",
            f"ssl={'on' if self.tls else 'off'}",
        ]
        for setting in self._settings:
            command += ["-c", setting]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **({} if self._within else self._identity()),
        )
        log.close()
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds: float = 30) -> None:
        """Wait until it answers."""
        done = subprocess.run(
            [
                *self._within,
                str(self._programs / "pg_isready"),
                "-h",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-t",
                str(int(seconds)),
                "-q",
            ],
            check=False,
        )
        tries = 0
        while done.returncode != 0 and tries < 300:
            tries += 1
            select_pause()
            done = subprocess.run(done.args, check=False)
        assert done.returncode == 0, (self.folder / "log").read_text()[-2000:]

    @property
    def pid(self) -> int:
        """The number of its first process."""
        assert self._process is not None
        return self._process.pid

    def signal(self, number: int) -> None:
        """Send a signal to the server and every process of it; each backend leads its own group."""
        assert self._process is not None
        for pid in (self._process.pid, *children(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """Pull its plug."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)  # no more children from here on
            family = children(self._process.pid)
            self.signal(signal.SIGKILL)
            self._process.wait(20)
            self._process = None
            # The next server refuses to start while a child still holds the shared memory.
            tries = 0
            while any(Path(f"/proc/{pid}").exists() for pid in family) and tries < 200:
                tries += 1
                select_pause()
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def close(self) -> None:
        """Stop it and remove everything."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _identity(self) -> dict[str, object]:
        return {"user": self._as[0], "group": self._as[1]} if self._as else {}

    def _becoming(self) -> tuple[str, ...]:
        """Entering a namespace takes root; the server then runs as somebody else."""
        if not self._within or not self._as:
            return ()
        user, group = self._as
        return ("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--")

    def _run(self, program: str, *words: str) -> None:
        self._sh(str(self._programs / program), *words)

    def _sh(self, *words: str) -> None:
        subprocess.run(words, cwd=self.folder, check=True, capture_output=True, **self._identity())


def children(parent: int) -> list[int]:
    """Processes that a process started and that run still."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # The name in brackets may hold blanks: the parent is the second word after it.
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


def select_pause() -> None:
    """A moment for another process to get on."""
    import select

    select.select([], [], [], 0.1)


def _unprivileged() -> tuple[str, str] | None:
    """PostgreSQL refuses to run as root: whom to run it as then."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        import grp

        return name, grp.getgrgid(entry.pw_gid).gr_name
    raise AssertionError("no unprivileged user to run the server as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
