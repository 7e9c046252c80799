"""One station as a process of its own: ``python -m tests.sharing.station_process FILE LINE TOTAL CODE...``.

It shares its event, scans its codes, says each code on a line once it is committed, and stays until it
holds ``TOTAL`` entries. Killing it at any moment must lose nothing that it said. In place of a code, ``-``
waits for a line on its input, ``alone`` and ``live`` wait until the link is so and say it.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from raict_desktop.domain.changes import Changes
from raict_desktop.services.application import Application, Outside
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.hub_sharing import HubSharing
from tests.sharing.stations import QUICK


def main() -> int:
    path, line, total, codes = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    grown = threading.Condition()

    def told() -> None:
        with grown:
            grown.notify_all()

    def deliver(_changes: Changes) -> None:
        told()

    with Application(Outside(machine=path)) as application:
        event = application.open_event(Path(path))
        folder = Path(path).parent / "hubs"
        sharing = HubSharing(event, folder, deliver=deliver, told=told, pace=QUICK)
        if not sharing.start():
            sharing.join(line)
        for code in codes:
            if code == "-":
                sys.stdin.readline()
                continue
            if code in ("alone", "live"):
                with grown:
                    grown.wait_for(lambda: sharing.news and sharing.news.state == code, 40)  # noqa: B023
            else:
                check_in_code(event, code)
            print(code, flush=True)
        with grown:
            whole = grown.wait_for(lambda: event.entry_count() >= total, 40)
        sharing.stop()
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
