"""Every capability as a command, on the same services as the window.

Results go to standard output (``--json``: one object a line), messages to standard error. Exit codes:
0 done, 1 the installation is not whole, 2 bad input or usage, 3 the event file cannot be used safely.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress

import click

from raict_desktop import paths
from raict_desktop.cli import (
    backups,
    badges,
    closing,
    conflicts,
    desk,
    devices,
    doors,
    enrolments,
    events,
    hub,
    licences,
    lists,
    organisations,
    portable,
    privacy,
    results,
    rooms,
    stations,
)
from raict_desktop.cli.alerts import alert, missing_part
from raict_desktop.cli.console import BAD_INPUT, UNSAFE_FILE, language, sentence, tell
from raict_desktop.cli.group import cli, window
from raict_desktop.cli.help_words import speak
from raict_desktop.cli.usage import usage_sentence
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.wording import say

for _command in (
    window,
    events.demo,
    events.new,
    lists.import_lists,
    lists.imports,
    lists.undo_import,
    organisations.organisations,
    organisations.set_organisation,
    organisations.merge_organisations,
    organisations.part_organisations,
    organisations.make_delegations,
    lists.programme,
    lists.people,
    lists.search,
    badges.badges,
    badges.print_badges,
    badges.printers,
    badges.layouts,
    badges.logos,
    badges.sheets,
    badges.trays,
    badges.invitations,
    doors.read,
    doors.scan,
    rooms.rooms,
    enrolments.enrol,
    rooms.export_programme,
    rooms.headcount,
    rooms.move,
    rooms.attendance,
    rooms.certificates,
    rooms.honour,
    devices.devices,
    devices.test_camera,
    desk.walk_in,
    desk.correct,
    desk.undo,
    desk.substitute,
    desk.readmit,
    desk.delegation,
    desk.park,
    desk.cases,
    desk.volunteer_card,
    results.export,
    results.report,
    results.counting,
    closing.finish,
    closing.contacts,
    closing.paper_list,
    closing.anonymise,
    closing.retention,
    conflicts.list_conflicts,
    conflicts.join,
    stations.merge,
    stations.journal,
    stations.list_stations,
    stations.clock,
    stations.share,
    events.check,
    hub.hub,
    hub.name,
    backups.backup,
    backups.backups,
    backups.restore,
    privacy.person_data,
    privacy.erase,
    privacy.seal,
    privacy.unseal,
    privacy.diagnostics,
    portable.portable,
    licences.licences,
):
    cli.add_command(_command)

BROKEN_INSTALLATION = 1


def main() -> None:
    """Run a command; faults become one clear sentence and the documented exit code."""
    # Faults are told below in words; without a log file their technical lines go nowhere.
    logging.getLogger("raict_desktop").addHandler(logging.NullHandler())
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        paths.data_root()
        speak(cli, language())
        status = cli.main(prog_name="raict-desktop", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except paths.IncompleteInstallationError as error:
        alert(str(error))
        sys.exit(BROKEN_INSTALLATION)
    except ImportError as error:
        alert(missing_part(error, language()))
        sys.exit(BROKEN_INSTALLATION)
    except click.ClickException as error:
        tell(usage_sentence(error, language()))
        sys.exit(BAD_INPUT)
    except click.Abort:
        sys.exit(130)
    except UnsafeFileError as error:
        alert(sentence(error, language()))
        sys.exit(UNSAFE_FILE)
    except UserError as error:
        alert(sentence(error, language()))
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        # The reader of our output went away; nothing written to the event is lost by that.
        _forget_output()
        sys.exit(0)
    except OSError as error:
        # What a service could name it has named; this is standard output on a full disk, mostly.
        tell(say("cli.system_fault", language(), reason=error.strerror or type(error).__name__))
        _forget_output()
        sys.exit(BAD_INPUT)


def _forget_output() -> None:
    """Let the interpreter's last flush of standard output go nowhere instead of failing aloud."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
