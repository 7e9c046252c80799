"""A print service of the tests' own: a private cupsd whose printers write each job to a file.

Needs the packages ``cups-daemon`` and ``cups-client``, which ``packaging/set_up.sh --tests`` installs.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LIBRARIES = (Path("/usr/lib/cups"), Path("/usr/libexec/cups"))
_CONFIGURATION = """
Listen 127.0.0.1:{port}
WebInterface No
Browsing No
DefaultAuthType None
ErrorPolicy abort-job
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
_FILES = """
ServerRoot {root}/etc
ServerBin {root}/bin
DataDir /usr/share/cups
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/tmp
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
{user}
"""
# A job that finds the file "broken" fails as a printer without paper does.
_BACKEND = """#!/bin/sh
[ $# -eq 0 ] && exit 0
[ -e {root}/out/broken ] && {{ echo "ERROR: no paper" >&2; exit 1; }}
cat "${{6:--}}" > {root}/out/job-$1.part && mv {root}/out/job-$1.part {root}/out/job-$1
"""


@dataclass(frozen=True)
class PrintService:
    """A running print service; what came out of its printers lies in ``out``."""

    server: str
    out: Path

    def command(self, *words: str) -> str:
        """Run a command of CUPS against this service."""
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_queue(self, name: str) -> None:
        """Add a printer."""
        self.command("lpadmin", "-p", name, "-E", "-v", "keep:/x")

    def came_out(self) -> list[bytes]:
        """The jobs that were printed, in order."""
        ready = (path for path in self.out.glob("job-*") if path.suffix != ".part")
        files = sorted(ready, key=lambda path: int(path.name[4:]))
        return [path.read_bytes() for path in files]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _user() -> str:
    """As root, cupsd wants another user for its filters; a backend of mode 0700 stays root's."""
    if os.getuid():
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return f"User {'lp' if 'lp' in names else 'nobody'}\nSystemGroup root"


@contextmanager
def print_service() -> Iterator[PrintService]:
    """Start the service, and end it with everything it printed."""
    daemon = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert daemon, "cups-daemon is missing: run packaging/set_up.sh --tests"
    # Short, and not below pytest's folder: cupsd refuses folders that others cannot enter.
    root = Path(tempfile.mkdtemp(prefix="raict-cups-"))
    process = None
    before = os.environ.get("CUPS_SERVER")
    try:
        port = _free_port()
        _furnish(root, port)
        process = subprocess.Popen(
            [daemon, "-f", "-c", str(root / "etc/cupsd.conf"), "-s", str(root / "etc/files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(port, process)
        os.environ["CUPS_SERVER"] = f"127.0.0.1:{port}"
        yield PrintService(f"127.0.0.1:{port}", root / "out")
    finally:
        if before is None:
            os.environ.pop("CUPS_SERVER", None)
        else:
            os.environ["CUPS_SERVER"] = before
        if process is not None:
            process.terminate()
            process.wait(10)
        shutil.rmtree(root, ignore_errors=True)


def _furnish(root: Path, port: int) -> None:
    root.chmod(0o755)
    for name in ("etc", "bin/backend", "spool", "cache", "state", "log", "tmp", "out"):
        (root / name).mkdir(parents=True)
    library = next(path for path in _LIBRARIES if path.is_dir())
    for part in library.iterdir():
        if part.name != "backend":
            (root / "bin" / part.name).symlink_to(part)
    backend = root / "bin/backend/keep"
    backend.write_text(_BACKEND.format(root=root))
    backend.chmod(0o700)
    (root / "etc/cupsd.conf").write_text(_CONFIGURATION.format(port=port))
    (root / "etc/files.conf").write_text(_FILES.format(root=root, user=_user()))


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        assert process.poll() is None, "the print service ended at once"
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("the print service did not start")
